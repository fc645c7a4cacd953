package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.inet.IcmpErrors;
import sluice.inet.IcmpSocketErrors;
import sluice.inet.Ipv4Input;
import sluice.inet.NeighbourTable;
import sluice.inet.PathMtu;
import sluice.inet.SocketError;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** ICMP of a Windows host: answers echo requests, reports errors both ways. */
final class Icmp4 {
    private static final int HEADER_OCTETS = 8;

    private final TcpIp stack;

    Icmp4(TcpIp stack) {
        this.stack = stack;
    }

    /** An ICMP message to this host; the packet begins with its IPv4 header. */
    void input(@Nullable NetInterface netif, Packet packet, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int header = Ipv4Input.headerOctets(octets, at);
        int length = packet.lengthOctets() - header;
        if (length < HEADER_OCTETS) {
            packet.end(WindowsDrop.ICMP_LENGTH);
            return;
        }
        if (!TransportChecksums.icmpValid(octets, at + header, length)) {
            packet.end(WindowsDrop.ICMP_CHECKSUM);
            return;
        }
        int type = Octets.u8(octets, at + header);
        switch (type) {
            case IcmpTypes.ECHO_REQUEST -> {
                if (group) {
                    packet.end(WindowsDrop.ECHO_TO_GROUP);
                    return;
                }
                answerEcho(packet);
                packet.end(WindowsEnd.ECHO_ANSWERED);
            }
            case IcmpTypes.ECHO_REPLY -> {
                int identifier = Octets.u16(octets, at + header + 4);
                PingEndpoint waiting = stack.transports.ping(false, identifier);
                if (waiting == null) packet.end(WindowsDrop.ECHO_REPLY_UNEXPECTED);
                else stack.transports.deliverIcmp(waiting, packet, header, source4(octets, at));
            }
            default -> {
                if (IcmpTypes.isError(type)) error(packet, header, length);
                else packet.end(WindowsDrop.ICMP_TYPE_IGNORED);
            }
        }
    }

    private static long source4(byte[] octets, int at) {
        return NeighbourTable.key(Octets.i32(octets, at + 12));
    }

    private void answerEcho(Packet request) {
        byte[] octets = request.octets();
        int at = request.offset();
        int payload = request.lengthOctets() - Ipv4Input.headerOctets(octets, at);
        Packet reply =
                stack.pool.originateFrom(
                        request, stack.ip, PacketPool.HEADROOM_OCTETS, Ip4.HEADER_OCTETS + payload);
        int source = Octets.i32(octets, at + 16);
        int destination = Octets.i32(octets, at + 12);
        IcmpErrors.writeEchoReply(
                reply.octets(),
                reply.offset(),
                stack.preset.icmp(),
                source,
                stack.identification.next(source, destination, IpProtocols.ICMP),
                octets,
                at,
                request.lengthOctets());
        stack.ip4.sendReady(reply);
    }

    /** An ICMP error: to the socket whose packet it quotes. */
    private void error(Packet packet, int header, int length) {
        byte[] octets = packet.octets();
        int icmp = packet.offset() + header;
        int quoted = icmp + HEADER_OCTETS;
        int limit = packet.limit();
        Endpoint about = null;
        var told = IcmpSocketErrors.windows(Octets.u8(octets, icmp), Octets.u8(octets, icmp + 1));
        if (length >= HEADER_OCTETS + 28 && (octets[quoted] & 0xf0) == 0x40) {
            int inner = quoted + Ipv4Input.headerOctets(octets, quoted);
            if (inner + 8 <= limit) {
                about = quotedEndpoint(octets, quoted, inner);
                if (about == null && told != null && toTcp(octets, icmp, quoted, inner, told)) {
                    packet.end(WindowsEnd.ICMP_ERROR_TO_TCP);
                    return;
                }
            }
        }
        if (about == null) {
            packet.end(WindowsDrop.ICMP_ERROR_UNMATCHED);
            return;
        }
        if (about instanceof PingEndpoint ping) {
            stack.transports.deliverIcmp(ping, packet, header, source4(octets, packet.offset()));
            return;
        }
        if (told != null)
            about.reportError(told, 0, NeighbourTable.key(Octets.i32(octets, quoted + 16)));
        packet.end(WindowsEnd.ICMP_ERROR_REPORTED);
    }

    private boolean toTcp(byte[] octets, int icmp, int quoted, int inner, SocketError told) {
        if (Octets.u8(octets, quoted + 9) != IpProtocols.TCP) return false;
        int mtu = Octets.u16(octets, icmp + 6);
        if (mtu == 0) mtu = PathMtu.plateauBelow(Octets.u16(octets, quoted + 2));
        return stack.transports.tcp.sockets.error(
                0,
                NeighbourTable.key(Octets.i32(octets, quoted + 12)),
                0,
                NeighbourTable.key(Octets.i32(octets, quoted + 16)),
                octets,
                inner,
                told,
                mtu - (inner - quoted));
    }

    private @Nullable Endpoint quotedEndpoint(byte[] octets, int quoted, int inner) {
        long remote = NeighbourTable.key(Octets.i32(octets, quoted + 16));
        long local = NeighbourTable.key(Octets.i32(octets, quoted + 12));
        int sourcePort = Octets.u16(octets, inner);
        int destinationPort = Octets.u16(octets, inner + 2);
        return switch (Octets.u8(octets, quoted + 9)) {
            case IpProtocols.UDP ->
                    stack.transports.udp.at(
                            false, 0, remote, destinationPort, 0, local, sourcePort);
            case IpProtocols.TCP ->
                    stack.transports.tcp.standIns.at(
                            0, local, sourcePort, 0, remote, destinationPort);
            case IpProtocols.ICMP ->
                    Octets.u8(octets, inner) == IcmpTypes.ECHO_REQUEST
                            ? stack.transports.ping(false, Octets.u16(octets, inner + 4))
                            : null;
            default -> null;
        };
    }

    /**
     * Sends an error about a packet that begins with its IPv4 header, if one may be sent.
     *
     * @param group whether the packet was broadcast, on the link or by its address
     */
    void error(
            Packet about,
            @Nullable NetInterface netif,
            int type,
            int code,
            int rest,
            boolean group) {
        byte[] octets = about.octets();
        int at = about.offset();
        if (IcmpErrors.silence(octets, at, about.lengthOctets(), group, group) != null) return;
        int destination = Octets.i32(octets, at + 16);
        int source = destination;
        if (!stack.addresses.isOwn4(destination, 0))
            source = netif == null ? 0 : stack.addresses.first4(netif.index);
        if (source == 0) return;
        Packet message =
                stack.pool.originateFrom(
                        about, stack.ip, PacketPool.HEADROOM_OCTETS, IcmpErrors.ERROR_OCTETS_MAX);
        write(message, source, type, code, rest, octets, at, about.lengthOctets());
    }

    private void write(
            Packet message,
            int source,
            int type,
            int code,
            int rest,
            byte[] about,
            int aboutOffset,
            int aboutLength) {
        int destination = Octets.i32(about, aboutOffset + 12);
        int length =
                IcmpErrors.write(
                        message.octets(),
                        message.offset(),
                        stack.preset.icmp(),
                        type,
                        code,
                        rest,
                        source,
                        stack.identification.next(source, destination, IpProtocols.ICMP),
                        about,
                        aboutOffset,
                        aboutLength);
        message.trim(length);
        stack.ip4.sendReady(message);
    }

    /** The first fragment came and the rest did not: time exceeded, code 1. */
    void reassemblyExpired(byte[] first) {
        if (IcmpErrors.silence(first, 0, first.length, false, false) != null) return;
        Packet message =
                stack.pool.originate(
                        stack.ip, PacketPool.HEADROOM_OCTETS, IcmpErrors.ERROR_OCTETS_MAX);
        int source = Octets.i32(first, 16);
        write(message, source, IcmpErrors.TIME_EXCEEDED, 1, 0, first, 0, first.length);
    }

    /** A forwarded packet's next hop does not answer: host unreachable to its sender. */
    void neighbourFailed(Packet packet) {
        int source = Octets.i32(packet.octets(), packet.offset() + 12);
        if (stack.addresses.isOwn4(source, 0)) return;
        var back = stack.addresses.routes4.lookup(source);
        NetInterface towards =
                back == null ? null : NetInterface.at(stack.interfaces, back.deviceIndex());
        error(packet, towards, IcmpErrors.UNREACHABLE, IcmpErrors.HOST, 0, false);
    }
}
