package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.SocketEdge.SendOptions;
import sluice.inet.AddressScope;
import sluice.inet.FragmentSink;
import sluice.inet.Fragmentation;
import sluice.inet.IcmpErrors;
import sluice.inet.InetDrop;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Fragmenter;
import sluice.inet.Ipv4Input;
import sluice.inet.Ipv4Route;
import sluice.inet.NeighbourTable;
import sluice.inet.Reassembler;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.inet.SourceAddressChoice;
import sluice.nic.PacketQueue;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.IpProtocols;
import sluice.time.Handler;

/**
 * IPv4 of a Windows host.
 *
 * <pre>
 *   in:   checks -> filter-hook -> ours? -> reassembly -> protocol
 *                                  not ours -> forward, if the host is a router
 *   out:  route -> source -> header -> ours? -> own queue, above NDIS
 *                                      else  -> filter-hook -> fragments -> neighbour
 * </pre>
 */
final class Ip4 implements FragmentSink {
    static final int HEADER_OCTETS = 20;
    private static final int PACKET_OCTETS_MAX = 65_535;
    private static final int LOOPED_PACKETS_MAX = 4096;
    private static final Handler<Ip4> LOOPED = Ip4::workOnLooped;

    private final TcpIp stack;
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private final Reassembly reassembly;
    private final PacketQueue looped = new PacketQueue(LOOPED_PACKETS_MAX);
    private boolean loopedAsked;

    // The answer of route().
    private int routedSource;
    private int routedHop;
    private boolean routedLocal;
    private @Nullable NetInterface routedInterface;

    // What the fragment sink works on.
    private @Nullable Packet splitting;
    private @Nullable NetInterface splitTo;
    private int splitHop;
    private @Nullable SendRequest splitRequest;

    Ip4(TcpIp stack) {
        this.stack = stack;
        this.reassembly = new Reassembly(stack, false);
    }

    // ---- out

    /**
     * Finds the way to {@code destination}.
     *
     * @param boundSource the socket's own address, or 0 to choose one
     * @return what a socket is told if there is no way, else null
     */
    @Nullable SocketError route(int destination, int boundSource) {
        if (Ipv4Addresses.isLoopback(destination)) {
            routedLocal = true;
            routedSource = boundSource == 0 ? Ipv4Addresses.of(127, 0, 0, 1) : boundSource;
            routedInterface = null;
            return null;
        }
        Ipv4Route route = stack.addresses.routes4.lookup(destination);
        boolean toGroup =
                destination == Ipv4Addresses.LIMITED_BROADCAST
                        || Ipv4Addresses.isMulticast(destination);
        int device = route == null ? 0 : route.deviceIndex();
        if (toGroup) {
            int bound = boundSource == 0 ? 0 : stack.addresses.deviceOf4(boundSource);
            if (bound != 0) device = bound;
            else if (device == 0) device = stack.interfaces.length == 0 ? 0 : 1;
        } else if (route == null) {
            return SocketError.NETWORK_UNREACHABLE;
        }
        if (!toGroup && route != null && route.kind().refusal() != null)
            return route.kind().refusal();
        NetInterface netif = NetInterface.at(stack.interfaces, device);
        if (netif == null) return SocketError.NETWORK_UNREACHABLE;
        routedInterface = netif;
        routedLocal = route != null && !toGroup && route.kind() == RouteKind.LOCAL;
        routedHop = route == null || toGroup ? destination : route.nextHop(destination);
        routedSource = boundSource;
        if (boundSource == 0) {
            boolean direct = routedHop == destination;
            routedSource =
                    routedLocal
                            ? destination
                            : SourceAddressChoice.ipv4(
                                    stack.addresses.v4,
                                    device,
                                    direct ? destination : routedHop,
                                    direct ? AddressScope.LINK : AddressScope.GLOBAL);
        }
        return null;
    }

    int routedSource() {
        return routedSource;
    }

    /**
     * Longest packet that the interface of the way takes; to this host itself the longest of all.
     */
    int routedMtuOctets() {
        NetInterface netif = routedInterface;
        return routedLocal || netif == null ? PACKET_OCTETS_MAX : netif.mtuOctets();
    }

    /** Whether sending there needs the broadcast option. */
    boolean isBroadcast(int destination) {
        return stack.addresses.isBroadcast(destination, 0);
    }

    /**
     * Sends what {@link #route} has just found a way for: puts the header in front of a transport
     * message that the ip place owns.
     *
     * @return what the socket is told, or null
     */
    @Nullable SocketError send(
            Packet packet,
            int protocol,
            int destination,
            SendOptions options,
            boolean dontFragment,
            @Nullable SendRequest request) {
        int total = packet.lengthOctets() + HEADER_OCTETS;
        if (total > PACKET_OCTETS_MAX) {
            packet.end(WindowsDrop.MESSAGE_TOO_LONG);
            return SocketError.MESSAGE_TOO_LONG;
        }
        int at = packet.push(HEADER_OCTETS);
        byte[] octets = packet.octets();
        int source = routedSource;
        boolean group = Ipv4Addresses.isMulticast(destination);
        int ttl = options.ttl() >= 0 ? options.ttl() : group ? 1 : stack.preset.ttl();
        int identification = stack.identification.next(source, destination, protocol);
        Octets.put16(octets, at, 0x4500 | Math.max(options.tos(), 0));
        Octets.put16(octets, at + 2, total);
        Octets.put16(octets, at + 4, identification);
        Octets.put16(octets, at + 6, dontFragment || options.dontFragment() ? 0x4000 : 0);
        Octets.put16(octets, at + 8, ttl << 8 | protocol);
        Octets.put16(octets, at + 10, 0);
        Octets.put32(octets, at + 12, source);
        Octets.put32(octets, at + 16, destination);
        Octets.put16(octets, at + 10, Checksums.finish(Checksums.sum(octets, at, HEADER_OCTETS)));
        return dispatch(packet, request);
    }

    /** Sends a ready IPv4 packet of this host's own, such as an ICMP message. */
    void sendReady(Packet packet) {
        int at = packet.offset();
        int destination = Octets.i32(packet.octets(), at + 16);
        if (route(destination, Octets.i32(packet.octets(), at + 12)) != null) {
            packet.end(WindowsDrop.NO_ROUTE_FOR_ANSWER);
            return;
        }
        dispatch(packet, null);
    }

    /** Sends a packet whose header a program wrote, by the way just found. */
    @Nullable SocketError sendCompleted(Packet packet, SendRequest request) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int header = Ipv4Input.headerOctets(octets, at);
        if (Octets.i32(octets, at + 12) == 0) Octets.put32(octets, at + 12, routedSource);
        int source = Octets.i32(octets, at + 12);
        int destination = Octets.i32(octets, at + 16);
        Octets.put16(octets, at + 2, packet.lengthOctets());
        if (Octets.u16(octets, at + 4) == 0) {
            int protocol = Octets.u8(octets, at + 9);
            int identification = stack.identification.next(source, destination, protocol);
            Octets.put16(octets, at + 4, identification);
        }
        Octets.put16(octets, at + 10, 0);
        Octets.put16(octets, at + 10, Checksums.finish(Checksums.sum(octets, at, header)));
        return dispatch(packet, request);
    }

    private @Nullable SocketError dispatch(Packet packet, @Nullable SendRequest request) {
        NetInterface netif = routedLocal ? null : routedInterface;
        int hop = routedHop;
        if (!stack.wfp.isEmpty(WfpLayer.OUTBOUND_TRANSPORT)) {
            int flags = netif == null ? WfpValues.IS_LOOPBACK : 0;
            if (!stack.wfp.permits(WfpLayer.OUTBOUND_TRANSPORT, packet, flags, netif)) {
                packet.end(WindowsDrop.WFP_TRANSPORT_OUT);
                return SocketError.NOT_PERMITTED;
            }
        }
        if (!stack.wfp.isEmpty(WfpLayer.OUTBOUND_IPPACKET)) {
            int flags = netif == null ? WfpValues.IS_LOOPBACK : 0;
            if (!stack.wfp.permits(WfpLayer.OUTBOUND_IPPACKET, packet, flags, netif)) {
                packet.end(WindowsDrop.WFP_OUT);
                return SocketError.NOT_PERMITTED;
            }
        }
        if (netif == null) {
            loop(packet, request);
            return null;
        }
        if (!stack.gate.isOpen()) {
            var answer = stack.gate.ask(packet, FilterHook.NO_INTERFACE, netif.index);
            if (answer != IpGate.Answer.PASS) {
                boolean hook = answer == IpGate.Answer.HOOK_DROPS;
                packet.end(hook ? WindowsDrop.FILTER_HOOK_OUT : WindowsDrop.PACKET_FILTER_OUT);
                return SocketError.NOT_PERMITTED;
            }
        }
        stack.rawSockets.crossing(netif, packet);
        return toLink(netif, packet, hop, request);
    }

    /** Whether the filtering platform lets it in; if not, it has come to its end. */
    private boolean permittedIn(@Nullable NetInterface netif, Packet packet, int flags) {
        if (stack.wfp.isEmpty(WfpLayer.INBOUND_IPPACKET)) return true;
        if (stack.wfp.permits(WfpLayer.INBOUND_IPPACKET, packet, flags, netif)) return true;
        packet.end(WindowsDrop.WFP_IN);
        return false;
    }

    private @Nullable SocketError toLink(
            NetInterface netif, Packet packet, int hop, @Nullable SendRequest request) {
        if (packet.lengthOctets() > netif.mtuOctets()) return split(netif, packet, hop, request);
        toNeighbour(netif, packet, hop, request);
        return null;
    }

    private void toNeighbour(
            NetInterface netif, Packet packet, int hop, @Nullable SendRequest request) {
        if (Ipv4Addresses.isMulticast(hop)) {
            stack.neighbours.sendTo(netif, packet, Ipv4Addresses.multicastMac(hop), request);
        } else if (stack.addresses.isBroadcast(hop, netif.index)) {
            stack.neighbours.sendTo(netif, packet, 0xffff_ffff_ffffL, request);
        } else {
            stack.neighbours.send(netif, packet, 0, NeighbourTable.key(hop), false, request);
        }
    }

    private @Nullable SocketError split(
            NetInterface netif, Packet packet, int hop, @Nullable SendRequest request) {
        splitting = packet;
        splitTo = netif;
        splitHop = hop;
        splitRequest = request;
        // The request must not be over before the last fragment has begun.
        SendRequest.begins(request);
        Fragmentation result =
                fragmenter.fragment(
                        packet.octets(),
                        packet.offset(),
                        packet.lengthOctets(),
                        netif.mtuOctets(),
                        this);
        splitting = null;
        SocketError told = null;
        switch (result) {
            case DONE -> packet.end(WindowsEnd.FRAGMENTED);
            case NO_ROOM -> packet.end(WindowsDrop.NO_ROOM_FOR_FRAGMENT);
            case TOO_BIG, FITS -> {
                packet.end(WindowsDrop.DONT_FRAGMENT);
                told = SocketError.MESSAGE_TOO_LONG;
            }
        }
        SendRequest.over(request);
        return told;
    }

    @Override
    public void fragment(byte[] header, int headerOctets, int payloadOffset, int payloadOctets) {
        Packet whole = java.util.Objects.requireNonNull(splitting);
        NetInterface netif = java.util.Objects.requireNonNull(splitTo);
        Packet piece =
                stack.pool.originateFrom(
                        whole, stack.ip, PacketPool.HEADROOM_OCTETS, headerOctets + payloadOctets);
        System.arraycopy(header, 0, piece.octets(), piece.offset(), headerOctets);
        System.arraycopy(
                whole.octets(),
                payloadOffset,
                piece.octets(),
                piece.offset() + headerOctets,
                payloadOctets);
        toNeighbour(netif, piece, splitHop, splitRequest);
    }

    /** To this host itself: turned round here, no adapter and no capture sees it. */
    private void loop(Packet packet, @Nullable SendRequest request) {
        SendRequest.begins(request);
        if (looped.offerLast(packet)) askForLooped();
        else packet.end(WindowsDrop.LOOPBACK_QUEUE_FULL);
        SendRequest.over(request);
    }

    private void askForLooped() {
        if (loopedAsked) return;
        loopedAsked = true;
        stack.scheduler.schedule(0, stack.cpu.deferred(), LOOPED, this);
    }

    private void workOnLooped() {
        loopedAsked = false;
        for (Packet packet = looped.pollFirst(); packet != null; packet = looped.pollFirst()) {
            if (!permittedIn(null, packet, WfpValues.IS_LOOPBACK)) continue;
            stack.rawSockets.crossing(null, packet);
            local(null, packet, false);
        }
    }

    // ---- in

    /** A packet from an adapter; the ip place owns it and it begins with the IPv4 header. */
    void input(NetInterface netif, Packet packet, boolean linkGroup) {
        InetDrop wrong = Ipv4Input.checkHeader(packet.octets(), packet.offset(), packet.limit());
        if (wrong == null) wrong = Ipv4Input.checkOptions(packet.octets(), packet.offset());
        if (wrong != null) {
            packet.end(wrong);
            return;
        }
        byte[] octets = packet.octets();
        int at = packet.offset();
        packet.trim(Ipv4Input.totalLengthOctets(octets, at));
        int source = Octets.i32(octets, at + 12);
        int destination = Octets.i32(octets, at + 16);
        boolean mirrored = stack.addresses.isOwn4(source, 0) && !stack.addresses.isForced4(source);
        wrong = Ipv4Input.checkAddresses(source, destination, mirrored);
        if (wrong != null) {
            packet.end(wrong);
            return;
        }
        if (!stack.gate.isOpen()) {
            var answer = stack.gate.ask(packet, netif.index, FilterHook.NO_INTERFACE);
            if (answer != IpGate.Answer.PASS) {
                boolean hook = answer == IpGate.Answer.HOOK_DROPS;
                packet.end(hook ? WindowsDrop.FILTER_HOOK_IN : WindowsDrop.PACKET_FILTER_IN);
                return;
            }
        }
        stack.rawSockets.crossing(netif, packet);
        int device = stack.preset.strongHost() && !stack.forwarding ? netif.index : 0;
        if (stack.addresses.isOwn4(destination, device)) {
            local(netif, packet, linkGroup);
        } else if (stack.addresses.isBroadcast(destination, netif.index)) {
            local(netif, packet, true);
        } else if (Ipv4Addresses.isMulticast(destination)) {
            if (stack.addresses.isJoined4(destination)) local(netif, packet, true);
            else packet.end(WindowsDrop.GROUP_NOT_JOINED);
        } else {
            forward(netif, packet, linkGroup);
        }
    }

    private void forward(NetInterface netif, Packet packet, boolean linkGroup) {
        if (!stack.forwarding) {
            packet.end(WindowsDrop.NOT_FOR_THIS_HOST);
            return;
        }
        if (linkGroup) {
            packet.end(WindowsDrop.NOT_FORWARDABLE);
            return;
        }
        byte[] octets = packet.octets();
        int ttl = Octets.u8(octets, packet.offset() + 8);
        if (ttl <= 1) {
            stack.icmp4.error(packet, netif, IcmpErrors.TIME_EXCEEDED, 0, 0, false);
            packet.end(WindowsDrop.TTL_EXCEEDED);
            return;
        }
        int destination = Octets.i32(octets, packet.offset() + 16);
        Ipv4Route route = stack.addresses.routes4.lookup(destination);
        NetInterface out =
                route == null || route.kind().refusal() != null
                        ? null
                        : NetInterface.at(stack.interfaces, route.deviceIndex());
        if (out == null || route == null) {
            stack.icmp4.error(packet, netif, IcmpErrors.UNREACHABLE, IcmpErrors.NETWORK, 0, false);
            packet.end(WindowsDrop.NO_ROUTE_TO_FORWARD);
            return;
        }
        boolean whole = (Octets.u16(octets, packet.offset() + 6) & 0x4000) != 0;
        if (whole && packet.lengthOctets() > out.mtuOctets()) {
            stack.icmp4.error(
                    packet,
                    netif,
                    IcmpErrors.UNREACHABLE,
                    IcmpErrors.FRAGMENTATION_NEEDED,
                    out.mtuOctets(),
                    false);
        } else {
            lowerTtl(packet);
        }
        boolean blocked =
                !stack.wfp.isEmpty(WfpLayer.IPFORWARD)
                        && !stack.wfp.permits(WfpLayer.IPFORWARD, packet, 0, out);
        if (blocked) {
            packet.end(WindowsDrop.WFP_FORWARD);
            return;
        }
        if (!stack.gate.isOpen()) {
            var answer = stack.gate.ask(packet, netif.index, out.index);
            if (answer != IpGate.Answer.PASS) {
                boolean hook = answer == IpGate.Answer.HOOK_DROPS;
                packet.end(
                        hook ? WindowsDrop.FILTER_HOOK_FORWARD : WindowsDrop.PACKET_FILTER_FORWARD);
                return;
            }
        }
        toLink(out, packet, route.nextHop(destination), null);
    }

    private static void lowerTtl(Packet packet) {
        byte[] own = packet.writable();
        int at = packet.offset();
        int old = Octets.u16(own, at + 8);
        Octets.put16(own, at + 8, old - 0x100);
        int checksum = Octets.u16(own, at + 10);
        Octets.put16(own, at + 10, Checksums.updated16(checksum, old, old - 0x100));
    }

    /** For this host; {@code netif} null if it was turned round above NDIS. */
    private void local(@Nullable NetInterface netif, Packet packet, boolean group) {
        byte[] octets = packet.octets();
        int at = packet.offset();
        int loopback = netif == null ? WfpValues.IS_LOOPBACK : 0;
        boolean fragment = Reassembler.isIpv4Fragment(octets, at);
        // Turned-round packets were shown when they were taken from their queue.
        if (netif != null && !permittedIn(netif, packet, 0)) return;
        if (!fragment) {
            protocol(netif, packet, group);
            return;
        }
        if (!permittedIn(netif, packet, WfpValues.IS_FRAGMENT | loopback)) return;
        Packet whole = reassembly.add(netif, packet);
        if (whole != null && permittedIn(netif, whole, WfpValues.IS_REASSEMBLED | loopback))
            protocol(netif, whole, group);
    }

    private void protocol(@Nullable NetInterface netif, Packet packet, boolean group) {
        if (!stack.wfp.isEmpty(WfpLayer.INBOUND_TRANSPORT)) {
            int flags = netif == null ? WfpValues.IS_LOOPBACK : 0;
            if (!stack.wfp.permits(WfpLayer.INBOUND_TRANSPORT, packet, flags, netif)) {
                packet.end(WindowsDrop.WFP_TRANSPORT_IN);
                return;
            }
        }
        boolean raw = !stack.rawSockets.isEmpty() && stack.rawSockets.arrived(packet);
        switch (Octets.u8(packet.octets(), packet.offset() + 9)) {
            case IpProtocols.UDP -> stack.transports.udp.input4(netif, packet, group);
            case IpProtocols.ICMP -> stack.icmp4.input(netif, packet, group);
            case IpProtocols.TCP -> stack.transports.tcp.input4(packet, group);
            case IpProtocols.IGMP -> packet.end(WindowsEnd.GROUP_MESSAGE_READ);
            default -> {
                if (raw) {
                    packet.end(WindowsEnd.GIVEN_TO_RAW_SOCKETS);
                    return;
                }
                stack.icmp4.error(
                        packet, netif, IcmpErrors.UNREACHABLE, IcmpErrors.PROTOCOL, 0, group);
                packet.end(WindowsDrop.UNKNOWN_PROTOCOL);
            }
        }
    }
}
