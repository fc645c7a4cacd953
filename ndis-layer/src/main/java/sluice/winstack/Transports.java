package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.inet.Ipv4Addresses;
import sluice.inet.SocketError;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;
import sluice.tdi.TdiIrp;
import sluice.tdi.TdiRequest;
import sluice.tdi.TransportDevice;

/**
 * Between sockets and IP, for all protocols and both families: the transport headers of what
 * leaves, and the way up through TDI of what arrives.
 */
final class Transports {
    private final TcpIp stack;
    final Udp udp;
    final Tcp tcp;
    private final List<PingEndpoint> pings = new ArrayList<>();

    Transports(TcpIp stack) {
        this.stack = stack;
        this.udp = new Udp(stack);
        this.tcp = new Tcp(stack);
    }

    void open(PingEndpoint endpoint) {
        pings.add(endpoint);
    }

    void close(Endpoint endpoint) {
        switch (endpoint) {
            case UdpEndpoint datagrams -> udp.unbind(datagrams);
            case PingEndpoint ping -> pings.remove(ping);
            case TcpEndpoint connection -> tcp.standIns.close(connection);
            case RawEndpoint raw -> stack.rawSockets.close(raw);
            default -> throw new IllegalStateException();
        }
    }

    /** Closes what a process has open: it is gone. */
    void closeAllOf(int process) {
        List<Endpoint> all = new ArrayList<>(pings);
        udp.addAll(all);
        stack.rawSockets.addAll(all);
        tcp.standIns.addAll(all);
        for (Endpoint each : all) if (each.client.id() == process) each.close();
        tcp.sockets.endAllOf(owner -> owner.uid() == process);
    }

    @Nullable PingEndpoint ping(boolean v6, int identifier) {
        for (int i = 0; i < pings.size(); i++) {
            PingEndpoint ping = pings.get(i);
            if (ping.identifier == identifier && ping.v6 == v6) return ping;
        }
        return null;
    }

    // ---- out

    /** Sends a datagram; the ip place owns the payload. */
    @Nullable SocketError sendUdp(
            UdpEndpoint from,
            Packet packet,
            IpAddress to,
            int port,
            SendOptions options,
            SendRequest request) {
        SocketError refused = route(from, packet, IpProtocols.UDP, to, port);
        if (refused != null) return refused;
        int at = packet.push(Udp.HEADER_OCTETS);
        byte[] octets = packet.octets();
        int length = packet.lengthOctets();
        Octets.put16(octets, at, from.localPort());
        Octets.put16(octets, at + 2, port);
        Octets.put16(octets, at + 4, length);
        Octets.put16(octets, at + 6, 0);
        if (from.v6) {
            return stack.ip6.send(
                    packet, IpProtocols.UDP, to.high(), to.low(), options, 6, request);
        }
        TransportChecksums.fillUdp4(octets, at, length, stack.ip4.routedSource(), to.v4());
        return stack.ip4.send(packet, IpProtocols.UDP, to.v4(), options, false, request);
    }

    /** Sends an ICMP message; the ip place owns it. */
    @Nullable SocketError sendIcmp(
            PingEndpoint from,
            Packet packet,
            IpAddress to,
            SendOptions options,
            SendRequest request) {
        int protocol = from.v6 ? IpProtocols.ICMPV6 : IpProtocols.ICMP;
        SocketError refused = route(from, packet, protocol, to, 0);
        if (refused != null) return refused;
        byte[] octets = packet.octets();
        int at = packet.offset();
        Octets.put16(octets, at + 2, 0);
        if (from.v6) {
            return stack.ip6.send(
                    packet, IpProtocols.ICMPV6, to.high(), to.low(), options, 2, request);
        }
        TransportChecksums.fillIcmp(octets, at, packet.lengthOctets());
        return stack.ip4.send(packet, IpProtocols.ICMP, to.v4(), options, false, request);
    }

    /** Sends a ready segment, its checksum as given; the ip place owns it. */
    @Nullable SocketError sendTcp(
            TcpEndpoint from, Packet packet, SendOptions options, SendRequest request) {
        SocketError refused = route(from, packet, IpProtocols.TCP, from.remote, from.remotePort);
        if (refused != null) return refused;
        IpAddress to = from.remote;
        if (from.v6) {
            return stack.ip6.send(
                    packet, IpProtocols.TCP, to.high(), to.low(), options, -1, request);
        }
        return stack.ip4.send(packet, IpProtocols.TCP, to.v4(), options, true, request);
    }

    /** Sends a message of any protocol; the ip place owns it. */
    @Nullable SocketError sendRaw(
            RawEndpoint from,
            Packet packet,
            IpAddress to,
            SendOptions options,
            SendRequest request) {
        SocketError refused = route(from, packet, from.protocol, to, 0);
        if (refused != null) return refused;
        return stack.ip4.send(packet, from.protocol, to.v4(), options, false, request);
    }

    /** Sends a packet whose IPv4 header a program has written; the ip place owns it. */
    @Nullable SocketError sendWithHeader(Packet packet, IpAddress to, SendRequest request) {
        SocketError refused = stack.ip4.route(to.v4(), 0);
        if (refused != null) {
            packet.end(WindowsDrop.NO_ROUTE_FOR_RAW);
            return refused;
        }
        byte[] octets = packet.writable();
        int at = packet.offset();
        boolean spoofed =
                stack.preset.rawSockets() == RawSocketRules.LIMITED
                        && Octets.u8(octets, at + 9) == IpProtocols.UDP
                        && Octets.i32(octets, at + 12) != 0
                        && !stack.addresses.isOwn4(Octets.i32(octets, at + 12), 0);
        if (spoofed) {
            packet.end(WindowsDrop.RAW_SOURCE_NOT_OWN);
            return null; // the program is not told
        }
        return stack.ip4.sendCompleted(packet, request);
    }

    private @Nullable SocketError route(
            Endpoint from, Packet packet, int protocol, IpAddress to, int port) {
        SocketError refused =
                from.v6
                        ? stack.ip6.route(to.high(), to.low(), from.localHigh, from.localLow)
                        : stack.ip4.route(to.v4(), (int) from.localLow);
        if (refused != null) {
            packet.end(WindowsDrop.NO_ROUTE);
            return refused;
        }
        boolean mayBeUnknown =
                !from.v6
                        && (to.v4() == Ipv4Addresses.LIMITED_BROADCAST
                                || Ipv4Addresses.isMulticast(to.v4()));
        boolean unknown = from.v6 ? !stack.ip6.hasSource() : stack.ip4.routedSource() == 0;
        if (unknown && !mayBeUnknown) {
            packet.end(WindowsDrop.NO_SOURCE_ADDRESS);
            return SocketError.ADDRESS_NOT_AVAILABLE;
        }
        long low = Endpoint.inside(to);
        if (!from.authorized(WfpLayer.ALE_AUTH_CONNECT, protocol, to.high(), low, port)) {
            packet.end(WindowsDrop.WFP_CONNECT);
            return SocketError.ACCESS_DENIED;
        }
        return null;
    }

    /** Into the TDI devices; false if a filter there says no. */
    boolean upToTdi(Endpoint to, Packet packet, int protocol, long high, long low, int port) {
        packet.passUp(stack.tdi);
        if (to.client.belowFilters()) return true;
        TransportDevice device =
                switch (to) {
                    case UdpEndpoint _ -> TransportDevice.UDP;
                    case TcpEndpoint _ -> TransportDevice.TCP;
                    default -> TransportDevice.RAW_IP;
                };
        boolean watched = stack.devices.of(device).isFiltered();
        if (stack.tdiFilters.isEmpty() && !watched) return true;
        TdiRequest.Kind kind =
                device == TransportDevice.TCP
                        ? TdiRequest.Kind.RECEIVE
                        : TdiRequest.Kind.RECEIVE_DATAGRAM;
        TdiRequest request = to.tdiRequest;
        request.fromLocal(
                kind,
                to.client.process(),
                protocol,
                to.localHigh,
                to.outside(to.localLow),
                to.localPort());
        request.withRemote(high, to.outside(low), port, packet.lengthOctets());
        if (!stack.tdiFilters.allow(request)) return false;
        if (!watched) return true;
        TdiIrp event = TdiEvents.of(stack, device, request);
        event.carry(packet);
        return stack.devices.of(device).raise(event);
    }

    static void up(Endpoint to, Packet packet, Place place, long high, long low, int port) {
        packet.passUp(place);
        to.accept(packet, high, low, port);
    }

    /** An ICMP message of either family to a user of the ICMP device. */
    void deliverIcmp(PingEndpoint to, Packet packet, int header, long low) {
        deliverIcmp(to, packet, header, 0, low);
    }

    void deliverIcmp(PingEndpoint to, Packet packet, int header, long high, long low) {
        packet.pull(header);
        up(to, packet, stack.icmpApi, high, low, 0);
    }
}
