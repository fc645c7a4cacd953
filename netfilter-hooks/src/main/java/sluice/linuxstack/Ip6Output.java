package sluice.linuxstack;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.inet.FragmentSink;
import sluice.inet.Fragmentation;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Fragmenter;
import sluice.inet.Ipv6Input;
import sluice.inet.NeighbourTable;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.netdev.NetDevice;
import sluice.netfilter.BridgedFrame.Step;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfFamily;
import sluice.netfilter.Skb;
import sluice.netfilter.Sock;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;
import sluice.qdisc.PfifoFast;
import sluice.route.OutputResult;
import sluice.time.SeededRandom;

/**
 * IPv6 on the way out (Linux 6.x, {@code net/ipv6/ip6_output.c}). Order as {@link Ip4Output}.
 *
 * <p>Differs: flow labels are 0 (the kernel draws them per flow unless auto_flowlabels is 0).
 */
final class Ip6Output {
    static final int HEADER_OCTETS = Ipv6Input.HEADER_OCTETS;

    /** What every link carries (RFC 8200 section 5). */
    static final int MTU_OCTETS_MIN = 1280;

    /** The bits of a traffic class that tell of congestion. */
    static final int ECN = 3;

    private final Net net;
    private final HookChain localOut;
    private final HookChain postRouting;
    private final Ipv6Fragmenter fragmenter = new Ipv6Fragmenter();
    private final SeededRandom identifications;

    Ip6Output(Net net) {
        this.net = net;
        identifications = net.host.random("ip6 id");
        localOut = net.netfilter.chain(NfFamily.IPV6, HookPoint.LOCAL_OUT, this::output);
        postRouting = net.netfilter.chain(NfFamily.IPV6, HookPoint.POST_ROUTING, this::finish);
    }

    static int inIndex(Skb skb) {
        NetInterface in = skb.inDevice();
        return in == null || in.loopback() ? 0 : in.index();
    }

    /** Whom a program means by a destination: {@code ::} is this host ({@code udpv6_sendmsg}). */
    static IpAddress host(IpAddress to) {
        return to.isAny() ? new IpAddress(0, 1) : to;
    }

    /** The way of what a socket sends. */
    OutputResult find(Endpoint from, IpAddress to, SendOptions options) {
        IpAddress local = from.local;
        boolean bound = !local.isAny() && !Ipv6Address.isMulticast(local.high());
        var key =
                net.routing6.key(
                        bound ? local.high() : 0, bound ? local.low() : 0, to.high(), to.low());
        key.mark(from.mark()).tos(Math.max(options.tos(), 0)).uid(from.uid());
        return net.routing6.output(key);
    }

    OutputResult find(long sourceHigh, long sourceLow, long high, long low, int deviceIndex) {
        boolean device =
                deviceIndex != 0
                        && (Ipv6Address.isLinkLocal(high) || Ipv6Address.isMulticast(high));
        return net.routing6.output(sourceHigh, sourceLow, high, low, device ? deviceIndex : 0);
    }

    void setRoute(Skb skb, OutputResult to) {
        skb.setRoute(to.route());
        skb.setRouteKind(to.kind());
        skb.setRouted(true);
        skb.setOutDevice(net.device(to.deviceIndex()));
        skb.setNextHop6(to.nextHopHigh(), to.nextHopLow());
        skb.setLoops(to.loops());
        if (net.trace != null) net.traceRoute(skb, to.kind().name(), to.route(), to.deviceIndex());
    }

    /** Puts the header in front of a message, fills in its checksum and sends it. */
    int send(Skb skb, OutputResult way, long high, long low, int protocol, SendOptions options) {
        int hops = options.ttl();
        if (hops < 0) hops = way.kind() == RouteKind.MULTICAST ? 1 : net.sysctls.hopLimit();
        pushHeader(skb, Math.max(options.tos(), 0), hops, protocol, way, high, low);
        return sendReady(skb, way);
    }

    /** Writes another traffic class into a header of this host's own. */
    void setTrafficClass(Skb skb, int trafficClass) {
        int at = skb.networkOffset();
        Octets.put16(skb.octets(), at, 0x6000 | trafficClass << 4);
        skb.setPriority(PfifoFast.priority(trafficClass));
    }

    void pushHeader(
            Skb skb,
            int trafficClass,
            int hops,
            int protocol,
            OutputResult way,
            long high,
            long low) {
        int payload = skb.packet().lengthOctets();
        int at = skb.packet().push(HEADER_OCTETS);
        byte[] octets = skb.packet().octets();
        Octets.put32(octets, at, 0x6000_0000 | trafficClass << 20);
        Octets.put16(octets, at + 4, payload);
        Octets.put16(octets, at + 6, protocol << 8 | hops);
        Octets.put64(octets, at + 8, way.sourceHigh());
        Octets.put64(octets, at + 16, way.sourceLow());
        Octets.put64(octets, at + 24, high);
        Octets.put64(octets, at + 32, low);
        int upper = at + HEADER_OCTETS;
        if (protocol == IpProtocols.UDP)
            TransportChecksums.fillUdp6(octets, upper, payload, at + 8, at + 24);
        else if (protocol == IpProtocols.ICMPV6)
            TransportChecksums.fillIcmpv6(octets, upper, payload, at + 8, at + 24);
        skb.setNetworkOffset(at);
        skb.setTransportOffset(upper);
        skb.setUpperProtocol(protocol);
        skb.setPriority(PfifoFast.priority(trafficClass));
    }

    /** Sends a whole packet of this host's own; 0 or a negative errno. */
    int sendReady(Skb skb, OutputResult to) {
        setRoute(skb, to);
        skb.setLocal(true);
        skb.setProtocol(EtherTypes.IPV6);
        net.snmp.count(SnmpCounter.IP6_OUT_REQUESTS);
        return localOut.run(skb);
    }

    boolean reroute(Skb skb) {
        var ip = skb.ipv6();
        Sock sock = skb.sock();
        var key =
                net.routing6.key(
                        ip.sourceHigh(), ip.sourceLow(), ip.destinationHigh(), ip.destinationLow());
        key.mark(skb.mark()).tos(ip.trafficClass()).uid(sock == null ? 0 : sock.uid());
        OutputResult to = net.routing6.output(key);
        if (to.error() != null) return false;
        setRoute(skb, to);
        return true;
    }

    int output(Skb skb) {
        if (skb.bridgedAt(Step.FORWARD)) return net.bridged.forwarded(skb);
        if (discovers(skb)) skb.setInDevice(skb.outDevice());
        if (skb.loops()) loopCopy(skb);
        return postRouting.run(skb);
    }

    // ndisc_alloc_skb sets the device, so POST_ROUTING takes it for the one it came in on.
    private static boolean discovers(Skb skb) {
        if (!skb.local() || skb.sock() != Sock.KERNEL) return false;
        if (skb.upperProtocol() != IpProtocols.ICMPV6) return false;
        int type = Octets.u8(skb.octets(), skb.transportOffset());
        return type >= Icmpv6Types.ROUTER_SOLICITATION && type <= Icmpv6Types.REDIRECT;
    }

    private void loopCopy(Skb skb) {
        Skb copy = net.skbs.take(skb.packet().copy(net.ipPlace));
        copy.copyMetadataFrom(skb);
        copy.setSock(null); // skb_clone
        copy.setRouted(true);
        int shift = copy.packet().offset() - skb.packet().offset();
        copy.setNetworkOffset(skb.networkOffset() + shift);
        copy.setTransportOffset(skb.transportOffset() + shift);
        copy.setLoopCopy(true);
        postRouting.run(copy);
    }

    private int finish(Skb skb) {
        if (skb.loopCopy()) {
            skb.setInDevice(skb.outDevice());
            skb.setOutDevice(null);
            skb.setChecksumState(ChecksumState.UNNECESSARY);
            net.input6.loopBack(skb);
            return 0;
        }
        NetInterface out = skb.outDevice();
        if (!(out instanceof NetDevice device)) throw new IllegalStateException("no device");
        if (skb.bridgedAt(Step.POST_ROUTING) && net.bridged.fits(skb))
            return net.bridged.postRouted(skb);
        int length = skb.packet().lengthOctets();
        int largest = skb.largestFragmentOctets();
        if (largest > 0 && length > largest) return fragmentAgain(skb, device, length, largest);
        if (length > device.mtuOctets()) return fragment(skb, device, length);
        toNeighbour(skb, device);
        return 0;
    }

    /** Sends what is ready to its next hop, once that is resolved. */
    void toNeighbour(Skb skb, NetDevice device) {
        if (skb.bridgedAt(Step.POST_ROUTING)) {
            net.bridged.postRouted(skb);
        } else if (!device.resolves()) {
            device.send(skb, 0, EtherTypes.IPV6);
        } else if (skb.routeKind() == RouteKind.MULTICAST) {
            long mac = Ipv6Address.multicastMac(skb.ipv6().destinationLow());
            device.send(skb, mac, EtherTypes.IPV6);
        } else {
            long mac = net.ndp.use(device, skb.nextHopHigh(), skb.nextHopLow());
            if (mac == NeighbourTable.NOT_RESOLVED) net.ndp.queue(skb, device);
            else device.send(skb, mac, EtherTypes.IPV6);
        }
    }

    private int fragment(Skb skb, NetDevice device, int length) {
        return split(skb, device, length, device.mtuOctets());
    }

    private final int[] pieces = new int[Skb.FRAGMENT_SIZES_MAX];

    private final class Pieces implements FragmentSink {
        private final Skb whole;
        private final NetDevice device;
        private final boolean inPlace;
        private int next;

        /**
         * Pieces of a packet; {@code inPlace}: those behind the first are written in the buffers
         * they came in, which a packet socket may not have read yet.
         */
        Pieces(Skb whole, NetDevice device, boolean inPlace) {
            this.whole = whole;
            this.device = device;
            this.inPlace = inPlace;
        }

        @Override
        public void fragment(
                byte[] header, int headerOctets, int payloadOffset, int payloadOctets) {
            long over = inPlace && next > 0 ? whole.fragmentId(next) : 0;
            next++;
            sendFragment(whole, device, header, headerOctets, payloadOffset, payloadOctets, over);
        }
    }

    // ip6_fragment: what was gathered on its way leaves in its pieces, with another identification
    private int fragmentAgain(Skb skb, NetDevice device, int length, int largest) {
        int at = skb.networkOffset();
        int before = Ipv6Fragmenter.unfragmentableOctets(skb.octets(), at, length);
        int headers = before + Ipv6Fragmenter.FRAGMENT_HEADER_OCTETS;
        int count = skb.fragmentPayloads(pieces, headers, length - before);
        int mtu = device.mtuOctets();
        if (count == 0 || largest > mtu) return split(skb, device, length, Math.min(mtu, largest));
        int identification = (int) identifications.nextLong();
        fragmenter.fragment(
                skb.octets(),
                at,
                length,
                pieces,
                count,
                identification,
                new Pieces(skb, device, true));
        net.snmp.count(SnmpCounter.IP6_FRAG_OKS);
        Ip4Output.fragmented(skb);
        return 0;
    }

    private int split(Skb skb, NetDevice device, int length, int mtu) {
        int identification = (int) identifications.nextLong();
        Fragmentation done =
                fragmenter.fragment(
                        skb.octets(),
                        skb.networkOffset(),
                        length,
                        mtu,
                        identification,
                        new Pieces(skb, device, false));
        return switch (done) {
            case NO_ROOM, TOO_BIG -> {
                net.snmp.count(SnmpCounter.IP6_FRAG_FAILS);
                Ip4Output.tooNarrow(skb);
                yield -SocketError.MESSAGE_TOO_LONG.errno();
            }
            case DONE, FITS -> {
                net.snmp.count(SnmpCounter.IP6_FRAG_OKS);
                Ip4Output.fragmented(skb);
                yield 0;
            }
        };
    }

    private void sendFragment(
            Skb whole,
            NetDevice device,
            byte[] header,
            int headerOctets,
            int payloadOffset,
            int payloadOctets,
            long overwrites) {
        Packet packet =
                net.pool.originateFrom(
                        whole.packet(),
                        net.ipPlace,
                        PacketPool.HEADROOM_OCTETS,
                        headerOctets + payloadOctets);
        byte[] to = packet.octets();
        System.arraycopy(header, 0, to, packet.offset(), headerOctets);
        System.arraycopy(
                whole.octets(), payloadOffset, to, packet.offset() + headerOctets, payloadOctets);
        net.snmp.count(SnmpCounter.IP6_FRAG_CREATES);
        Skb piece = net.skbs.take(packet);
        piece.copyMetadataFrom(whole);
        piece.setOverwrites(overwrites);
        piece.setNetworkOffset(packet.offset());
        piece.setTransportOffset(packet.offset() + headerOctets);
        toNeighbour(piece, device);
    }
}
