package sluice.linuxstack;

import org.jspecify.annotations.Nullable;
import sluice.inet.FragmentSink;
import sluice.inet.Fragmentation;
import sluice.inet.IcmpErrors;
import sluice.inet.IpIdentification;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Fragmenter;
import sluice.inet.NeighbourTable;
import sluice.inet.Route;
import sluice.inet.RouteKind;
import sluice.inet.SocketError;
import sluice.netdev.NetDevice;
import sluice.netfilter.BridgedFrame.Step;
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
import sluice.packet.wire.Ipv4View;
import sluice.qdisc.PfifoFast;
import sluice.route.OutputResult;

/**
 * IPv4 on the way out (Linux 6.x, {@code net/ipv4/ip_output.c}).
 *
 * <pre>
 *   localOut -> LOCAL_OUT -> output -> POST_ROUTING -> finish -> fragments -> neighbour -> device
 * </pre>
 */
final class Ip4Output {
    static final int HEADER_OCTETS = Ipv4View.HEADER_OCTETS_MIN;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;

    private final Net net;
    private final HookChain localOut;
    private final HookChain postRouting;
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    final IpIdentification identification;

    Ip4Output(Net net) {
        this.net = net;
        this.identification = IpIdentification.drawn(net.host.random("ip id"));
        localOut = net.netfilter.chain(NfFamily.IPV4, HookPoint.LOCAL_OUT, this::output);
        postRouting = net.netfilter.chain(NfFamily.IPV4, HookPoint.POST_ROUTING, this::finish);
    }

    /** Writes route and device of a decision into the packet. */
    void setRoute(Skb skb, OutputResult to) {
        skb.setRoute(to.route());
        skb.setRouteKind(to.kind());
        skb.setRouted(true);
        skb.setOutDevice(net.device(to.deviceIndex()));
        skb.setNextHop4(to.nextHop());
        skb.setLoops(to.loops());
        if (net.trace != null) net.traceRoute(skb, to.kind().name(), to.route(), to.deviceIndex());
    }

    /** Puts an IPv4 header in front. */
    void pushHeader(
            Skb skb, int tos, boolean dontFragment, int ttl, int protocol, int from, int to) {
        int id = identify(from, to, protocol);
        pushHeader(skb, tos, dontFragment, ttl, protocol, from, to, id);
    }

    int identify(int from, int to, int protocol) {
        return identification.next(from, to, protocol);
    }

    /** Puts an IPv4 header with this identification in front. */
    void pushHeader(
            Skb skb,
            int tos,
            boolean dontFragment,
            int ttl,
            int protocol,
            int from,
            int to,
            int id) {
        int payload = skb.packet().lengthOctets();
        int at = skb.packet().push(HEADER_OCTETS);
        byte[] octets = skb.packet().octets();
        Octets.put16(octets, at, 0x4500 | tos);
        Octets.put16(octets, at + 2, HEADER_OCTETS + payload);
        Octets.put16(octets, at + 4, id);
        Octets.put16(octets, at + 6, dontFragment ? DONT_FRAGMENT : 0);
        Octets.put16(octets, at + 8, ttl << 8 | protocol);
        Octets.put32(octets, at + 12, from);
        Octets.put32(octets, at + 16, to);
        sluice.packet.wire.TransportChecksums.fillIpv4Header(octets, at, HEADER_OCTETS);
        skb.setNetworkOffset(at);
        skb.setTransportOffset(at + HEADER_OCTETS);
        skb.setUpperProtocol(protocol);
        skb.setPriority(PfifoFast.priority(tos));
    }

    /**
     * Sends a packet of this host's own whose route is set ({@code ip_local_out}).
     *
     * @return 0 or a negative errno
     */
    int localOut(Skb skb) {
        skb.setLocal(true);
        skb.setProtocol(EtherTypes.IPV4);
        net.snmp.count(SnmpCounter.IP_OUT_REQUESTS);
        return localOut.run(skb);
    }

    /** The same for what is not a segment ({@code ip_send_skb}). */
    int send(Skb skb) {
        int result = localOut(skb);
        if (result < 0) net.snmp.count(SnmpCounter.IP_OUT_DISCARDS);
        return result;
    }

    /** Looks the route up again after LOCAL_OUT ({@code ip_route_me_harder}); false if none. */
    boolean reroute(Skb skb) {
        Ipv4View ip = skb.ipv4();
        Sock sock = skb.sock();
        var key = net.routing4.key(ip.source(), ip.destination()).anySource(true);
        key.mark(skb.mark()).tos(ip.typeOfService()).uid(sock == null ? 0 : sock.uid());
        OutputResult to = net.routing4.output(key);
        if (to.error() != null) return false;
        setRoute(skb, to);
        return true;
    }

    /** {@code ip_output} and {@code ip_mc_output}; also the way of forwarded packets. */
    int output(Skb skb) {
        if (skb.loops()) loopCopy(skb);
        if (skb.routeKind() == RouteKind.MULTICAST && skb.ipv4().ttl() == 0) {
            skb.end(LinuxDrop.TTL_ZERO_GROUP);
            return 0;
        }
        return postRouting.run(skb);
    }

    // What is sent to a broadcast address or a joined group comes back in by the out device.
    private void loopCopy(Skb skb) {
        Skb copy = net.skbs.take(skb.packet().copy(net.ipPlace));
        copy.copyMetadataFrom(skb);
        copy.setSock(null); // skb_clone
        copy.setRouted(true);
        copy.setNetworkOffset(copy.packet().offset());
        copy.setTransportOffset(
                copy.packet().offset() + skb.transportOffset() - skb.networkOffset());
        copy.setLoopCopy(true);
        copy.setLoops(false);
        postRouting.run(copy);
    }

    private int finish(Skb skb) {
        if (skb.loopCopy()) {
            net.input4.loopBack(skb);
            return 0;
        }
        NetInterface out = skb.outDevice();
        if (!(out instanceof NetDevice device)) throw new IllegalStateException("no device");
        if (skb.bridgedAt(Step.POST_ROUTING) && net.bridged.fits(skb))
            return net.bridged.postRouted(skb);
        int length = skb.packet().lengthOctets();
        if (skb.fragmentCount() > 0) return fragmentAgain(skb, device, length);
        if (length > mtuOctets(skb.route(), device)) return fragment(skb, device, length);
        return toNeighbour(skb, device);
    }

    /** {@code ip_dst_mtu_maybe_forward}: the MTU of the route, if it has one, else the device's. */
    static int mtuOctets(@Nullable Route route, NetInterface device) {
        int ofRoute = route == null ? 0 : route.mtuOctets();
        return ofRoute == 0 ? device.mtuOctets() : ofRoute;
    }

    // ip_finish_output2
    private int toNeighbour(Skb skb, NetDevice device) {
        if (skb.bridgedAt(Step.POST_ROUTING)) return net.bridged.postRouted(skb);
        net.snmp.count(SnmpCounter.IP_OUT_TRANSMITS);
        if (skb.routeKind() == RouteKind.MULTICAST) net.snmp.count(SnmpCounter.IP_OUT_MCAST);
        else if (skb.routeKind() == RouteKind.BROADCAST) net.snmp.count(SnmpCounter.IP_OUT_BCAST);
        return resolved(skb, device);
    }

    /** Sends what is ready to its next hop, once that is resolved ({@code neigh_output}). */
    int resolved(Skb skb, NetDevice device) {
        if (!device.resolves()) {
            return device.send(skb, 0, EtherTypes.IPV4);
        } else if (skb.routeKind() == RouteKind.BROADCAST) {
            return device.send(skb, BROADCAST_MAC, EtherTypes.IPV4);
        } else if (skb.routeKind() == RouteKind.MULTICAST) {
            long mac = Ipv4Addresses.multicastMac(skb.ipv4().destination());
            return device.send(skb, mac, EtherTypes.IPV4);
        } else {
            long mac = net.arp.use(device, skb.nextHop4());
            if (mac == NeighbourTable.NOT_RESOLVED) net.arp.queue(skb, device);
            else return device.send(skb, mac, EtherTypes.IPV4);
        }
        return 0;
    }

    private int fragment(Skb skb, NetDevice device, int length) {
        int mtu = mtuOctets(skb.route(), device);
        return split(skb, device, length, mtu, false);
    }

    // ip_do_fragment: what was gathered on its way leaves in the pieces it came in, if they fit;
    // else in pieces no longer than the longest.
    private int fragmentAgain(Skb skb, NetDevice device, int length) {
        int mtu = mtuOctets(skb.route(), device);
        int largest = skb.largestFragmentOctets();
        boolean dontFragment = Ipv4View.dontFragment(skb.octets(), skb.networkOffset());
        if (dontFragment && largest > mtu) return split(skb, device, length, mtu, false);
        int headerOctets = (skb.octets()[skb.networkOffset()] & 15) * 4;
        int count = skb.fragmentPayloads(pieces, headerOctets, length - headerOctets);
        if (count == 0 || largest > mtu)
            return split(skb, device, length, Math.min(mtu, largest), true);
        fragmenter.fragment(
                skb.octets(), skb.networkOffset(), pieces, count, new Pieces(skb, device, true));
        net.snmp.count(SnmpCounter.IP_FRAG_OKS);
        fragmented(skb);
        return 0;
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

    private int split(Skb skb, NetDevice device, int length, int mtu, boolean ignoreDontFragment) {
        if (length <= mtu && ignoreDontFragment) return toNeighbour(skb, device);
        Fragmentation done =
                fragmenter.fragment(
                        skb.octets(),
                        skb.networkOffset(),
                        length,
                        mtu,
                        ignoreDontFragment,
                        new Pieces(skb, device, false));
        return switch (done) {
            case TOO_BIG -> {
                net.snmp.count(SnmpCounter.IP_FRAG_FAILS);
                net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.FRAGMENTATION_NEEDED, mtu);
                tooBig(skb);
                yield -SocketError.MESSAGE_TOO_LONG.errno();
            }
            case NO_ROOM -> {
                net.snmp.count(SnmpCounter.IP_FRAG_FAILS);
                tooNarrow(skb);
                yield -SocketError.MESSAGE_TOO_LONG.errno();
            }
            case DONE, FITS -> {
                net.snmp.count(SnmpCounter.IP_FRAG_OKS);
                fragmented(skb);
                yield 0;
            }
        };
    }

    static void tooNarrow(Skb skb) {
        skb.end(LinuxDrop.LINK_TOO_NARROW);
    }

    static void fragmented(Skb skb) {
        skb.end(LinuxEnd.FRAGMENTED);
    }

    static void tooBig(Skb skb) {
        skb.end(LinuxDrop.TOO_BIG);
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
        net.snmp.count(SnmpCounter.IP_FRAG_CREATES);
        Skb piece = net.skbs.take(packet);
        piece.copyMetadataFrom(whole);
        piece.setOverwrites(overwrites);
        piece.setNetworkOffset(packet.offset());
        piece.setTransportOffset(packet.offset() + headerOctets);
        toNeighbour(piece, device);
    }
}
