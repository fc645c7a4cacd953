package sluice.linuxstack;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.edge.SocketStatus;
import sluice.inet.NeighbourTable;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.inet.TcpResets;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;
import sluice.route.OutputResult;

/** TCP without an endpoint: stand-ins that pass ready segments, and resets for all others. */
final class Tcp {
    private static final int HEADER_OCTETS = TcpView.HEADER_OCTETS_MIN;
    private static final int RST = 0x04;
    private static final int MISSING = -1;

    private record Key(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {}

    private final Net net;
    private final Map<Key, TcpEndpoint> connections = new LinkedHashMap<>();

    Tcp(Net net) {
        this.net = net;
    }

    int socketCount() {
        return connections.size();
    }

    TcpEndpoint open(
            IpAddress local, int localPort, IpAddress remote, int remotePort, SocketHandler handler)
            throws SocketRefused {
        var endpoint = new TcpEndpoint(net, this, local, localPort, remote, remotePort, handler);
        if (connections.putIfAbsent(key(endpoint), endpoint) != null) {
            throw new SocketRefused(
                    Sockets.status(SocketError.ADDRESS_IN_USE), endpoint.text() + " exists");
        }
        return endpoint;
    }

    private static Key key(TcpEndpoint of) {
        return new Key(
                TcpEndpoint.high(of.local),
                TcpEndpoint.low(of.local),
                of.localPort,
                TcpEndpoint.high(of.remote),
                TcpEndpoint.low(of.remote),
                of.remotePort);
    }

    void close(TcpEndpoint endpoint) {
        connections.remove(key(endpoint));
    }

    @Nullable TcpEndpoint find(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        if (connections.isEmpty()) return null;
        return connections.get(
                new Key(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort));
    }

    SocketStatus send(
            TcpEndpoint from, byte[] segment, int offset, int lengthOctets, SendOptions options) {
        if (lengthOctets < HEADER_OCTETS) return Sockets.status(SocketError.INVALID_ARGUMENT);
        if (from.remote.isV4()) {
            return net.udp.sendSegment4(
                    from, segment, offset, lengthOctets, from.remote.v4(), options);
        }
        return net.udp.sendRaw6(
                from, IpProtocols.TCP, segment, offset, lengthOctets, from.remote, options);
    }

    /** {@code tcp_v4_rcv}: the data begins with the IP header. */
    void receive4(Skb skb) {
        if (!unicast(skb) || !fits(skb)) return;
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int length = skb.limit() - at;
        int source = Octets.i32(octets, skb.networkOffset() + 12);
        int destination = Octets.i32(octets, skb.networkOffset() + 16);
        boolean good =
                skb.checksumState() == ChecksumState.UNNECESSARY
                        || TransportChecksums.tcp4Valid(octets, at, length, source, destination);
        if (!good) {
            wrongChecksum(skb);
            return;
        }
        TcpEndpoint found =
                find(
                        0,
                        NeighbourTable.key(destination),
                        Octets.u16(octets, at + 2),
                        0,
                        NeighbourTable.key(source),
                        Octets.u16(octets, at));
        if (found != null) {
            IpAddress from = IpAddress.v4(source);
            found.take(skb, at, from.high(), from.low(), Octets.u16(octets, at));
            return;
        }
        if ((octets[at + 13] & RST) != 0) {
            heardReset(skb);
            return;
        }
        reset4(skb, source, destination);
        noSocket(skb);
    }

    void receive6(Skb skb) {
        if (!unicast(skb) || !fits(skb)) return;
        byte[] octets = skb.octets();
        int at = skb.transportOffset();
        int ip = skb.networkOffset();
        int length = skb.limit() - at;
        boolean good =
                skb.checksumState() == ChecksumState.UNNECESSARY
                        || TransportChecksums.tcp6Valid(octets, at, length, ip + 8, ip + 24);
        if (!good) {
            wrongChecksum(skb);
            return;
        }
        long sourceHigh = Octets.i64(octets, ip + 8);
        long sourceLow = Octets.i64(octets, ip + 16);
        TcpEndpoint found =
                find(
                        Octets.i64(octets, ip + 24),
                        Octets.i64(octets, ip + 32),
                        Octets.u16(octets, at + 2),
                        sourceHigh,
                        sourceLow,
                        Octets.u16(octets, at));
        if (found != null) {
            found.take(skb, at, sourceHigh, sourceLow, Octets.u16(octets, at));
            return;
        }
        if ((octets[at + 13] & RST) != 0) {
            heardReset(skb);
            return;
        }
        reset6(skb);
        noSocket(skb);
    }

    private static boolean unicast(Skb skb) {
        if (skb.packetType() == PacketType.HOST && skb.routeKind() == RouteKind.LOCAL) return true;
        skb.end(LinuxDrop.TCP_NOT_UNICAST);
        return false;
    }

    private static boolean fits(Skb skb) {
        int at = skb.transportOffset();
        int there = skb.limit() - at;
        int header = there < HEADER_OCTETS ? MISSING : (skb.octets()[at + 12] >> 4 & 15) * 4;
        if (header >= HEADER_OCTETS && header <= there) return true;
        skb.end(LinuxDrop.TCP_TRUNCATED);
        return false;
    }

    private static void wrongChecksum(Skb skb) {
        skb.end(LinuxDrop.TCP_CHECKSUM);
    }

    private static void heardReset(Skb skb) {
        skb.end(LinuxEnd.TCP_RESET_HEARD);
    }

    private static void noSocket(Skb skb) {
        skb.end(LinuxDrop.TCP_NO_SOCKET);
    }

    private void reset4(Skb about, int peer, int own) {
        OutputResult to = net.routing4.output(own, peer, 0);
        if (to.error() != null) return;
        Skb skb = net.originate(about, TcpResets.IPV4_OCTETS);
        TcpResets.writeIpv4(
                skb.octets(),
                skb.packet().offset(),
                net.sysctls.defaultTtl(),
                0,
                about.octets(),
                about.networkOffset(),
                about.packet().lengthOctets());
        skb.setTransportOffset(skb.networkOffset() + Ip4Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.TCP);
        net.output4.setRoute(skb, to);
        net.output4.localOut(skb);
    }

    private void reset6(Skb about) {
        var ip = about.ipv6();
        OutputResult to =
                net.output6.find(
                        ip.destinationHigh(),
                        ip.destinationLow(),
                        ip.sourceHigh(),
                        ip.sourceLow(),
                        Ip6Output.inIndex(about));
        if (to.error() != null) return;
        Skb skb = net.originate(about, TcpResets.IPV6_OCTETS);
        TcpResets.writeIpv6(
                skb.octets(),
                skb.packet().offset(),
                net.sysctls.hopLimit(),
                about.octets(),
                about.networkOffset(),
                about.transportOffset() - about.networkOffset(),
                about.packet().lengthOctets());
        skb.setTransportOffset(skb.networkOffset() + Ip6Output.HEADER_OCTETS);
        skb.setUpperProtocol(IpProtocols.TCP);
        net.output6.sendReady(skb, to);
    }
}
