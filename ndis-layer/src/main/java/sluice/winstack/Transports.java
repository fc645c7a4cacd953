package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.inet.IcmpErrors;
import sluice.inet.Icmpv6Errors;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Input;
import sluice.inet.NeighbourTable;
import sluice.inet.PortBinding;
import sluice.inet.PortTable;
import sluice.inet.SocketError;
import sluice.inet.TcpResets;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;
import sluice.tdi.TdiRequest;

/**
 * UDP, the TCP stand-ins and the users of ICMP, over both families: who gets what arrives, and the
 * transport headers of what leaves.
 */
final class Transports {
    private static final int UDP_OCTETS = 8;

    private final TcpIp stack;
    private final PortTable<UdpEndpoint> udp4;
    private final PortTable<UdpEndpoint> udp6;
    private final List<PingEndpoint> pings = new ArrayList<>();
    private final List<TcpEndpoint> connections = new ArrayList<>();
    private final List<UdpEndpoint> listeners = new ArrayList<>();
    private final PortTable.Visitor<UdpEndpoint> collect =
            binding -> listeners.add(binding.socket());

    Transports(TcpIp stack) {
        this.stack = stack;
        var random = stack.host.random("tcpip/ports");
        int first = stack.preset.ephemeralFirst();
        int last = stack.preset.ephemeralLast();
        this.udp4 = new PortTable<>(first, last, random);
        this.udp6 = new PortTable<>(first, last, random);
    }

    // ---- sockets come and go

    boolean bind(UdpEndpoint endpoint, int port) {
        var table = endpoint.v6 ? udp6 : udp4;
        var binding = table.bind(endpoint, endpoint.localHigh, endpoint.localLow, port, 0, false);
        endpoint.binding = binding;
        return binding != null;
    }

    void open(PingEndpoint endpoint) {
        pings.add(endpoint);
    }

    boolean open(TcpEndpoint endpoint) {
        if (tcp(
                        endpoint.localHigh,
                        endpoint.localLow,
                        endpoint.port,
                        endpoint.remoteHigh,
                        endpoint.remoteLow,
                        endpoint.remotePort)
                != null) return false;
        return connections.add(endpoint);
    }

    void close(Endpoint endpoint) {
        switch (endpoint) {
            case UdpEndpoint udp -> {
                PortBinding<UdpEndpoint> held = udp.binding;
                if (held != null) (udp.v6 ? udp6 : udp4).unbind(held);
            }
            case PingEndpoint ping -> pings.remove(ping);
            case TcpEndpoint tcp -> connections.remove(tcp);
            default -> throw new IllegalStateException();
        }
    }

    @Nullable PingEndpoint ping(boolean v6, int identifier) {
        for (int i = 0; i < pings.size(); i++) {
            PingEndpoint ping = pings.get(i);
            if (ping.identifier == identifier && ping.v6 == v6) return ping;
        }
        return null;
    }

    @Nullable TcpEndpoint tcp(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        for (int i = 0; i < connections.size(); i++) {
            TcpEndpoint tcp = connections.get(i);
            if (tcp.port == localPort
                    && tcp.remotePort == remotePort
                    && tcp.remoteLow == remoteLow
                    && tcp.remoteHigh == remoteHigh
                    && tcp.localLow == localLow
                    && tcp.localHigh == localHigh) return tcp;
        }
        return null;
    }

    /** The socket that gets a datagram with these addresses, or null. */
    @Nullable UdpEndpoint udp(
            boolean v6,
            long sourceHigh,
            long sourceLow,
            int sourcePort,
            long high,
            long low,
            int port) {
        var table = v6 ? udp6 : udp4;
        var found = table.lookup(sourceHigh, sourceLow, sourcePort, high, low, port, 0);
        return found == null ? null : found.socket();
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
        SocketError refused = route(from, packet, to);
        if (refused != null) return refused;
        int at = packet.push(UDP_OCTETS);
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
        SocketError refused = route(from, packet, to);
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
        SocketError refused = route(from, packet, from.remote);
        if (refused != null) return refused;
        IpAddress to = from.remote;
        if (from.v6) {
            return stack.ip6.send(
                    packet, IpProtocols.TCP, to.high(), to.low(), options, -1, request);
        }
        return stack.ip4.send(packet, IpProtocols.TCP, to.v4(), options, true, request);
    }

    private @Nullable SocketError route(Endpoint from, Packet packet, IpAddress to) {
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
        return null;
    }

    // ---- in: UDP

    void udp4(@Nullable NetInterface netif, Packet packet, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int source = Octets.i32(octets, at + 12);
        int destination = Octets.i32(octets, at + 16);
        int header = Ipv4Input.headerOctets(octets, at);
        int length = udpLength(packet, header);
        if (length < 0) return;
        boolean summed = Octets.u16(octets, at + header + 6) != 0;
        if (summed
                && !TransportChecksums.udp4Valid(
                        octets, at + header, length, source, destination)) {
            packet.end(WindowsDrop.UDP_CHECKSUM);
            return;
        }
        long from = NeighbourTable.key(source);
        boolean shown = hand(packet, false, header, length, 0, from, 0, key(destination), group);
        if (shown) return;
        stack.icmp4.error(packet, netif, IcmpErrors.UNREACHABLE, IcmpErrors.PORT, 0, group);
        packet.end(WindowsDrop.UDP_PORT_CLOSED);
    }

    void udp6(Packet packet, int header, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int length = udpLength(packet, header);
        if (length < 0) return;
        if (!TransportChecksums.udp6Valid(octets, at + header, length, at + 8, at + 24)) {
            packet.end(WindowsDrop.UDP6_CHECKSUM);
            return;
        }
        long sourceHigh = Octets.i64(octets, at + 8);
        long sourceLow = Octets.i64(octets, at + 16);
        long high = Octets.i64(octets, at + 24);
        long low = Octets.i64(octets, at + 32);
        if (hand(packet, true, header, length, sourceHigh, sourceLow, high, low, group)) return;
        stack.icmp6.error(packet, Icmpv6Errors.UNREACHABLE, 4, 0, header, IpProtocols.UDP, group);
        packet.end(WindowsDrop.UDP6_PORT_CLOSED);
    }

    private static long key(int address) {
        return NeighbourTable.key(address);
    }

    /** The datagram's length, or -1: it is wrong, and the packet has come to its end. */
    private int udpLength(Packet packet, int header) {
        int there = packet.lengthOctets() - header;
        int said =
                there < UDP_OCTETS ? 0 : Octets.u16(packet.octets(), packet.offset() + header + 4);
        if (said < UDP_OCTETS || said > there) {
            packet.end(WindowsDrop.UDP_LENGTH);
            return -1;
        }
        return said;
    }

    /** Gives the datagram to its socket or sockets; false if a unicast one has none. */
    private boolean hand(
            Packet packet,
            boolean v6,
            int header,
            int length,
            long sourceHigh,
            long sourceLow,
            long high,
            long low,
            boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset() + header;
        int sourcePort = Octets.u16(octets, at);
        int port = Octets.u16(octets, at + 2);
        if (!group) {
            UdpEndpoint endpoint = udp(v6, sourceHigh, sourceLow, sourcePort, high, low, port);
            if (endpoint == null) return false;
            deliver(endpoint, packet, header, length, sourceHigh, sourceLow, sourcePort);
            return true;
        }
        listeners.clear();
        (v6 ? udp6 : udp4).each(sourceHigh, sourceLow, sourcePort, high, low, port, 0, collect);
        if (listeners.isEmpty()) {
            packet.end(WindowsDrop.UDP_NOBODY_LISTENS);
            return true;
        }
        for (int i = 0; i < listeners.size(); i++) {
            boolean last = i == listeners.size() - 1;
            Packet own = last ? packet : packet.share(stack.ip);
            UdpEndpoint endpoint = listeners.get(i);
            deliver(endpoint, own, header, length, sourceHigh, sourceLow, sourcePort);
        }
        return true;
    }

    private void deliver(
            UdpEndpoint to, Packet packet, int header, int length, long high, long low, int port) {
        packet.pull(header + UDP_OCTETS);
        packet.trim(length - UDP_OCTETS);
        if (!upToTdi(to, packet, IpProtocols.UDP, high, low, port)) {
            packet.end(WindowsDrop.TDI_RECEIVE_DENIED);
            return;
        }
        up(to, packet, stack.winsock, high, low, port);
    }

    /** Into the TDI devices; false if a filter there says no. */
    private boolean upToTdi(
            Endpoint to, Packet packet, int protocol, long high, long low, int port) {
        packet.passUp(stack.tdi);
        if (stack.tdiFilters.isEmpty()) return true;
        TdiRequest.Kind kind =
                protocol == IpProtocols.UDP
                        ? TdiRequest.Kind.RECEIVE_DATAGRAM
                        : TdiRequest.Kind.RECEIVE;
        TdiRequest request = to.tdiRequest;
        request.fromLocal(
                kind, to.process, protocol, to.localHigh, to.outside(to.localLow), to.localPort());
        request.withRemote(high, to.outside(low), port, packet.lengthOctets());
        return stack.tdiFilters.allow(request);
    }

    private static void up(Endpoint to, Packet packet, Place place, long high, long low, int port) {
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

    // ---- in: TCP

    void tcp4(Packet packet, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int source = Octets.i32(octets, at + 12);
        int destination = Octets.i32(octets, at + 16);
        int header = Ipv4Input.headerOctets(octets, at);
        if (!TcpView.fits(octets, at + header, packet.limit())) {
            packet.end(WindowsDrop.TCP_HEADER);
            return;
        }
        int length = packet.lengthOctets() - header;
        if (!TransportChecksums.tcp4Valid(octets, at + header, length, source, destination)) {
            packet.end(WindowsDrop.TCP_CHECKSUM);
            return;
        }
        TcpEndpoint to = segmentFor(octets, at + header, 0, key(destination), 0, key(source));
        if (to != null) {
            deliver(to, packet, header);
            return;
        }
        if (!group && !isReset(octets, at + header)) {
            Packet reset =
                    stack.pool.originateFrom(
                            packet, stack.ip, PacketPool.HEADROOM_OCTETS, TcpResets.IPV4_OCTETS);
            TcpResets.writeIpv4(
                    reset.octets(),
                    reset.offset(),
                    stack.preset.ttl(),
                    identify(destination, source),
                    octets,
                    at,
                    packet.lengthOctets());
            stack.ip4.sendReady(reset);
        }
        packet.end(WindowsDrop.TCP_NO_CONNECTION);
    }

    void tcp6(Packet packet, int header, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        if (!TcpView.fits(octets, at + header, packet.limit())) {
            packet.end(WindowsDrop.TCP6_HEADER);
            return;
        }
        int length = packet.lengthOctets() - header;
        if (!TransportChecksums.tcp6Valid(octets, at + header, length, at + 8, at + 24)) {
            packet.end(WindowsDrop.TCP6_CHECKSUM);
            return;
        }
        TcpEndpoint to =
                segmentFor(
                        octets,
                        at + header,
                        Octets.i64(octets, at + 24),
                        Octets.i64(octets, at + 32),
                        Octets.i64(octets, at + 8),
                        Octets.i64(octets, at + 16));
        if (to != null) {
            deliver(to, packet, header);
            return;
        }
        if (!group && !isReset(octets, at + header)) {
            Packet reset =
                    stack.pool.originateFrom(
                            packet, stack.ip, PacketPool.HEADROOM_OCTETS, TcpResets.IPV6_OCTETS);
            TcpResets.writeIpv6(
                    reset.octets(),
                    reset.offset(),
                    stack.preset.ttl(),
                    octets,
                    at,
                    header,
                    packet.lengthOctets());
            stack.ip6.sendReady(reset);
        }
        packet.end(WindowsDrop.TCP6_NO_CONNECTION);
    }

    /** The identification of an answer from {@code own} to {@code peer}. */
    private int identify(int own, int peer) {
        return stack.identification.next(own, peer, IpProtocols.TCP);
    }

    private static boolean isReset(byte[] octets, int tcp) {
        return (Octets.u8(octets, tcp + 13) & TcpView.RST) != 0;
    }

    private @Nullable TcpEndpoint segmentFor(
            byte[] octets, int tcp, long high, long low, long remoteHigh, long remoteLow) {
        int remotePort = Octets.u16(octets, tcp);
        int localPort = Octets.u16(octets, tcp + 2);
        return tcp(high, low, localPort, remoteHigh, remoteLow, remotePort);
    }

    private void deliver(TcpEndpoint to, Packet packet, int header) {
        packet.pull(header);
        boolean allowed =
                upToTdi(to, packet, IpProtocols.TCP, to.remoteHigh, to.remoteLow, to.remotePort);
        if (!allowed) {
            packet.end(WindowsDrop.TDI_SEGMENT_RECEIVE_DENIED);
            return;
        }
        up(to, packet, stack.winsock, to.remoteHigh, to.remoteLow, to.remotePort);
    }
}
