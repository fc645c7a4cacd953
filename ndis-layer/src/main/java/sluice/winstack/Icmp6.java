package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.inet.Icmpv6Errors;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6InterfaceAddress;
import sluice.inet.NeighbourState;
import sluice.inet.NeighbourTable;
import sluice.inet.SocketError;
import sluice.inet.SourceAddressChoice;
import sluice.ndis.NdisPacket;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.NdpOptions;
import sluice.packet.wire.NdpView;
import sluice.packet.wire.TransportChecksums;

/** ICMPv6 and neighbour discovery of a Windows host (RFC 4443, RFC 4861). */
final class Icmp6 {
    private static final int HEADER_OCTETS = 8;
    private static final int NEIGHBOUR_OCTETS = 24 + NdpOptions.LINK_LAYER_OCTETS;
    private static final int SOLICITED = 0x4000_0000;
    private static final int OVERRIDE = 0x2000_0000;
    private static final int ROUTER = 0x8000_0000;

    private final TcpIp stack;

    Icmp6(TcpIp stack) {
        this.stack = stack;
    }

    /** An ICMPv6 message to this host, at {@code header} octets from the IPv6 header. */
    void input(@Nullable NetInterface netif, Packet packet, int header, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int length = packet.lengthOctets() - header;
        if (length < HEADER_OCTETS) {
            packet.end(WindowsDrop.ICMP6_LENGTH);
            return;
        }
        if (!TransportChecksums.icmpv6Valid(octets, at + header, length, at + 8, at + 24)) {
            packet.end(WindowsDrop.ICMP6_CHECKSUM);
            return;
        }
        int type = Octets.u8(octets, at + header);
        switch (type) {
            case Icmpv6Types.ECHO_REQUEST -> {
                answerEcho(netif, packet, header, group);
                packet.end(WindowsEnd.ECHO6_ANSWERED);
            }
            case Icmpv6Types.ECHO_REPLY -> {
                PingEndpoint to = stack.transports.ping(true, Octets.u16(octets, at + header + 4));
                if (to == null) packet.end(WindowsDrop.ECHO6_REPLY_UNEXPECTED);
                else deliver(to, packet, header);
            }
            case Icmpv6Types.NEIGHBOR_SOLICITATION, Icmpv6Types.NEIGHBOR_ADVERTISEMENT ->
                    neighbour(netif, packet, header, type);
            case Icmpv6Types.ROUTER_SOLICITATION,
                    Icmpv6Types.ROUTER_ADVERTISEMENT,
                    Icmpv6Types.REDIRECT ->
                    packet.end(WindowsEnd.ROUTER_DISCOVERY_READ);
            case Icmpv6Types.MLD_QUERY,
                    Icmpv6Types.MLD_REPORT,
                    Icmpv6Types.MLD_DONE,
                    Icmpv6Types.MLDV2_REPORT ->
                    packet.end(WindowsEnd.GROUP_MESSAGE6_READ);
            default -> {
                if (Icmpv6Types.isError(type)) error(packet, header, type);
                else packet.end(WindowsDrop.ICMP6_TYPE_IGNORED);
            }
        }
    }

    private void deliver(PingEndpoint to, Packet packet, int header) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        long high = Octets.i64(octets, at + 8);
        long low = Octets.i64(octets, at + 16);
        stack.transports.deliverIcmp(to, packet, header, high, low);
    }

    private void answerEcho(
            @Nullable NetInterface netif, Packet request, int header, boolean group) {
        byte[] octets = request.octets();
        int at = request.offset();
        Ipv6Address source = Ipv6Address.read(octets, at + 24);
        if (group && source.isMulticast()) {
            Ipv6InterfaceAddress chosen =
                    SourceAddressChoice.ipv6(
                            stack.addresses.v6,
                            netif == null ? 0 : netif.index,
                            Octets.i64(octets, at + 8),
                            Octets.i64(octets, at + 16));
            if (chosen == null) return;
            source = chosen.address();
        }
        int length = Ip6.HEADER_OCTETS + request.lengthOctets() - header;
        Packet reply =
                stack.pool.originateFrom(request, stack.ip, PacketPool.HEADROOM_OCTETS, length);
        Icmpv6Errors.writeEchoReply(
                reply.octets(),
                reply.offset(),
                stack.preset.ttl(),
                source,
                octets,
                at,
                header,
                request.lengthOctets());
        stack.ip6.sendReady(reply);
    }

    private void neighbour(@Nullable NetInterface netif, Packet packet, int header, int type) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int icmp = at + header;
        boolean sound =
                netif != null
                        && Octets.u8(octets, at + 7) == 255
                        && Octets.u8(octets, icmp + 1) == 0
                        && NdpView.fits(octets, icmp, packet.limit());
        if (!sound || netif == null) {
            packet.end(WindowsDrop.NDP_MALFORMED);
            return;
        }
        if (type == Icmpv6Types.NEIGHBOR_SOLICITATION) solicited(netif, packet, header);
        else advertised(netif, packet, header);
        stack.neighbours.rearm();
        packet.end(WindowsEnd.NDP_READ);
    }

    private void solicited(NetInterface netif, Packet packet, int header) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int icmp = at + header;
        long high = Octets.i64(octets, icmp + 8);
        long low = Octets.i64(octets, icmp + 16);
        if (!stack.addresses.isOwn6(high, low, netif.index)) return;
        long sourceHigh = Octets.i64(octets, at + 8);
        long sourceLow = Octets.i64(octets, at + 16);
        boolean probe = Ipv6Address.isAny(sourceHigh, sourceLow);
        long mac =
                NdpOptions.linkLayerAddress(
                        octets, icmp + 24, packet.limit(), NdpOptions.SOURCE_LINK_LAYER);
        if (!probe && mac >= 0) {
            stack.neighbours
                    .v6()
                    .learn(
                            netif.index,
                            sourceHigh,
                            sourceLow,
                            mac,
                            NeighbourState.STALE,
                            true,
                            true,
                            stack.now(),
                            stack.neighbours);
        }
        Ipv6Address to = probe ? Ipv6Address.ALL_NODES : new Ipv6Address(sourceHigh, sourceLow);
        int flags = OVERRIDE | (probe ? 0 : SOLICITED) | (stack.forwarding ? ROUTER : 0);
        Packet answer = message(packet);
        write(
                answer,
                Icmpv6Types.NEIGHBOR_ADVERTISEMENT,
                flags,
                new Ipv6Address(high, low),
                new Ipv6Address(high, low),
                to,
                NdpOptions.TARGET_LINK_LAYER,
                netif.mac());
        if (probe) stack.neighbours.sendTo(netif, answer, Ipv6Address.multicastMac(1), null);
        else stack.neighbours.send(netif, answer, sourceHigh, sourceLow, true, null);
    }

    private void advertised(NetInterface netif, Packet packet, int header) {
        byte[] octets = packet.octets();
        int icmp = packet.offset() + header;
        long mac =
                NdpOptions.linkLayerAddress(
                        octets, icmp + 24, packet.limit(), NdpOptions.TARGET_LINK_LAYER);
        if (mac < 0) return;
        int flags = Octets.i32(octets, icmp + 4);
        boolean solicited = (flags & SOLICITED) != 0;
        stack.neighbours
                .v6()
                .learn(
                        netif.index,
                        Octets.i64(octets, icmp + 8),
                        Octets.i64(octets, icmp + 16),
                        mac,
                        solicited ? NeighbourState.REACHABLE : NeighbourState.STALE,
                        (flags & OVERRIDE) != 0,
                        false,
                        stack.now(),
                        stack.neighbours);
    }

    /** Asks for a neighbour's station address, everybody or one known address. */
    void solicit(
            NetInterface netif,
            long high,
            long low,
            long hardwareAddress,
            @Nullable NdisPacket newest) {
        Ipv6Address source = null;
        if (newest != null && newest.hasPacket()) {
            Packet waiting = newest.packet();
            Ipv6Address from = Ipv6Address.read(waiting.octets(), waiting.offset() + 8);
            if (stack.addresses.isOwn6(from.high(), from.low(), netif.index)) source = from;
        }
        if (source == null) {
            var chosen = SourceAddressChoice.ipv6(stack.addresses.v6, netif.index, high, low);
            if (chosen == null) return;
            source = chosen.address();
        }
        Ipv6Address target = new Ipv6Address(high, low);
        boolean known = hardwareAddress != NeighbourTable.NOT_RESOLVED;
        Ipv6Address to = known ? target : target.solicitedNode();
        Packet question = message(null);
        write(
                question,
                Icmpv6Types.NEIGHBOR_SOLICITATION,
                0,
                target,
                source,
                to,
                NdpOptions.SOURCE_LINK_LAYER,
                netif.mac());
        long mac = known ? hardwareAddress : Ipv6Address.multicastMac(to.low());
        stack.neighbours.sendTo(netif, question, mac, null);
    }

    private Packet message(@Nullable Packet parent) {
        int length = Ip6.HEADER_OCTETS + NEIGHBOUR_OCTETS;
        int headroom = PacketPool.HEADROOM_OCTETS;
        return parent == null
                ? stack.pool.originate(stack.ip, headroom, length)
                : stack.pool.originateFrom(parent, stack.ip, headroom, length);
    }

    private static void write(
            Packet message,
            int type,
            int flags,
            Ipv6Address target,
            Ipv6Address source,
            Ipv6Address destination,
            int option,
            long mac) {
        byte[] octets = message.octets();
        int at = message.offset();
        Octets.put32(octets, at, 0x6000_0000);
        Octets.put16(octets, at + 4, NEIGHBOUR_OCTETS);
        Octets.put16(octets, at + 6, IpProtocols.ICMPV6 << 8 | 255);
        source.writeTo(octets, at + 8);
        destination.writeTo(octets, at + 24);
        int icmp = at + Ip6.HEADER_OCTETS;
        Octets.put32(octets, icmp, type << 24);
        Octets.put32(octets, icmp + 4, flags);
        target.writeTo(octets, icmp + 8);
        NdpOptions.writeLinkLayer(octets, icmp + 24, option, mac);
        TransportChecksums.fillIcmpv6(octets, icmp, NEIGHBOUR_OCTETS, at + 8, at + 24);
    }

    private void error(Packet packet, int header, int type) {
        byte[] octets = packet.octets();
        int icmp = packet.offset() + header;
        int quoted = icmp + HEADER_OCTETS;
        Endpoint about = null;
        SocketError told = told(octets, icmp, type);
        if (quoted + Ip6.HEADER_OCTETS + 8 <= packet.limit()) {
            about = quotedEndpoint(octets, quoted);
            if (about == null && toTcp(octets, icmp, quoted, told)) {
                packet.end(WindowsEnd.ICMP6_ERROR_TO_TCP);
                return;
            }
        }
        if (about == null) {
            packet.end(WindowsDrop.ICMP6_ERROR_UNMATCHED);
            return;
        }
        if (about instanceof PingEndpoint ping) {
            deliver(ping, packet, header);
            return;
        }
        about.reportError(told, Octets.i64(octets, quoted + 24), Octets.i64(octets, quoted + 32));
        packet.end(WindowsEnd.ICMP6_ERROR_REPORTED);
    }

    private static SocketError told(byte[] octets, int icmp, int type) {
        return switch (type) {
            case Icmpv6Errors.UNREACHABLE ->
                    Octets.u8(octets, icmp + 1) == 4
                            ? SocketError.CONNECTION_RESET
                            : SocketError.HOST_UNREACHABLE;
            case Icmpv6Errors.PACKET_TOO_BIG -> SocketError.MESSAGE_TOO_LONG;
            default -> SocketError.NETWORK_RESET;
        };
    }

    private boolean toTcp(byte[] octets, int icmp, int quoted, SocketError told) {
        if (Octets.u8(octets, quoted + 6) != IpProtocols.TCP) return false;
        int mtu = Math.max(MTU_OCTETS_MIN, Octets.i32(octets, icmp + 4));
        return stack.transports.tcp.sockets.error(
                Octets.i64(octets, quoted + 8),
                Octets.i64(octets, quoted + 16),
                Octets.i64(octets, quoted + 24),
                Octets.i64(octets, quoted + 32),
                octets,
                quoted + Ip6.HEADER_OCTETS,
                told,
                mtu - Ip6.HEADER_OCTETS);
    }

    private static final int MTU_OCTETS_MIN = 1280;

    private @Nullable Endpoint quotedEndpoint(byte[] octets, int quoted) {
        long localHigh = Octets.i64(octets, quoted + 8);
        long localLow = Octets.i64(octets, quoted + 16);
        long high = Octets.i64(octets, quoted + 24);
        long low = Octets.i64(octets, quoted + 32);
        int upper = quoted + Ip6.HEADER_OCTETS;
        int source = Octets.u16(octets, upper);
        int destination = Octets.u16(octets, upper + 2);
        return switch (Octets.u8(octets, quoted + 6)) {
            case IpProtocols.UDP ->
                    stack.transports.udp.at(
                            true, high, low, destination, localHigh, localLow, source);
            case IpProtocols.TCP ->
                    stack.transports.tcp.standIns.at(
                            localHigh, localLow, source, high, low, destination);
            case IpProtocols.ICMPV6 ->
                    Octets.u8(octets, upper) == Icmpv6Types.ECHO_REQUEST
                            ? stack.transports.ping(true, Octets.u16(octets, upper + 4))
                            : null;
            default -> null;
        };
    }

    /** Sends an error about a packet that begins with its IPv6 header, if one may be sent. */
    void error(
            Packet about,
            int type,
            int code,
            int rest,
            int upperOffset,
            int upperProtocol,
            boolean group) {
        byte[] octets = about.octets();
        int at = about.offset();
        int length = about.lengthOctets();
        if (Icmpv6Errors.silence(octets, at, length, upperOffset, upperProtocol, group, type, code)
                != null) return;
        Ipv6Address source = errorSource(octets, at);
        if (source == null) return;
        Packet message =
                stack.pool.originateFrom(
                        about, stack.ip, PacketPool.HEADROOM_OCTETS, Icmpv6Errors.ERROR_OCTETS_MAX);
        write(message, type, code, rest, source, octets, at, length);
    }

    private @Nullable Ipv6Address errorSource(byte[] octets, int at) {
        Ipv6Address to = Ipv6Address.read(octets, at + 24);
        if (stack.addresses.isOwn6(to.high(), to.low(), 0)) return to;
        long high = Octets.i64(octets, at + 8);
        long low = Octets.i64(octets, at + 16);
        var back = stack.addresses.routes6.lookup(high, low);
        if (back == null) return null;
        var chosen = SourceAddressChoice.ipv6(stack.addresses.v6, back.deviceIndex(), high, low);
        return chosen == null ? null : chosen.address();
    }

    private void write(
            Packet message,
            int type,
            int code,
            int rest,
            Ipv6Address source,
            byte[] about,
            int aboutOffset,
            int aboutLength) {
        int written =
                Icmpv6Errors.write(
                        message.octets(),
                        message.offset(),
                        stack.preset.ttl(),
                        type,
                        code,
                        rest,
                        source,
                        about,
                        aboutOffset,
                        aboutLength);
        message.trim(written);
        stack.ip6.sendReady(message);
    }

    void reassemblyExpired(byte[] first) {
        if (Icmpv6Errors.silence(
                        first, 0, first.length, -1, 0, false, Icmpv6Errors.TIME_EXCEEDED, 1)
                != null) return;
        Ipv6Address source = errorSource(first, 0);
        if (source == null) return;
        Packet message =
                stack.pool.originate(
                        stack.ip, PacketPool.HEADROOM_OCTETS, Icmpv6Errors.ERROR_OCTETS_MAX);
        write(message, Icmpv6Errors.TIME_EXCEEDED, 1, 0, source, first, 0, first.length);
    }

    /** A forwarded packet's next hop does not answer: address unreachable to its sender. */
    void neighbourFailed(Packet packet) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        if (stack.addresses.isOwn6(Octets.i64(octets, at + 8), Octets.i64(octets, at + 16), 0))
            return;
        error(packet, Icmpv6Errors.UNREACHABLE, 3, 0, -1, 0, false);
    }
}
