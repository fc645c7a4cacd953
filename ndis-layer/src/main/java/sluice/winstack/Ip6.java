package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.SocketEdge.SendOptions;
import sluice.inet.FragmentSink;
import sluice.inet.Fragmentation;
import sluice.inet.Icmpv6Errors;
import sluice.inet.InetDrop;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Fragmenter;
import sluice.inet.Ipv6Input;
import sluice.inet.Ipv6InterfaceAddress;
import sluice.inet.Ipv6Route;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.inet.SourceAddressChoice;
import sluice.nic.PacketQueue;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;
import sluice.time.Handler;

/**
 * IPv6 of a Windows host, in its thin form: the same ways as {@link Ip4}, without a filter-hook.
 * Options in hop-by-hop and destination headers are passed over.
 */
final class Ip6 implements FragmentSink {
    static final int HEADER_OCTETS = 40;
    private static final int LOOPED_PACKETS_MAX = 4096;
    private static final Handler<Ip6> LOOPED = Ip6::workOnLooped;

    private final TcpIp stack;
    private final Ipv6Fragmenter fragmenter = new Ipv6Fragmenter();
    private final Reassembly reassembly;
    private final PacketQueue looped = new PacketQueue(LOOPED_PACKETS_MAX);
    private boolean loopedAsked;
    private int fragmentIdentification;

    // The answer of route().
    private long sourceHigh;
    private long sourceLow;
    private long hopHigh;
    private long hopLow;
    private boolean routedLocal;
    private @Nullable NetInterface routedInterface;

    // What the fragment sink works on.
    private @Nullable Packet splitting;
    private @Nullable NetInterface splitTo;
    private @Nullable SendRequest splitRequest;

    Ip6(TcpIp stack) {
        this.stack = stack;
        this.fragmentIdentification = (int) stack.host.random("tcpip/fragments6").nextLong();
        this.reassembly = new Reassembly(stack, true);
    }

    /** Finds the way; the bound address is 0/0 if the source is to be chosen. */
    @Nullable SocketError route(long high, long low, long boundHigh, long boundLow) {
        sourceHigh = boundHigh;
        sourceLow = boundLow;
        boolean bound = !Ipv6Address.isAny(boundHigh, boundLow);
        if (Ipv6Address.isLoopback(high, low)) {
            routedLocal = true;
            routedInterface = null;
            if (!bound) sourceLow = 1;
            return null;
        }
        boolean onLink = Ipv6Address.isMulticast(high) || Ipv6Address.isLinkLocal(high);
        int boundDevice = bound ? stack.addresses.deviceOf6(boundHigh, boundLow) : 0;
        Ipv6Route route =
                onLink && boundDevice != 0
                        ? stack.addresses.routes6.lookupBy(high, low, boundDevice)
                        : stack.addresses.routes6.lookup(high, low);
        int device = route == null ? 0 : route.deviceIndex();
        if (route == null && onLink) device = boundDevice == 0 ? firstDevice() : boundDevice;
        NetInterface netif = NetInterface.at(stack.interfaces, device);
        if (netif == null) return SocketError.NETWORK_UNREACHABLE;
        if (route != null && route.kind().refusal() != null) return route.kind().refusal();
        routedInterface = netif;
        routedLocal = route != null && route.kind() == RouteKind.LOCAL;
        hopHigh = high;
        hopLow = low;
        if (route != null && route.hasGateway()) {
            hopHigh = route.gateway().high();
            hopLow = route.gateway().low();
        }
        if (!bound) {
            Ipv6InterfaceAddress chosen =
                    SourceAddressChoice.ipv6(stack.addresses.v6, device, high, low);
            if (chosen != null) {
                sourceHigh = chosen.address().high();
                sourceLow = chosen.address().low();
            }
        }
        return null;
    }

    private int firstDevice() {
        var all = stack.addresses.v6;
        return all.isEmpty() ? 0 : all.getFirst().deviceIndex();
    }

    long routedSourceHigh() {
        return sourceHigh;
    }

    long routedSourceLow() {
        return sourceLow;
    }

    /** As {@link Ip4#routedMtuOctets}. */
    int routedMtuOctets() {
        NetInterface netif = routedInterface;
        return routedLocal || netif == null ? 65_535 : netif.mtuOctets();
    }

    boolean hasSource() {
        return !Ipv6Address.isAny(sourceHigh, sourceLow);
    }

    /**
     * Sends what {@link #route} has found a way for.
     *
     * @param checksumField where in the transport header the checksum is to be filled in, or -1
     */
    @Nullable SocketError send(
            Packet packet,
            int protocol,
            long high,
            long low,
            SendOptions options,
            int checksumField,
            @Nullable SendRequest request) {
        int payload = packet.lengthOctets();
        if (payload > 65_535) {
            packet.end(WindowsDrop.MESSAGE6_TOO_LONG);
            return SocketError.MESSAGE_TOO_LONG;
        }
        int at = packet.push(HEADER_OCTETS);
        byte[] octets = packet.octets();
        int limit =
                options.ttl() >= 0
                        ? options.ttl()
                        : Ipv6Address.isMulticast(high) ? 1 : stack.preset.ttl();
        Octets.put32(octets, at, 0x6000_0000 | Math.max(options.tos(), 0) << 20);
        Octets.put16(octets, at + 4, payload);
        Octets.put16(octets, at + 6, protocol << 8 | limit);
        Octets.put64(octets, at + 8, sourceHigh);
        Octets.put64(octets, at + 16, sourceLow);
        Octets.put64(octets, at + 24, high);
        Octets.put64(octets, at + 32, low);
        if (checksumField >= 0) fillChecksum(octets, at, payload, protocol, checksumField);
        return dispatch(packet, request);
    }

    private static void fillChecksum(byte[] octets, int at, int length, int protocol, int field) {
        int upper = at + HEADER_OCTETS;
        Octets.put16(octets, upper + field, 0);
        long sum =
                Checksums.pseudoHeader6(octets, at + 8, at + 24, protocol, length)
                        + Checksums.sum(octets, upper, length);
        int checksum = Checksums.finish(sum);
        boolean zeroMeansNone = protocol == IpProtocols.UDP && checksum == 0;
        Octets.put16(octets, upper + field, zeroMeansNone ? 0xffff : checksum);
    }

    /** Sends a ready IPv6 packet of this host's own. */
    void sendReady(Packet packet) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        SocketError refused =
                route(
                        Octets.i64(octets, at + 24),
                        Octets.i64(octets, at + 32),
                        Octets.i64(octets, at + 8),
                        Octets.i64(octets, at + 16));
        if (refused == null) dispatch(packet, null);
        else packet.end(WindowsDrop.NO_ROUTE6_FOR_ANSWER);
    }

    private @Nullable SocketError dispatch(Packet packet, @Nullable SendRequest request) {
        NetInterface netif = routedLocal ? null : routedInterface;
        if (!stack.wfp.isEmpty(WfpLayer.OUTBOUND_TRANSPORT)) {
            int flags = netif == null ? WfpValues.IS_LOOPBACK : 0;
            if (!stack.wfp.permits(WfpLayer.OUTBOUND_TRANSPORT, packet, flags, netif)) {
                packet.end(WindowsDrop.WFP6_TRANSPORT_OUT);
                return SocketError.NOT_PERMITTED;
            }
        }
        if (!stack.wfp.isEmpty(WfpLayer.OUTBOUND_IPPACKET)) {
            int flags = netif == null ? WfpValues.IS_LOOPBACK : 0;
            if (!stack.wfp.permits(WfpLayer.OUTBOUND_IPPACKET, packet, flags, netif)) {
                packet.end(WindowsDrop.WFP6_OUT);
                return SocketError.NOT_PERMITTED;
            }
        }
        if (netif == null) {
            SendRequest.begins(request);
            if (looped.offerLast(packet)) askForLooped();
            else packet.end(WindowsDrop.LOOPBACK6_QUEUE_FULL);
            SendRequest.over(request);
            return null;
        }
        if (packet.lengthOctets() <= netif.mtuOctets()) {
            toNeighbour(netif, packet, request);
            return null;
        }
        return split(netif, packet, request);
    }

    private void toNeighbour(NetInterface netif, Packet packet, @Nullable SendRequest request) {
        if (Ipv6Address.isMulticast(hopHigh)) {
            stack.neighbours.sendTo(netif, packet, Ipv6Address.multicastMac(hopLow), request);
        } else {
            stack.neighbours.send(netif, packet, hopHigh, hopLow, true, request);
        }
    }

    private @Nullable SocketError split(
            NetInterface netif, Packet packet, @Nullable SendRequest request) {
        splitting = packet;
        splitTo = netif;
        splitRequest = request;
        SendRequest.begins(request);
        Fragmentation result =
                fragmenter.fragment(
                        packet.octets(),
                        packet.offset(),
                        packet.lengthOctets(),
                        netif.mtuOctets(),
                        fragmentIdentification++,
                        this);
        splitting = null;
        boolean done = result == Fragmentation.DONE;
        packet.end(done ? WindowsEnd.FRAGMENTED6 : WindowsDrop.NO_ROOM_FOR_FRAGMENT6);
        SendRequest.over(request);
        return done ? null : SocketError.MESSAGE_TOO_LONG;
    }

    @Override
    public void fragment(byte[] header, int headerOctets, int payloadOffset, int payloadOctets) {
        Packet whole = java.util.Objects.requireNonNull(splitting);
        Packet piece =
                stack.pool.originateFrom(
                        whole, stack.ip, PacketPool.HEADROOM_OCTETS, headerOctets + payloadOctets);
        int at = piece.offset();
        System.arraycopy(header, 0, piece.octets(), at, headerOctets);
        System.arraycopy(
                whole.octets(), payloadOffset, piece.octets(), at + headerOctets, payloadOctets);
        toNeighbour(java.util.Objects.requireNonNull(splitTo), piece, splitRequest);
    }

    private void askForLooped() {
        if (loopedAsked) return;
        loopedAsked = true;
        stack.scheduler.schedule(0, stack.cpu.deferred(), LOOPED, this);
    }

    private void workOnLooped() {
        loopedAsked = false;
        for (Packet packet = looped.pollFirst(); packet != null; packet = looped.pollFirst())
            local(null, packet, false, WfpValues.IS_LOOPBACK);
    }

    // ---- in

    /** A packet from an adapter; the ip place owns it and it begins with the IPv6 header. */
    void input(NetInterface netif, Packet packet, boolean linkGroup) {
        InetDrop wrong =
                Ipv6Input.checkHeader(packet.octets(), packet.offset(), packet.limit(), false);
        if (wrong != null) {
            packet.end(wrong);
            return;
        }
        byte[] octets = packet.octets();
        int at = packet.offset();
        packet.trim(Math.min(packet.lengthOctets(), Ipv6Input.totalLengthOctets(octets, at)));
        long high = Octets.i64(octets, at + 24);
        long low = Octets.i64(octets, at + 32);
        int device = stack.preset.strongHost() && !stack.forwarding ? netif.index : 0;
        if (stack.addresses.isOwn6(high, low, device)) {
            local(netif, packet, linkGroup, 0);
        } else if (Ipv6Address.isMulticast(high)) {
            if (stack.addresses.isJoined6(high, low)) local(netif, packet, true, 0);
            else packet.end(WindowsDrop.GROUP6_NOT_JOINED);
        } else {
            forward(packet, high, low, linkGroup);
        }
    }

    private void forward(Packet packet, long high, long low, boolean linkGroup) {
        if (!stack.forwarding) {
            packet.end(WindowsDrop.NOT_FOR_THIS_HOST6);
            return;
        }
        byte[] octets = packet.octets();
        int at = packet.offset();
        boolean linkScope =
                linkGroup
                        || Ipv6Address.isLinkLocal(high)
                        || Ipv6Address.isLinkLocal(Octets.i64(octets, at + 8));
        if (linkScope) {
            packet.end(WindowsDrop.NOT_FORWARDABLE6);
            return;
        }
        if (Octets.u8(octets, at + 7) <= 1) {
            stack.icmp6.error(packet, Icmpv6Errors.TIME_EXCEEDED, 0, 0, -1, 0, false);
            packet.end(WindowsDrop.HOP_LIMIT_EXCEEDED);
            return;
        }
        if (route(high, low, 0, 0) != null || routedInterface == null) {
            stack.icmp6.error(packet, Icmpv6Errors.UNREACHABLE, 0, 0, -1, 0, false);
            packet.end(WindowsDrop.NO_ROUTE6_TO_FORWARD);
            return;
        }
        NetInterface out = routedInterface;
        if (packet.lengthOctets() > out.mtuOctets()) {
            int mtu = out.mtuOctets();
            stack.icmp6.error(packet, Icmpv6Errors.PACKET_TOO_BIG, 0, mtu, -1, 0, false);
            packet.end(WindowsDrop.PACKET_TOO_BIG);
            return;
        }
        boolean blocked =
                !stack.wfp.isEmpty(WfpLayer.IPFORWARD)
                        && !stack.wfp.permits(WfpLayer.IPFORWARD, packet, 0, out);
        if (blocked) {
            packet.end(WindowsDrop.WFP6_FORWARD);
            return;
        }
        byte[] own = packet.writable();
        own[packet.offset() + 7]--;
        toNeighbour(out, packet, null);
    }

    /** Whether the filtering platform lets it in; if not, it has come to its end. */
    private boolean permittedIn(@Nullable NetInterface netif, Packet packet, int flags) {
        if (stack.wfp.isEmpty(WfpLayer.INBOUND_IPPACKET)) return true;
        if (stack.wfp.permits(WfpLayer.INBOUND_IPPACKET, packet, flags, netif)) return true;
        packet.end(WindowsDrop.WFP6_IN);
        return false;
    }

    private void local(@Nullable NetInterface netif, Packet packet, boolean group, int shownAs) {
        if (!permittedIn(netif, packet, shownAs)) return;
        byte[] octets = packet.octets();
        int at = packet.offset();
        long upper =
                Ipv6Extensions.upperLayer(
                        octets, at + HEADER_OCTETS, packet.limit(), Octets.u8(octets, at + 6));
        if (upper == Ipv6Extensions.NONE) {
            packet.end(WindowsDrop.IPV6_CHAIN);
            return;
        }
        if (isFragment(octets, at, packet.limit())) {
            if (!permittedIn(netif, packet, shownAs | WfpValues.IS_FRAGMENT)) return;
            Packet whole = reassembly.add(netif, packet);
            if (whole != null) local(netif, whole, group, shownAs | WfpValues.IS_REASSEMBLED);
            return;
        }
        protocol(netif, packet, group, upper);
    }

    private static boolean isFragment(byte[] octets, int at, int limit) {
        int next = Octets.u8(octets, at + 6);
        int here = at + HEADER_OCTETS;
        while (next == IpProtocols.HOP_BY_HOP
                || next == IpProtocols.ROUTING
                || next == IpProtocols.DESTINATION_OPTIONS) {
            if (here + 8 > limit) return false;
            next = Octets.u8(octets, here);
            here += (Octets.u8(octets, here + 1) + 1) * 8;
        }
        return next == IpProtocols.FRAGMENT;
    }

    private void protocol(@Nullable NetInterface netif, Packet packet, boolean group, long upper) {
        if (!stack.wfp.isEmpty(WfpLayer.INBOUND_TRANSPORT)) {
            int flags = netif == null ? WfpValues.IS_LOOPBACK : 0;
            if (!stack.wfp.permits(WfpLayer.INBOUND_TRANSPORT, packet, flags, netif)) {
                packet.end(WindowsDrop.WFP6_TRANSPORT_IN);
                return;
            }
        }
        int header = Ipv6Extensions.offset(upper) - packet.offset();
        switch (Ipv6Extensions.protocol(upper)) {
            case IpProtocols.UDP -> stack.transports.udp.input6(packet, header, group);
            case IpProtocols.ICMPV6 -> stack.icmp6.input(netif, packet, header, group);
            case IpProtocols.TCP -> stack.transports.tcp.input6(packet, header, group);
            case IpProtocols.NO_NEXT_HEADER -> packet.end(WindowsDrop.IPV6_NO_NEXT_HEADER);
            default -> {
                int field = HEADER_OCTETS == header ? 6 : header;
                stack.icmp6.error(packet, Icmpv6Errors.PARAMETER_PROBLEM, 1, field, -1, 0, group);
                packet.end(WindowsDrop.UNKNOWN_PROTOCOL6);
            }
        }
    }
}
