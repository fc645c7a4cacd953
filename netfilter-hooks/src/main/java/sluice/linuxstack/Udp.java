package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.DontFragment;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.inet.IcmpErrors;
import sluice.inet.Icmpv6Errors;
import sluice.inet.NeighbourTable;
import sluice.inet.PortBinding;
import sluice.inet.PortTable;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.netdev.NetDevice;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;
import sluice.packet.wire.UdpView;
import sluice.route.OutputResult;

/** UDP and the sending of raw messages (Linux 6.x, {@code net/ipv4/udp.c}, {@code raw.c}). */
final class Udp {
    private static final int PAYLOAD4_OCTETS_MAX = 65_507;
    private static final int PAYLOAD6_OCTETS_MAX = 65_527;

    private final Net net;
    private final PortTable<UdpEndpoint> ports4;
    private final PortTable<UdpEndpoint> ports6;
    private final List<UdpEndpoint> matches = new ArrayList<>();
    private final PortTable.Visitor<UdpEndpoint> collect = binding -> matches.add(binding.socket());

    Udp(Net net) {
        this.net = net;
        int first = net.sysctls.portFirst();
        int last = net.sysctls.portLast();
        ports4 = new PortTable<>(first, last, net.host.random("udp ports"));
        ports6 = new PortTable<>(first, last, net.host.random("udp6 ports"));
    }

    private PortTable<UdpEndpoint> ports(IpAddress local) {
        return local.isV4() ? ports4 : ports6;
    }

    UdpEndpoint open(IpAddress local, int port, boolean reuse, SocketHandler handler)
            throws SocketRefused {
        var endpoint = new UdpEndpoint(net, local, handler);
        PortBinding<UdpEndpoint> binding =
                ports(local)
                        .bind(
                                endpoint,
                                TcpEndpoint.high(local),
                                TcpEndpoint.low(local),
                                port,
                                0,
                                reuse);
        if (binding == null) {
            throw new SocketRefused(
                    Sockets.status(SocketError.ADDRESS_IN_USE), "UDP port " + port + " is taken");
        }
        endpoint.bound(binding);
        return endpoint;
    }

    /** The source address and the peer are fixed as the route of now has them. */
    SocketStatus connect(UdpEndpoint endpoint, IpAddress asked, int port) {
        IpAddress peer = asked.isV4() ? asked : Ip6Output.host(asked);
        OutputResult way =
                peer.isV4()
                        ? find4(endpoint, endpoint.local.v4(), peer.v4(), port, SendOptions.DEFAULT)
                        : net.output6.find(endpoint, peer, SendOptions.DEFAULT);
        SocketError error = way.error();
        if (error == SocketError.NETWORK_UNREACHABLE && peer.isV4())
            net.snmp.count(SnmpCounter.IP_OUT_NO_ROUTES);
        if (error != null) return Sockets.status(error);
        if (way.kind() == RouteKind.BROADCAST) return Sockets.status(SocketError.ACCESS_DENIED);
        endpoint.binding()
                .connect(
                        peer.isV4() ? 0 : way.sourceHigh(),
                        peer.isV4() ? NeighbourTable.key(way.source()) : way.sourceLow(),
                        TcpEndpoint.high(peer),
                        TcpEndpoint.low(peer),
                        port);
        return SocketStatus.OK;
    }

    void close(UdpEndpoint endpoint) {
        ports(endpoint.local).unbind(endpoint.binding());
    }

    @Nullable PortBinding<UdpEndpoint> find4(int peer, int peerPort, int local, int localPort) {
        return ports4.lookup(
                0, NeighbourTable.key(peer), peerPort, 0, NeighbourTable.key(local), localPort, 0);
    }

    @Nullable PortBinding<UdpEndpoint> find6(
            long peerHigh, long peerLow, int peerPort, long high, long low, int localPort) {
        return ports6.lookup(peerHigh, peerLow, peerPort, high, low, localPort, 0);
    }

    int socketCount() {
        return ports4.count() + ports6.count();
    }

    // ---- sending ---------------------------------------------------------------------------

    SocketStatus send4(
            UdpEndpoint from,
            byte[] octets,
            int offset,
            int lengthOctets,
            int to,
            int port,
            SendOptions options) {
        if (lengthOctets > PAYLOAD4_OCTETS_MAX) return Sockets.status(SocketError.MESSAGE_TOO_LONG);
        OutputResult way = find4(from, from.binding().localIpv4(), to, port, options);
        if (way.error() == SocketError.NETWORK_UNREACHABLE)
            net.snmp.count(SnmpCounter.IP_OUT_NO_ROUTES);
        SocketStatus refused = refusal4(way, lengthOctets + UdpView.HEADER_OCTETS, options);
        if (refused != null) return refused;
        Skb skb = from.make(octets, offset, lengthOctets);
        if (skb == null) return Endpoint.AGAIN;
        int length = lengthOctets + UdpView.HEADER_OCTETS;
        int at = pushUdp(skb, from.localPort(), port, length);
        TransportChecksums.fillUdp4(skb.packet().octets(), at, length, way.source(), to);
        offload(skb, way);
        return sendIp4(skb, way, to, IpProtocols.UDP, options);
    }

    // __ip_append_data: by a device that can, unless it will be cut into fragments
    private void offload(Skb skb, OutputResult way) {
        skb.setChecksumOffloaded(way.deviceIndex() == net.lo.index());
    }

    private static int pushUdp(Skb skb, int fromPort, int toPort, int length) {
        int at = skb.packet().push(UdpView.HEADER_OCTETS);
        byte[] to = skb.packet().octets();
        Octets.put16(to, at, fromPort);
        Octets.put16(to, at + 2, toPort);
        Octets.put16(to, at + 4, length);
        return at;
    }

    /** The way of what a socket sends that is bound to {@code local}. */
    private OutputResult find4(Endpoint from, int local, int to, int toPort, SendOptions options) {
        var key = net.routing4.key(bound4(from, local), to).by(deviceIndex(options));
        key.mark(from.mark()).tos(Math.max(options.tos(), 0)).uid(from.uid());
        if (from instanceof UdpEndpoint udp)
            key.transport(IpProtocols.UDP, udp.binding().localPort(), toPort);
        return net.routing4.output(key.anySource(from.transparent()));
    }

    /** An address a socket is bound to as a source: none for any address or a group. */
    private int bound4(Endpoint from, int address) {
        boolean usable = from.transparent() || net.routing4.isLocal(address);
        return address != 0 && usable ? address : 0;
    }

    SocketStatus sendRaw4(
            Endpoint from,
            int protocol,
            byte[] octets,
            int offset,
            int lengthOctets,
            int to,
            SendOptions options) {
        OutputResult way = find4(from, from.local.v4(), to, 0, options);
        SocketStatus refused = refusal4(way, lengthOctets, options);
        if (refused != null) return refused;
        Skb skb = from.make(octets, offset, lengthOctets);
        if (skb == null) return Endpoint.AGAIN;
        return sendIp4(skb, way, to, protocol, options);
    }

    /** Sends a segment with its checksum as it is. */
    SocketStatus sendSegment4(
            Endpoint from,
            byte[] octets,
            int offset,
            int lengthOctets,
            int to,
            SendOptions options) {
        OutputResult way = find4(from, from.local.v4(), to, 0, options);
        SocketStatus refused = refusal4(way, lengthOctets, options);
        if (refused != null) return refused;
        Skb skb = from.make(octets, offset, lengthOctets);
        if (skb == null) return Endpoint.AGAIN;
        return sendIp4(skb, way, to, IpProtocols.TCP, options);
    }

    /**
     * Index of the device a program bound the send to, 0 for none; -1, which no route has, if
     * unknown.
     */
    private int deviceIndex(SendOptions options) {
        if (options.device().isEmpty()) return 0;
        NetDevice device = net.devices.device(options.device());
        return device == null ? -1 : device.index();
    }

    private @Nullable SocketStatus refusal4(OutputResult way, int length, SendOptions options) {
        SocketError error = way.error();
        if (error != null) return Sockets.status(error);
        if (way.kind() == RouteKind.BROADCAST && !options.broadcast())
            return Sockets.status(SocketError.ACCESS_DENIED);
        boolean tooLong =
                options.dontFragment() && length + Ip4Output.HEADER_OCTETS > mtuOctets(way);
        return tooLong ? Sockets.status(SocketError.MESSAGE_TOO_LONG) : null;
    }

    private int mtuOctets(OutputResult way) {
        return Ip4Output.mtuOctets(way.route(), net.device(way.deviceIndex()));
    }

    private SocketStatus sendIp4(
            Skb skb, OutputResult way, int to, int protocol, SendOptions options) {
        int ttl = options.ttl();
        if (ttl < 0) ttl = way.kind() == RouteKind.MULTICAST ? 1 : net.sysctls.defaultTtl();
        int tos = Math.max(options.tos(), 0);
        int total = skb.packet().lengthOctets() + Ip4Output.HEADER_OCTETS;
        boolean fits = total <= mtuOctets(way);
        boolean mayNotFragment = fits && options.fragmentation() != DontFragment.NEVER;
        net.output4.pushHeader(skb, tos, mayNotFragment, ttl, protocol, way.source(), to);
        net.output4.setRoute(skb, way);
        if (protocol == IpProtocols.ICMP && skb.packet().lengthOctets() > Ip4Output.HEADER_OCTETS)
            net.snmp.icmpOut(Octets.u8(skb.octets(), skb.transportOffset()));
        int result = net.output4.send(skb);
        // udp_send_skb, raw_sendmsg: a program that does not receive errors is not told of this one
        if (result == -NetDevice.ENOBUFS) {
            if (protocol == IpProtocols.UDP) net.snmp.count(SnmpCounter.UDP_SNDBUF_ERRORS);
            return SocketStatus.OK;
        }
        if (protocol == IpProtocols.UDP && result >= 0)
            net.snmp.count(SnmpCounter.UDP_OUT_DATAGRAMS);
        return Endpoint.status(result);
    }

    SocketStatus send6(
            UdpEndpoint from,
            byte[] octets,
            int offset,
            int lengthOctets,
            IpAddress asked,
            int port,
            SendOptions options) {
        if (lengthOctets > PAYLOAD6_OCTETS_MAX) return Sockets.status(SocketError.MESSAGE_TOO_LONG);
        IpAddress to = Ip6Output.host(asked);
        OutputResult way = net.output6.find(from, to, options);
        SocketError error = way.error();
        if (error != null) return Sockets.status(error);
        Skb skb = from.make(octets, offset, lengthOctets);
        if (skb == null) return Endpoint.AGAIN;
        int length = lengthOctets + UdpView.HEADER_OCTETS;
        pushUdp(skb, from.localPort(), port, length);
        offload(skb, way);
        int status = net.output6.send(skb, way, to.high(), to.low(), IpProtocols.UDP, options);
        if (status >= 0) net.snmp.count(SnmpCounter.UDP6_OUT_DATAGRAMS);
        else net.snmp.count(SnmpCounter.IP6_OUT_DISCARDS);
        return Endpoint.status(status);
    }

    SocketStatus sendRaw6(
            Endpoint from,
            int protocol,
            byte[] octets,
            int offset,
            int lengthOctets,
            IpAddress asked,
            SendOptions options) {
        IpAddress to = Ip6Output.host(asked);
        OutputResult way = net.output6.find(from, to, options);
        SocketError error = way.error();
        if (error != null) return Sockets.status(error);
        Skb skb = from.make(octets, offset, lengthOctets);
        if (skb == null) return Endpoint.AGAIN;
        if (protocol == IpProtocols.ICMPV6 && lengthOctets > 0)
            net.snmp.icmp6Out(Octets.u8(octets, offset));
        int status = net.output6.send(skb, way, to.high(), to.low(), protocol, options);
        if (status < 0) net.snmp.count(SnmpCounter.IP6_OUT_DISCARDS);
        return Endpoint.status(status);
    }

    // ---- receiving -------------------------------------------------------------------------

    /** {@code __udp4_lib_rcv}: the data begins with the IP header. */
    void receive4(Skb skb) {
        int length = checked(skb);
        if (length < 0) return;
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int source = Octets.i32(octets, skb.networkOffset() + 12);
        int destination = Octets.i32(octets, skb.networkOffset() + 16);
        boolean good =
                skb.checksumState() == ChecksumState.UNNECESSARY
                        || TransportChecksums.udp4Valid(octets, at, length, source, destination);
        if (!good) {
            wrongChecksum(skb);
            return;
        }
        skb.packet().trim(at - skb.networkOffset() + length);
        IpAddressHalves.setV4(halves, source);
        long key = NeighbourTable.key(source);
        long to = NeighbourTable.key(destination);
        if (skb.routeKind() != RouteKind.LOCAL) {
            toAll(skb, ports4, 0, key, 0, to);
            return;
        }
        if (skb.sock() instanceof UdpEndpoint given) { // by a rule
            give(given, skb);
            return;
        }
        PortBinding<UdpEndpoint> found =
                ports4.lookup(
                        0,
                        key,
                        Octets.u16(octets, at),
                        0,
                        to,
                        Octets.u16(octets, at + 2),
                        index(skb));
        if (found == null) {
            net.snmp.count(SnmpCounter.UDP_NO_PORTS);
            net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.PORT, 0);
            closed(skb);
            return;
        }
        give(found.socket(), skb);
    }

    void receive6(Skb skb) {
        int length = checked(skb);
        if (length < 0) return;
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int ip = skb.networkOffset();
        boolean good =
                skb.checksumState() == ChecksumState.UNNECESSARY
                        || TransportChecksums.udp6Valid(octets, at, length, ip + 8, ip + 24);
        if (!good) {
            wrongChecksum(skb);
            return;
        }
        skb.packet().trim(at - ip + length);
        long sourceHigh = Octets.i64(octets, ip + 8);
        long sourceLow = Octets.i64(octets, ip + 16);
        halves[0] = sourceHigh;
        halves[1] = sourceLow;
        long high = Octets.i64(octets, ip + 24);
        long low = Octets.i64(octets, ip + 32);
        if (skb.routeKind() != RouteKind.LOCAL) {
            toAll(skb, ports6, sourceHigh, sourceLow, high, low);
            return;
        }
        if (skb.sock() instanceof UdpEndpoint given) {
            give(given, skb);
            return;
        }
        PortBinding<UdpEndpoint> found =
                ports6.lookup(
                        sourceHigh,
                        sourceLow,
                        Octets.u16(octets, at),
                        high,
                        low,
                        Octets.u16(octets, at + 2),
                        index(skb));
        if (found == null) {
            net.snmp.count(SnmpCounter.UDP6_NO_PORTS);
            net.icmp6.error(skb, Icmpv6Errors.UNREACHABLE, Icmp6.PORT_UNREACHABLE, 0);
            closed(skb);
            return;
        }
        give(found.socket(), skb);
    }

    private final long[] halves = new long[2];

    /** The datagram's own length if it can be, else -1 and the packet has ended. */
    private int checked(Skb skb) {
        int at = skb.transportOffset();
        int there = skb.limit() - at;
        if (there < UdpView.HEADER_OCTETS) {
            malformed(skb);
            skb.end(LinuxDrop.UDP_TRUNCATED);
            return -1;
        }
        int length = Octets.u16(skb.octets(), at + 4);
        if (length > there || length < UdpView.HEADER_OCTETS) {
            malformed(skb);
            skb.end(LinuxDrop.UDP_LENGTH);
            return -1;
        }
        return length;
    }

    private void malformed(Skb skb) {
        net.snmp.count(skb.isIpv4() ? SnmpCounter.UDP_IN_ERRORS : SnmpCounter.UDP6_IN_ERRORS);
    }

    private void wrongChecksum(Skb skb) {
        malformed(skb);
        net.snmp.count(
                skb.isIpv4() ? SnmpCounter.UDP_IN_CSUM_ERRORS : SnmpCounter.UDP6_IN_CSUM_ERRORS);
        skb.end(LinuxDrop.UDP_CHECKSUM);
    }

    private static void closed(Skb skb) {
        skb.end(LinuxDrop.UDP_PORT_CLOSED);
    }

    private static int index(Skb skb) {
        NetInterface in = skb.inDevice();
        return in == null ? 0 : in.index();
    }

    private void give(UdpEndpoint to, Skb skb) {
        int at = skb.transportOffset();
        int port = Octets.u16(skb.octets(), at);
        to.take(skb, at + UdpView.HEADER_OCTETS, halves[0], halves[1], port);
    }

    // __udp4_lib_mcast_deliver: every socket that fits gets one, the last the packet itself.
    private void toAll(
            Skb skb,
            PortTable<UdpEndpoint> ports,
            long sourceHigh,
            long sourceLow,
            long high,
            long low) {
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        matches.clear();
        ports.each(
                sourceHigh,
                sourceLow,
                Octets.u16(octets, at),
                high,
                low,
                Octets.u16(octets, at + 2),
                index(skb),
                collect);
        if (matches.isEmpty()) {
            if (skb.isIpv4()) net.snmp.count(SnmpCounter.UDP_IGNORED_MULTI);
            skb.end(LinuxDrop.UDP_GROUP_PORT_CLOSED);
            return;
        }
        for (int i = 0; i < matches.size() - 1; i++) {
            give(matches.get(i), matches.get(i).copy(skb));
        }
        give(matches.getLast(), skb);
    }
}
