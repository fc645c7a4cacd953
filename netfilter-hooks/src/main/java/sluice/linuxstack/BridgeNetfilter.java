package sluice.linuxstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.inet.InetDrop;
import sluice.inet.Ipv4Input;
import sluice.inet.Ipv6Input;
import sluice.inet.NeighbourTable;
import sluice.netdev.BridgeDevice;
import sluice.netdev.NetDevice;
import sluice.netfilter.BridgedFrame;
import sluice.netfilter.BridgedFrame.Step;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.Ipv4View;
import sluice.route.InputResult;
import sluice.route.OutputResult;

/**
 * The hooks of IP for packets that cross a bridge (Linux 6.x, {@code
 * net/bridge/br_netfilter_hooks.c}): on while {@code net.bridge.bridge-nf-call-iptables} or {@code
 * -ip6tables} is 1. Rules of iptables then see the bridge as the device, and match the ports by
 * {@code physdev}.
 *
 * <pre>
 *   bridge PRE_ROUTING, 0     -> IP PRE_ROUTING  -> (translated: routed) -> on behind 0
 *   bridge FORWARD, 0         -> IP FORWARD      -> on behind 0
 *   bridge POST_ROUTING, last -> IP POST_ROUTING -> the port, or in the fragments it came in
 *   given to the host         -> IP without PRE_ROUTING, which it has had (ip_sabotage_in)
 * </pre>
 *
 * <p>Tagged frames are left alone, as {@code bridge-nf-filter-vlan-tagged} is 0; so is ARP.
 *
 * <p>Differs: a frame that is translated to a neighbour nobody has resolved yet leaves with the
 * bridge's own address as its source.
 */
final class BridgeNetfilter {
    /** {@code NF_BR_PRI_BRNF}. */
    private static final int BRNF = 0;

    private static final int LAST = Integer.MAX_VALUE;

    private final Net net;
    private final List<HookRegistration> registered = new ArrayList<>();
    private boolean ipv4;
    private boolean ipv6;

    BridgeNetfilter(Net net) {
        this.net = net;
    }

    /** Follows the sysctls. */
    void set(boolean callsIptables, boolean callsIp6tables) {
        ipv4 = callsIptables;
        ipv6 = callsIp6tables;
        boolean on = ipv4 || ipv6;
        if (on == !registered.isEmpty()) return;
        if (on) {
            add(HookPoint.PRE_ROUTING, BRNF, this::preRouting);
            add(HookPoint.FORWARD, BRNF, this::forward);
            add(HookPoint.POST_ROUTING, LAST, this::postRouting);
        } else {
            registered.forEach(HookRegistration::unregister);
            registered.clear();
        }
    }

    private void add(HookPoint point, int priority, NfHook hook) {
        registered.add(bridge(point).registerPath(priority, "br_netfilter", hook));
    }

    private HookChain bridge(HookPoint point) {
        return net.netfilter.chain(NfFamily.BRIDGE, point);
    }

    private HookChain ip(Skb skb, HookPoint point) {
        return net.netfilter.chain(skb.isIpv4() ? NfFamily.IPV4 : NfFamily.IPV6, point);
    }

    private static BridgeDevice bridgeOf(Object port) {
        if (port instanceof NetDevice device && device.master() != null) return device.master();
        throw new IllegalStateException("no port of a bridge");
    }

    private static BridgedFrame frame(Skb skb) {
        BridgedFrame frame = skb.bridged();
        if (frame == null) throw new IllegalStateException("not a bridge's");
        return frame;
    }

    private void toIp(Skb skb, BridgedFrame frame, Step step) {
        frame.setStep(step);
        frame.takeHeader(skb);
        skb.packet().passUp(net.ipPlace);
    }

    private void toBridge(Skb skb, BridgedFrame frame, BridgeDevice bridge) {
        frame.setStep(Step.NONE);
        frame.giveHeader(skb);
        skb.packet().passDown(bridge.place());
    }

    // ---- before routing --------------------------------------------------------------------

    // br_nf_pre_routing
    private NfVerdict preRouting(Skb skb, HookState state) {
        boolean taken =
                (skb.protocol() == EtherTypes.IPV4 && ipv4)
                        || (skb.protocol() == EtherTypes.IPV6 && ipv6);
        if (!taken || skb.vlanTag() != 0 || skb.bridged() != null) return NfVerdict.ACCEPT;
        NetDevice port = (NetDevice) Objects.requireNonNull(state.in());
        var frame = new BridgedFrame(port);
        int at = skb.networkOffset();
        byte[] octets = skb.octets();
        boolean four = skb.protocol() == EtherTypes.IPV4;
        InetDrop wrong =
                four
                        ? Ipv4Input.checkHeader(octets, at, skb.limit())
                        : Ipv6Input.checkHeader(octets, at, skb.limit(), false);
        if (wrong != null) return NfVerdict.drop(wrong);
        skb.setBridged(frame);
        toIp(skb, frame, Step.PRE_ROUTING);
        trim(skb, four);
        keepDestination(skb, frame);
        skb.setInDevice(bridgeOf(port));
        ip(skb, HookPoint.PRE_ROUTING).run(skb);
        return NfVerdict.STOLEN;
    }

    // br_validate_ipv4, br_validate_ipv6
    private static void trim(Skb skb, boolean four) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        Packet packet = skb.packet();
        if (four) {
            packet.trim(Ipv4Input.totalLengthOctets(octets, at));
            skb.setTransportOffset(at + Ipv4Input.headerOctets(octets, at));
            skb.setUpperProtocol(Ipv4View.protocol(octets, at));
            return;
        }
        int total = Ipv6Input.totalLengthOctets(octets, at);
        if (total > Ipv6Input.HEADER_OCTETS) packet.trim(total);
        Ip6Input.setUpper(skb);
    }

    private static void keepDestination(Skb skb, BridgedFrame frame) {
        frame.keepDestination(destinationHigh(skb), destinationLow(skb));
    }

    private static long destinationHigh(Skb skb) {
        return skb.isIpv4() ? 0 : Octets.i64(skb.octets(), skb.networkOffset() + 24);
    }

    private static long destinationLow(Skb skb) {
        int at = skb.networkOffset();
        return skb.isIpv4() ? Octets.i32(skb.octets(), at + 16) : Octets.i64(skb.octets(), at + 32);
    }

    /** {@code br_nf_pre_routing_finish}: goes on behind PRE_ROUTING of IP. */
    int preRouted(Skb skb) {
        BridgedFrame frame = frame(skb);
        BridgeDevice bridge = bridgeOf(frame.in());
        if (frame.translated(destinationHigh(skb), destinationLow(skb))) {
            Way way = skb.isIpv4() ? way4(skb, bridge) : way6(skb, bridge);
            switch (way) {
                case NONE -> {
                    skb.end(LinuxDrop.BRIDGED_TO_NOWHERE);
                    return 0;
                }
                case HOST -> {
                    frame.setStation(bridge.mac());
                    frame.toHost();
                }
                case BRIDGE -> {
                    long mac = neighbour(skb, bridge);
                    if (mac == NeighbourTable.NOT_RESOLVED) {
                        wait(skb, frame, bridge);
                        return 0;
                    }
                    frame.setStation(mac);
                }
            }
        }
        toBridge(skb, frame, bridge);
        skb.setInDevice(frame.in());
        return bridge(HookPoint.PRE_ROUTING).runBehind(skb, BRNF);
    }

    private enum Way {
        /** The host takes it, to itself or across. */
        HOST,
        /** Its new destination is behind the bridge, too. */
        BRIDGE,
        NONE
    }

    private Way way4(Skb skb, BridgeDevice bridge) {
        var ip = skb.ipv4();
        var key = net.routing4.key(ip.source(), ip.destination());
        key.mark(skb.mark()).tos(ip.typeOfService());
        InputResult result = net.routing4.input(key, bridge.index());
        var found = net.routing4.inputRoute();
        if (result == InputResult.NOT_FORWARDING) {
            // what stays on the bridge needs no forwarding
            OutputResult to = net.routing4.output(0, ip.destination(), 0);
            if (to.error() != null || to.deviceIndex() != bridge.index()) return Way.NONE;
            skb.setNextHop4(to.nextHop());
            return Way.BRIDGE;
        }
        if (result == InputResult.FORWARD && found != null) {
            skb.setNextHop4(found.nextHop(ip.destination()));
            return found.deviceIndex() == bridge.index() ? Way.BRIDGE : Way.HOST;
        }
        return local(result) ? Way.HOST : Way.NONE;
    }

    private Way way6(Skb skb, BridgeDevice bridge) {
        var ip = skb.ipv6();
        long high = ip.destinationHigh();
        long low = ip.destinationLow();
        var key = net.routing6.key(ip.sourceHigh(), ip.sourceLow(), high, low);
        InputResult result = net.routing6.input(key.mark(skb.mark()), bridge.index());
        var found = net.routing6.inputRoute();
        boolean across = result == InputResult.FORWARD || result == InputResult.NOT_FORWARDING;
        if (across && found != null) {
            if (found.hasGateway()) skb.setNextHop6(found.gateway().high(), found.gateway().low());
            else skb.setNextHop6(high, low);
            if (found.deviceIndex() == bridge.index()) return Way.BRIDGE;
            return result == InputResult.FORWARD ? Way.HOST : Way.NONE;
        }
        return local(result) ? Way.HOST : Way.NONE;
    }

    private static boolean local(InputResult result) {
        return result == InputResult.LOCAL || result == InputResult.BROADCAST;
    }

    private long neighbour(Skb skb, BridgeDevice bridge) {
        return skb.isIpv4()
                ? net.arp.use(bridge, skb.nextHop4())
                : net.ndp.use(bridge, skb.nextHopHigh(), skb.nextHopLow());
    }

    private void wait(Skb skb, BridgedFrame frame, BridgeDevice bridge) {
        frame.setStep(Step.NONE);
        skb.setOutDevice(bridge);
        skb.setInDevice(null);
        if (skb.isIpv4()) net.arp.queue(skb, bridge);
        else net.ndp.queue(skb, bridge);
    }

    // ---- across ----------------------------------------------------------------------------

    // br_nf_forward_ip
    private NfVerdict forward(Skb skb, HookState state) {
        BridgedFrame frame = skb.bridged();
        if (frame == null) return NfVerdict.ACCEPT;
        NetDevice port = (NetDevice) Objects.requireNonNull(state.out());
        frame.setOut(port);
        toIp(skb, frame, Step.FORWARD);
        BridgeDevice bridge = bridgeOf(port);
        skb.setInDevice(bridge);
        skb.setOutDevice(bridge);
        ip(skb, HookPoint.FORWARD).run(skb);
        return NfVerdict.STOLEN;
    }

    /** {@code br_nf_forward_finish}: goes on behind FORWARD of IP. */
    int forwarded(Skb skb) {
        BridgedFrame frame = frame(skb);
        NetDevice port = outPort(frame);
        toBridge(skb, frame, bridgeOf(port));
        skb.setInDevice(frame.in());
        skb.setOutDevice(port);
        return bridge(HookPoint.FORWARD).runBehind(skb, BRNF);
    }

    // br_nf_post_routing
    private NfVerdict postRouting(Skb skb, HookState state) {
        BridgedFrame frame = skb.bridged();
        if (frame == null || frame.out() == null) return NfVerdict.ACCEPT;
        toIp(skb, frame, Step.POST_ROUTING);
        skb.setInDevice(null);
        skb.setOutDevice(bridgeOf(Objects.requireNonNull(state.out())));
        ip(skb, HookPoint.POST_ROUTING).run(skb);
        return NfVerdict.STOLEN;
    }

    /** Whether it leaves as it is; what was gathered and fits is not cut again. */
    boolean fits(Skb skb) {
        return skb.packet().lengthOctets() <= outPort(frame(skb)).mtuOctets();
    }

    /** {@code br_nf_dev_queue_xmit}: goes on behind POST_ROUTING of IP, whole or a piece. */
    int postRouted(Skb skb) {
        BridgedFrame frame = frame(skb);
        NetDevice port = outPort(frame);
        toBridge(skb, frame, bridgeOf(port));
        skb.setOutDevice(port);
        return bridge(HookPoint.POST_ROUTING).runBehind(skb, LAST);
    }

    private static NetDevice outPort(BridgedFrame frame) {
        @Nullable Object port = frame.out();
        if (port instanceof NetDevice device) return device;
        throw new IllegalStateException("no port");
    }

    /** Whether it is a packet that a bridge gave to its host: that has had PRE_ROUTING. */
    static boolean hadPreRouting(Skb skb) {
        return skb.bridged() != null && skb.packetType() != PacketType.OTHERHOST;
    }
}
