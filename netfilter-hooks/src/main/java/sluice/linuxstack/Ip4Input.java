package sluice.linuxstack;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.inet.AddressScope;
import sluice.inet.IcmpErrors;
import sluice.inet.InetDrop;
import sluice.inet.Ipv4Input;
import sluice.inet.Ipv4Route;
import sluice.inet.Reassembler;
import sluice.inet.ReassemblySink;
import sluice.inet.RouteKind;
import sluice.inet.SourceAddressChoice;
import sluice.netdev.ProtocolHandler;
import sluice.netdev.ProtocolRegistration;
import sluice.netfilter.BridgedFrame.Step;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NetInterface;
import sluice.netfilter.NfFamily;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.qdisc.PfifoFast;
import sluice.route.InputResult;
import sluice.time.Handler;
import sluice.time.Timer;

/**
 * IPv4 on the way in and across (Linux 6.x, {@code net/ipv4/ip_input.c}, {@code ip_forward.c}).
 *
 * <pre>
 *   receive: checks -> PRE_ROUTING -> route -> reassemble -> LOCAL_IN -> protocol
 *                                        '--> TTL, MTU, redirect -> FORWARD -> output
 * </pre>
 */
final class Ip4Input implements ReassemblySink<Skb> {
    private static final int FRAGMENT_MASK = 0x3fff;
    private static final int LOOSE_SOURCE_ROUTE = 131;
    private static final int STRICT_SOURCE_ROUTE = 137;
    private static final Handler<Ip4Input> COPIES = Ip4Input::takeCopies;

    private final Net net;
    private final HookChain preRouting;
    private final HookChain localIn;
    private final HookChain forward;
    private Reassembler<Skb> reassembler;
    private final Timer reassemblyTimer;
    private final SkbQueue copies = new SkbQueue();
    private boolean copiesScheduled;
    private @Nullable Skb current;

    Ip4Input(Net net) {
        this.net = net;
        preRouting = net.netfilter.chain(NfFamily.IPV4, HookPoint.PRE_ROUTING, this::route);
        localIn = net.netfilter.chain(NfFamily.IPV4, HookPoint.LOCAL_IN, this::toProtocol);
        forward = net.netfilter.chain(NfFamily.IPV4, HookPoint.FORWARD, this::forwarded);
        reassembler = new Reassembler<>(net.sysctls.reassembly4());
        reassemblyTimer = net.scheduler.timer(net.cpu.deferred(), this::reassemblyDue);
        net.sysctls.onReassemblyChange(() -> {
            reassembler.clear(this);
            reassembler = new Reassembler<>(net.sysctls.reassembly4());
        });
    }

    /** {@code ip_rcv}: a frame from a device, still with its Ethernet header. */
    void receive(Skb skb) {
        Packet packet = skb.packet();
        packet.pull(skb.networkOffset() - packet.offset());
        packet.passUp(net.ipPlace);
        skb.setLocal(false);
        if (skb.packetType() == PacketType.OTHERHOST) {
            Net.endOtherHost(skb);
            return;
        }
        net.snmp.count(SnmpCounter.IP_IN_RECEIVES);
        InetDrop wrong = Ipv4Input.checkHeader(packet.octets(), packet.offset(), packet.limit());
        if (wrong != null) {
            net.snmp.refused4(wrong, Octets.u8(packet.octets(), packet.offset() + 1));
            skb.end(wrong);
            return;
        }
        packet.trim(Ipv4Input.totalLengthOctets(packet.octets(), packet.offset()));
        enter(skb);
    }

    private void enter(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        net.snmp.ecn4(Octets.u8(octets, at + 1));
        skb.setTransportOffset(at + Ipv4Input.headerOctets(octets, at));
        skb.setUpperProtocol(Octets.u8(octets, at + 9));
        if (BridgeNetfilter.hadPreRouting(skb)) route(skb);
        else preRouting.run(skb);
    }

    /** Takes this host's copy of a broadcast or group it sends ({@code dev_loopback_xmit}). */
    void loopBack(Skb skb) {
        skb.setInDevice(skb.outDevice());
        skb.setOutDevice(null);
        skb.setChecksumState(sluice.netfilter.ChecksumState.UNNECESSARY);
        copies.addLast(skb);
        if (copiesScheduled) return;
        copiesScheduled = true;
        net.scheduler.schedule(0, net.cpu.deferred(), COPIES, this);
    }

    private void takeCopies() {
        copiesScheduled = false;
        for (int waiting = copies.count(); waiting > 0; waiting--) {
            Skb skb = copies.pollFirst();
            if (skb == null) return;
            net.snmp.count(SnmpCounter.IP_IN_RECEIVES);
            enter(skb);
        }
    }

    // ip_rcv_finish. What came over lo has its route from the way out.
    private int route(Skb skb) {
        if (skb.bridgedAt(Step.PRE_ROUTING)) return net.bridged.preRouted(skb);
        NetInterface in = Objects.requireNonNull(skb.inDevice());
        if (skb.routed()) return options(skb, in, InputResult.LOCAL);
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        var key = net.routing4.key(Ipv4View.source(octets, at), Ipv4View.destination(octets, at));
        key.mark(skb.mark()).tos(Ipv4View.typeOfService(octets, at));
        int protocol = Ipv4View.protocol(octets, at);
        boolean ports =
                (skb.isUpper(IpProtocols.TCP) || skb.isUpper(IpProtocols.UDP))
                        && skb.limit() - skb.transportOffset() >= Integer.BYTES;
        int from = ports ? Octets.u16(octets, skb.transportOffset()) : 0;
        int to = ports ? Octets.u16(octets, skb.transportOffset() + 2) : 0;
        InputResult result = net.routing4.input(key.transport(protocol, from, to), in.index());
        Ipv4Route found = net.routing4.inputRoute();
        skb.setRoute(found);
        if (net.trace != null)
            net.traceRoute(skb, result.name(), found, found == null ? 0 : found.deviceIndex());
        switch (result) {
            case LOCAL -> skb.setRouteKind(RouteKind.LOCAL);
            case BROADCAST -> skb.setRouteKind(RouteKind.BROADCAST);
            case MULTICAST -> skb.setRouteKind(RouteKind.MULTICAST);
            case FORWARD, NO_ROUTE, UNREACHABLE, PROHIBIT -> skb.setRouteKind(RouteKind.UNICAST);
            case NOT_MEMBER -> skb.end(LinuxDrop.NOT_GROUP_MEMBER);
            case MARTIAN_SOURCE -> skb.end(LinuxDrop.MARTIAN_SOURCE);
            case MARTIAN_DESTINATION -> skb.end(LinuxDrop.MARTIAN_DESTINATION);
            case REVERSE_PATH -> {
                net.snmp.count(SnmpCounter.TCP_IP_REVERSE_PATH_FILTER);
                skb.end(LinuxDrop.REVERSE_PATH_FILTER);
            }
            case NOT_FORWARDING -> {
                net.snmp.count(SnmpCounter.IP_IN_ADDR_ERRORS);
                skb.end(LinuxDrop.NOT_FORWARDING);
            }
            case BLACKHOLE -> skb.end(LinuxDrop.BLACKHOLE_ROUTE);
        }
        return skb.inUse() ? options(skb, in, result) : 0;
    }

    private int options(Skb skb, NetInterface in, InputResult result) {
        if (skb.transportOffset() - skb.networkOffset() > Ipv4View.HEADER_OCTETS_MIN) {
            int bad = Ipv4Input.badOptionOffset(skb.octets(), skb.networkOffset());
            if (bad >= 0) {
                net.snmp.count(SnmpCounter.IP_IN_HDR_ERRORS);
                net.icmp4.error(skb, IcmpErrors.PARAMETER_PROBLEM, 0, bad << 24);
                skb.end(LinuxDrop.IPV4_OPTIONS);
                return 0;
            }
            boolean accepts =
                    net.routing4.all().acceptSourceRoute
                            && net.routing4.of(in.index()).acceptSourceRoute;
            if (!accepts && sourceRouted(skb)) {
                skb.end(LinuxDrop.SOURCE_ROUTE);
                return 0;
            }
        }
        if (skb.routeKind() == RouteKind.MULTICAST) net.snmp.count(SnmpCounter.IP_IN_MCAST);
        else if (skb.routeKind() == RouteKind.BROADCAST) net.snmp.count(SnmpCounter.IP_IN_BCAST);
        switch (result) {
            case FORWARD -> forward(skb);
            case NO_ROUTE -> {
                net.snmp.count(SnmpCounter.IP_IN_NO_ROUTES);
                net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.NETWORK, 0);
                skb.end(LinuxDrop.NO_ROUTE);
            }
            case UNREACHABLE -> {
                net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.HOST, 0);
                skb.end(LinuxDrop.UNREACHABLE_ROUTE);
            }
            case PROHIBIT -> {
                net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.FILTERED, 0);
                skb.end(LinuxDrop.PROHIBIT_ROUTE);
            }
            default -> deliver(skb);
        }
        return 0;
    }

    private static boolean sourceRouted(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset() + Ipv4View.HEADER_OCTETS_MIN;
        while (at < skb.transportOffset() && octets[at] != 0) {
            int kind = octets[at] & 0xff;
            if (kind == LOOSE_SOURCE_ROUTE || kind == STRICT_SOURCE_ROUTE) return true;
            at += kind == 1 ? 1 : octets[at + 1] & 0xff;
        }
        return false;
    }

    // ---- to this host ----------------------------------------------------------------------

    // ip_local_deliver: fragments are joined before LOCAL_IN.
    private void deliver(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        if ((Octets.u16(octets, at + 6) & FRAGMENT_MASK) == 0) {
            localIn.run(skb);
            return;
        }
        net.snmp.count(SnmpCounter.IP_REASM_REQDS);
        current = skb;
        NetInterface in = skb.inDevice();
        reassembler.addIpv4(
                octets,
                at,
                skb.packet().lengthOctets(),
                in == null ? 0 : in.index(),
                skb,
                net.nowNanos(),
                this);
        current = null;
        armReassembly();
    }

    private void armReassembly() {
        long deadline = reassembler.nextDeadlineNanos();
        if (deadline == Reassembler.NEVER) reassemblyTimer.cancel();
        else reassemblyTimer.arm(Math.max(0, deadline - net.nowNanos()));
    }

    private void reassemblyDue() {
        reassembler.poll(net.nowNanos(), this);
        armReassembly();
    }

    @Override
    public void ended(Skb fragment, @Nullable InetDrop why) {
        fragmentEnded(fragment, why);
    }

    static void fragmentEnded(Skb fragment, @Nullable InetDrop why) {
        fragment.end(why == null ? LinuxEnd.REASSEMBLED : why);
    }

    @Override
    public void whole(byte[] datagram, int lengthOctets, int largestFragmentOctets) {
        net.snmp.count(SnmpCounter.IP_REASM_OKS);
        Skb last = Objects.requireNonNull(current);
        Packet packet =
                net.pool.originateFrom(
                        last.packet(), net.ipPlace, PacketPool.HEADROOM_OCTETS, lengthOctets);
        System.arraycopy(datagram, 0, packet.octets(), packet.offset(), lengthOctets);
        Skb skb = net.skbs.take(packet);
        skb.copyMetadataFrom(last);
        skb.setLocal(false);
        skb.setNetworkOffset(packet.offset());
        skb.setTransportOffset(packet.offset() + Ipv4Input.headerOctets(datagram, 0));
        skb.rememberFragment(largestFragmentOctets);
        localIn.run(skb);
    }

    @Override
    public void failed(InetDrop why) {
        net.snmp.gatheringFailed(why, false);
    }

    @Override
    public void expired(byte[] firstFragment) {
        net.icmp4.reassemblyExpired(firstFragment);
    }

    // ip_protocol_deliver_rcu
    private int toProtocol(Skb skb) {
        boolean raw = net.raw.deliver(skb);
        int upper = skb.upperProtocol();
        boolean known =
                raw || own(upper) || (!transports.isEmpty() && transports.containsKey(upper));
        net.snmp.count(known ? SnmpCounter.IP_IN_DELIVERS : SnmpCounter.IP_IN_UNKNOWN_PROTOS);
        switch (skb.upperProtocol()) {
            case IpProtocols.UDP -> net.udp.receive4(skb);
            case IpProtocols.TCP -> net.tcp.receive4(skb);
            case IpProtocols.ICMP -> net.icmp4.receive(skb);
            case IpProtocols.IGMP -> net.icmp4.receiveIgmp(skb);
            default -> {
                ProtocolHandler added = transports.get(skb.upperProtocol());
                if (added != null) {
                    added.receive(skb);
                    return 0;
                }
                if (raw) {
                    RawSockets.delivered(skb);
                    return 0;
                }
                net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.PROTOCOL, 0);
                unknownProtocol(skb);
            }
        }
        return 0;
    }

    private static final Map<Integer, String> OWN =
            Map.of(
                    IpProtocols.ICMP, "ICMP",
                    IpProtocols.IGMP, "IGMP",
                    IpProtocols.TCP, "TCP",
                    IpProtocols.UDP, "UDP");
    private final Map<Integer, ProtocolHandler> transports = new TreeMap<>();

    /** {@code inet_add_protocol}. */
    ProtocolRegistration register(int ipProtocol, ProtocolHandler handler) {
        if (ipProtocol < 0 || ipProtocol > 255)
            throw new IllegalArgumentException("IP protocol " + ipProtocol);
        String own = OWN.get(ipProtocol);
        if (own != null || transports.containsKey(ipProtocol)) {
            throw new IllegalStateException(
                    "IP protocol %d is taken%s: a protocol can be added beside it, none between IP and it; what is to see its packets is a hook at INPUT and OUTPUT"
                            .formatted(ipProtocol, own == null ? "" : " by " + own));
        }
        transports.put(ipProtocol, handler);
        return () -> transports.remove(ipProtocol, handler);
    }

    private static boolean own(int protocol) {
        return switch (protocol) {
            case IpProtocols.ICMP, IpProtocols.IGMP, IpProtocols.TCP, IpProtocols.UDP -> true;
            default -> false;
        };
    }

    static void unknownProtocol(Skb skb) {
        skb.end(LinuxDrop.UNKNOWN_PROTOCOL);
    }

    // ---- to another host -------------------------------------------------------------------

    private void forward(Skb skb) {
        if (skb.packetType() != PacketType.HOST) {
            linkBroadcast(skb);
            return;
        }
        Ipv4Route route = Objects.requireNonNull(net.routing4.inputRoute());
        boolean redirect = net.routing4.redirectWanted();
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        if (Ipv4View.ttl(octets, at) <= 1) {
            net.snmp.count(SnmpCounter.IP_IN_HDR_ERRORS);
            net.icmp4.error(skb, IcmpErrors.TIME_EXCEEDED, 0, 0);
            expired(skb);
            return;
        }
        net.snmp.count(SnmpCounter.IP_FORW_DATAGRAMS);
        NetInterface out = net.device(route.deviceIndex());
        skb.setOutDevice(out);
        skb.setNextHop4(route.nextHop(Ipv4View.destination(octets, at)));
        int mtu = Ip4Output.mtuOctets(route, out);
        // what was gathered on its way may leave in the pieces it came in (ip_exceeds_mtu)
        int longest = skb.fragmentCount() > 0 ? skb.largestFragmentOctets() : length(skb);
        if (longest > mtu && Ipv4View.dontFragment(octets, at)) {
            net.snmp.count(SnmpCounter.IP_FRAG_FAILS);
            net.icmp4.error(skb, IcmpErrors.UNREACHABLE, IcmpErrors.FRAGMENTATION_NEEDED, mtu);
            Ip4Output.tooBig(skb);
            return;
        }
        octets = skb.writable();
        Ipv4View.decrementTtl(octets, skb.networkOffset());
        if (redirect && sendsRedirects(out)) net.icmp4.redirect(skb, skb.nextHop4());
        skb.setPriority(PfifoFast.priority(Ipv4View.typeOfService(octets, skb.networkOffset())));
        forward.run(skb);
    }

    private static int length(Skb skb) {
        return skb.packet().lengthOctets();
    }

    // ip_forward_finish
    private int forwarded(Skb skb) {
        if (skb.bridgedAt(Step.FORWARD)) return net.bridged.forwarded(skb);
        if (Ip4Options.present(skb)) {
            NetInterface out = Objects.requireNonNull(skb.outDevice());
            int address =
                    SourceAddressChoice.ipv4(
                            net.routing4.addresses(),
                            out.index(),
                            skb.nextHop4(),
                            AddressScope.LINK);
            Ip4Options.recordRoute(skb, address);
        }
        return net.output4.output(skb);
    }

    static void linkBroadcast(Skb skb) {
        skb.end(LinuxDrop.LINK_BROADCAST_NOT_FORWARDED);
    }

    static void expired(Skb skb) {
        skb.end(LinuxDrop.TTL_EXPIRED);
    }

    private boolean sendsRedirects(NetInterface out) {
        return net.routing4.all().sendRedirects || net.routing4.of(out.index()).sendRedirects;
    }
}
