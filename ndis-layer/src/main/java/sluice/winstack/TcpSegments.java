package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.inet.Ipv4Input;
import sluice.inet.NeighbourTable;
import sluice.inet.TcpResets;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;

/** The TCP stand-ins over both families; a segment for nobody is answered by a reset. */
final class TcpSegments {
    private final TcpIp stack;
    private final List<TcpEndpoint> connections = new ArrayList<>();

    TcpSegments(TcpIp stack) {
        this.stack = stack;
    }

    boolean open(TcpEndpoint endpoint) {
        TcpEndpoint other =
                at(
                        endpoint.localHigh,
                        endpoint.localLow,
                        endpoint.port,
                        endpoint.remoteHigh,
                        endpoint.remoteLow,
                        endpoint.remotePort);
        return other == null && connections.add(endpoint);
    }

    void close(TcpEndpoint endpoint) {
        connections.remove(endpoint);
    }

    @Nullable TcpEndpoint at(
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

    void input4(Packet packet, boolean group) {
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

    void input6(Packet packet, int header, boolean group) {
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
        return at(high, low, localPort, remoteHigh, remoteLow, remotePort);
    }

    private void deliver(TcpEndpoint to, Packet packet, int header) {
        packet.pull(header);
        boolean allowed =
                stack.transports.upToTdi(
                        to, packet, IpProtocols.TCP, to.remoteHigh, to.remoteLow, to.remotePort);
        if (!allowed) {
            packet.end(WindowsDrop.TDI_SEGMENT_RECEIVE_DENIED);
            return;
        }
        Transports.up(to, packet, stack.winsock, to.remoteHigh, to.remoteLow, to.remotePort);
    }

    private static long key(int address) {
        return NeighbourTable.key(address);
    }
}
