package sluice.linuxstack;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.inet.Icmpv6Errors;
import sluice.inet.InetDrop;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Input;
import sluice.inet.Ipv6Route;
import sluice.inet.Reassembler;
import sluice.inet.ReassemblySink;
import sluice.inet.RouteKind;
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
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;
import sluice.route.InputResult;
import sluice.time.Handler;
import sluice.time.Timer;

/**
 * IPv6 on the way in and across (Linux 6.x, {@code net/ipv6/ip6_input.c}, {@code ip6_forward}).
 *
 * <p>Unlike IPv4, fragments are joined behind LOCAL_IN, where the fragment header is one of the
 * headers in the chain.
 */
final class Ip6Input implements ReassemblySink<Skb> {
    private static final Handler<Ip6Input> COPIES = Ip6Input::takeCopies;
    private static final int OPTION_ACTION = 0xc0;
    private static final int ACTION_DISCARD = 0x40;
    private static final int ACTION_REPORT = 0x80;

    private final Net net;
    private final HookChain preRouting;
    private final HookChain localIn;
    private final HookChain forward;
    private Reassembler<Skb> reassembler;
    private final Timer reassemblyTimer;
    private final SkbQueue copies = new SkbQueue();
    private boolean copiesScheduled;
    private @Nullable Skb current;

    Ip6Input(Net net) {
        this.net = net;
        preRouting = net.netfilter.chain(NfFamily.IPV6, HookPoint.PRE_ROUTING, this::route);
        localIn = net.netfilter.chain(NfFamily.IPV6, HookPoint.LOCAL_IN, this::headers);
        forward = net.netfilter.chain(NfFamily.IPV6, HookPoint.FORWARD, net.output6::output);
        reassembler = new Reassembler<>(net.sysctls.reassembly6());
        reassemblyTimer = net.scheduler.timer(net.cpu.deferred(), this::reassemblyDue);
        net.sysctls.onReassemblyChange(() -> {
            reassembler.clear(this);
            reassembler = new Reassembler<>(net.sysctls.reassembly6());
        });
    }

    /** {@code ipv6_rcv}: a frame from a device, still with its Ethernet header. */
    void receive(Skb skb) {
        Packet packet = skb.packet();
        packet.pull(skb.networkOffset() - packet.offset());
        packet.passUp(net.ipPlace);
        skb.setLocal(false);
        if (skb.packetType() == PacketType.OTHERHOST) {
            Net.endOtherHost(skb);
            return;
        }
        NetInterface in = Objects.requireNonNull(skb.inDevice());
        net.snmp.count(SnmpCounter.IP6_IN_RECEIVES);
        InetDrop wrong =
                Ipv6Input.checkHeader(
                        packet.octets(), packet.offset(), packet.limit(), in.loopback());
        if (wrong != null) {
            net.snmp.refused6(wrong);
            skb.end(wrong);
            return;
        }
        int total = Ipv6Input.totalLengthOctets(packet.octets(), packet.offset());
        if (total > Ipv6Input.HEADER_OCTETS) packet.trim(total);
        enter(skb);
    }

    private void enter(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        net.snmp.ecn6(Octets.u16(octets, at) >> 4 & 0xff);
        int next = Octets.u8(octets, at + 6);
        int upper = at + Ipv6Input.HEADER_OCTETS;
        if (next == IpProtocols.HOP_BY_HOP && !options(skb, upper)) {
            net.snmp.count(SnmpCounter.IP6_IN_HDR_ERRORS);
            return;
        }
        setUpper(skb);
        if (BridgeNetfilter.hadPreRouting(skb)) route(skb);
        else preRouting.run(skb);
    }

    /** Finds what is behind the headers of IPv6. */
    static void setUpper(Skb skb) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        int upper = at + Ipv6Input.HEADER_OCTETS;
        long packed =
                Ipv6Extensions.upperLayer(octets, upper, skb.limit(), Octets.u8(octets, at + 6));
        boolean plain = packed != Ipv6Extensions.NONE && !Ipv6Extensions.isLaterFragment(packed);
        skb.setTransportOffset(plain ? Ipv6Extensions.offset(packed) : upper);
        skb.setUpperProtocol(plain ? Ipv6Extensions.protocol(packed) : IpProtocols.FRAGMENT);
    }

    /** Takes this host's copy of what it sends to a group. */
    void loopBack(Skb skb) {
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
            net.snmp.count(SnmpCounter.IP6_IN_RECEIVES);
            enter(skb);
        }
    }

    /**
     * Options of the header at {@code at} (RFC 8200 section 4.2, {@code ip6_parse_tlv}); false: the
     * packet has ended.
     */
    private boolean options(Skb skb, int at) {
        byte[] octets = skb.octets();
        if (skb.limit() - at < 8 || skb.limit() - at < headerOctets(octets, at)) {
            truncated(skb);
            return false;
        }
        int end = at + headerOctets(octets, at);
        int option = at + 2;
        while (option < end) {
            int type = Octets.u8(octets, option);
            if (type == 0) {
                option++;
                continue;
            }
            if (option + 2 > end || option + 2 + Octets.u8(octets, option + 1) > end) {
                skb.end(LinuxDrop.IPV6_OPTIONS_LENGTH);
                return false;
            }
            boolean known = type == 1 || type == ROUTER_ALERT;
            if (!known && (type & OPTION_ACTION) != 0) {
                refuseOption(skb, type & OPTION_ACTION, option - skb.networkOffset());
                return false;
            }
            option += 2 + Octets.u8(octets, option + 1);
        }
        return true;
    }

    private static final int ROUTER_ALERT = 5;

    private void refuseOption(Skb skb, int action, int pointer) {
        boolean report =
                action == ACTION_REPORT
                        || (action != ACTION_DISCARD
                                && !Ipv6Address.isMulticast(skb.ipv6().destinationHigh()));
        if (report)
            net.icmp6.error(
                    skb, Icmpv6Errors.PARAMETER_PROBLEM, Icmpv6Types.CODE_UNKNOWN_OPTION, pointer);
        skb.end(LinuxDrop.IPV6_OPTIONS);
    }

    private static int headerOctets(byte[] octets, int at) {
        return (Octets.u8(octets, at + 1) + 1) * 8;
    }

    private static void truncated(Skb skb) {
        skb.end(LinuxDrop.IPV6_EXTENSION_TRUNCATED);
    }

    // ip6_rcv_finish
    private int route(Skb skb) {
        if (skb.bridgedAt(Step.PRE_ROUTING)) return net.bridged.preRouted(skb);
        NetInterface in = Objects.requireNonNull(skb.inDevice());
        if (skb.routed()) {
            localIn.run(skb);
            return 0;
        }
        var ip = skb.ipv6();
        var key =
                net.routing6.key(
                        ip.sourceHigh(), ip.sourceLow(), ip.destinationHigh(), ip.destinationLow());
        key.mark(skb.mark()).tos(ip.trafficClass());
        boolean tcp = skb.isUpper(IpProtocols.TCP);
        if ((tcp || skb.isUpper(IpProtocols.UDP))
                && skb.limit() - skb.transportOffset() >= Integer.BYTES)
            key.transport(
                    tcp ? IpProtocols.TCP : IpProtocols.UDP,
                    Octets.u16(skb.octets(), skb.transportOffset()),
                    Octets.u16(skb.octets(), skb.transportOffset() + 2));
        InputResult result = net.routing6.input(key, in.index());
        Ipv6Route found = net.routing6.inputRoute();
        skb.setRoute(found);
        if (net.trace != null)
            net.traceRoute(skb, result.name(), found, found == null ? 0 : found.deviceIndex());
        switch (result) {
            case LOCAL, BROADCAST -> {
                skb.setRouteKind(RouteKind.LOCAL);
                localIn.run(skb);
            }
            case MULTICAST -> {
                skb.setRouteKind(RouteKind.MULTICAST);
                net.snmp.count(SnmpCounter.IP6_IN_MCAST);
                localIn.run(skb);
            }
            case FORWARD -> forward(skb, Objects.requireNonNull(found));
            case NO_ROUTE -> {
                net.snmp.count(SnmpCounter.IP6_IN_NO_ROUTES);
                net.icmp6.error(skb, Icmpv6Errors.UNREACHABLE, Icmpv6Types.CODE_NO_ROUTE, 0);
                skb.end(LinuxDrop.IPV6_NO_ROUTE);
            }
            case UNREACHABLE -> {
                net.icmp6.error(skb, Icmpv6Errors.UNREACHABLE, Icmpv6Types.CODE_NO_ROUTE, 0);
                skb.end(LinuxDrop.IPV6_UNREACHABLE_ROUTE);
            }
            case PROHIBIT -> {
                net.icmp6.error(skb, Icmpv6Errors.UNREACHABLE, Icmpv6Types.CODE_PROHIBITED, 0);
                skb.end(LinuxDrop.IPV6_PROHIBIT_ROUTE);
            }
            case NOT_MEMBER -> skb.end(LinuxDrop.IPV6_NOT_GROUP_MEMBER);
            case NOT_FORWARDING -> {
                net.snmp.count(SnmpCounter.IP6_IN_ADDR_ERRORS);
                skb.end(LinuxDrop.IPV6_NOT_FORWARDING);
            }
            case BLACKHOLE -> skb.end(LinuxDrop.IPV6_BLACKHOLE_ROUTE);
            case MARTIAN_DESTINATION, MARTIAN_SOURCE, REVERSE_PATH ->
                    skb.end(LinuxDrop.IPV6_MARTIAN);
        }
        return 0;
    }

    // ---- to this host ----------------------------------------------------------------------

    // ip6_input_finish: one header after the other until a protocol takes the packet.
    private int headers(Skb skb) {
        byte[] octets = skb.octets();
        int ip = skb.networkOffset();
        int next = Octets.u8(octets, ip + 6);
        int field = ip + 6;
        int at = ip + Ipv6Input.HEADER_OCTETS;
        while (true) {
            switch (next) {
                case IpProtocols.UDP, IpProtocols.TCP, IpProtocols.ICMPV6 -> {
                    skb.setTransportOffset(at);
                    skb.setUpperProtocol(next);
                    toProtocol(skb, next);
                    return 0;
                }
                case IpProtocols.FRAGMENT -> {
                    reassemble(skb);
                    return 0;
                }
                case IpProtocols.NO_NEXT_HEADER -> {
                    skb.end(LinuxDrop.IPV6_NO_NEXT_HEADER);
                    return 0;
                }
                case IpProtocols.HOP_BY_HOP,
                        IpProtocols.ROUTING,
                        IpProtocols.DESTINATION_OPTIONS -> {
                    if (skb.limit() - at < 8 || skb.limit() - at < headerOctets(octets, at)) {
                        truncated(skb);
                        return 0;
                    }
                    if (next == IpProtocols.ROUTING && Octets.u8(octets, at + 3) != 0) {
                        skb.end(LinuxDrop.IPV6_ROUTING_HEADER);
                        return 0;
                    }
                    if (next == IpProtocols.DESTINATION_OPTIONS && !options(skb, at)) return 0;
                    next = Octets.u8(octets, at);
                    field = at;
                    at += headerOctets(octets, at);
                }
                default -> {
                    skb.setTransportOffset(at);
                    skb.setUpperProtocol(next);
                    boolean raw = net.raw.deliver6(skb);
                    net.snmp.count(
                            raw ? SnmpCounter.IP6_IN_DELIVERS : SnmpCounter.IP6_IN_UNKNOWN_PROTOS);
                    if (raw) {
                        RawSockets.delivered(skb);
                        return 0;
                    }
                    net.icmp6.error(
                            skb,
                            Icmpv6Errors.PARAMETER_PROBLEM,
                            Icmpv6Types.CODE_UNKNOWN_NEXT_HEADER,
                            field - ip);
                    skb.end(LinuxDrop.IPV6_UNKNOWN_NEXT_HEADER);
                    return 0;
                }
            }
        }
    }

    private void toProtocol(Skb skb, int protocol) {
        net.snmp.count(SnmpCounter.IP6_IN_DELIVERS);
        net.raw.deliver6(skb);
        switch (protocol) {
            case IpProtocols.UDP -> net.udp.receive6(skb);
            case IpProtocols.TCP -> net.tcp.receive6(skb);
            default -> net.icmp6.receive(skb);
        }
    }

    private void reassemble(Skb skb) {
        net.snmp.count(SnmpCounter.IP6_REASM_REQDS);
        current = skb;
        NetInterface in = skb.inDevice();
        reassembler.addIpv6(
                skb.octets(),
                skb.networkOffset(),
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
        Ip4Input.fragmentEnded(fragment, why);
    }

    @Override
    public void whole(byte[] datagram, int lengthOctets, int largestFragmentOctets) {
        net.snmp.count(SnmpCounter.IP6_REASM_OKS);
        Skb last = Objects.requireNonNull(current);
        Packet packet =
                net.pool.originateFrom(
                        last.packet(), net.ipPlace, PacketPool.HEADROOM_OCTETS, lengthOctets);
        System.arraycopy(datagram, 0, packet.octets(), packet.offset(), lengthOctets);
        Skb skb = net.skbs.take(packet);
        skb.copyMetadataFrom(last);
        skb.setLocal(false);
        skb.setNetworkOffset(packet.offset());
        skb.rememberFragment(largestFragmentOctets);
        headers(skb);
    }

    @Override
    public void failed(InetDrop why) {
        net.snmp.gatheringFailed(why, true);
    }

    @Override
    public void expired(byte[] firstFragment) {
        net.icmp6.reassemblyExpired(firstFragment);
    }

    // ---- to another host -------------------------------------------------------------------

    private void forward(Skb skb, Ipv6Route route) {
        if (skb.packetType() != PacketType.HOST) {
            Ip4Input.linkBroadcast(skb);
            return;
        }
        var ip = skb.ipv6();
        if (ip.hopLimit() <= 1) {
            net.snmp.count(SnmpCounter.IP6_IN_HDR_ERRORS);
            net.icmp6.error(
                    skb, Icmpv6Errors.TIME_EXCEEDED, Icmpv6Types.CODE_HOP_LIMIT_EXCEEDED, 0);
            Ip4Input.expired(skb);
            return;
        }
        NetInterface out = net.device(route.deviceIndex());
        skb.setOutDevice(out);
        skb.setRouteKind(RouteKind.UNICAST);
        if (route.hasGateway()) skb.setNextHop6(route.gateway().high(), route.gateway().low());
        else skb.setNextHop6(ip.destinationHigh(), ip.destinationLow());
        if (skb.inDevice() == out) {
            long high = ip.destinationHigh();
            long low = ip.destinationLow();
            if (net.icmp6.allowsRedirect(high, low))
                net.ndp.redirect(skb, out, skb.nextHopHigh(), skb.nextHopLow());
        } else if (!routable(ip.sourceHigh(), ip.sourceLow())) {
            skb.end(LinuxDrop.IPV6_SOURCE_NOT_FORWARDED);
            return;
        } else if (Ipv6Address.isLinkLocal(ip.sourceHigh())) {
            net.icmp6.error(skb, Icmpv6Errors.UNREACHABLE, BEYOND_SCOPE, 0);
            skb.end(LinuxDrop.IPV6_BEYOND_SCOPE);
            return;
        }
        net.snmp.count(SnmpCounter.IP6_OUT_FORW_DATAGRAMS);
        boolean gathered = skb.fragmentCount() > 0;
        int longest = gathered ? skb.largestFragmentOctets() : skb.packet().lengthOctets();
        if (longest > out.mtuOctets()) {
            net.snmp.count(SnmpCounter.IP6_IN_TOO_BIG_ERRORS);
            net.snmp.count(SnmpCounter.IP6_FRAG_FAILS);
            net.icmp6.error(skb, Icmpv6Errors.PACKET_TOO_BIG, 0, out.mtuOctets());
            Ip4Output.tooBig(skb);
            return;
        }
        skb.writable();
        skb.ipv6().setHopLimit(skb.ipv6().hopLimit() - 1);
        forward.run(skb);
    }

    private static final int BEYOND_SCOPE = 2;

    // ip6_forward: "this check is security critical"
    private static boolean routable(long high, long low) {
        boolean loopback = high == 0 && low == 1;
        return !loopback && !Ipv6Address.isAny(high, low) && !Ipv6Address.isMulticast(high);
    }
}
