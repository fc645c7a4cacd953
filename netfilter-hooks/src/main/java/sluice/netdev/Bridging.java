package sluice.netdev;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.netdev.BridgeDevice.Port;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EthernetView;

/**
 * The way of frames through the bridges of a host (Linux 6.x, {@code net/bridge/br_input.c}, {@code
 * br_forward.c}).
 *
 * <pre>
 *   port -> PRE_ROUTING -> learn -> known port ------> FORWARD -> POST_ROUTING -> port
 *                            |--> all other ports ------'
 *                            '--> to the host: LOCAL_IN -> the bridge's own device, as received
 *   the bridge's own device, sending -> LOCAL_OUT -> POST_ROUTING -> port
 * </pre>
 *
 * <p>Frames belong to the bridge's place between its ports. Bridged IP packets meet hooks of IP
 * only where the host stands among the hooks here for that ({@code br_netfilter}).
 */
final class Bridging {
    /** 01:80:C2:00:00:00 to 0F: of the link itself, not for others behind a bridge. */
    private static final long OF_THE_LINK = 0x0180_c200_0000L;

    private static final int SPANNING_TREE = 0;
    private static final int PAUSE = 1;

    /** {@code is_skb_forwardable} lets a VLAN tag be in the frame besides. */
    private static final int EXTRA_OCTETS = EthernetView.HEADER_OCTETS + VlanTag.OCTETS;

    private final DeviceLayer layer;
    private final HookChain preRouting;
    private final HookChain localIn;
    private final HookChain forward;
    private final HookChain localOut;
    private final HookChain postRouting;

    Bridging(DeviceLayer layer, Netfilter netfilter) {
        this.layer = layer;
        preRouting = netfilter.chain(NfFamily.BRIDGE, HookPoint.PRE_ROUTING, this::received);
        localIn = netfilter.chain(NfFamily.BRIDGE, HookPoint.LOCAL_IN, this::toHost);
        forward = netfilter.chain(NfFamily.BRIDGE, HookPoint.FORWARD, this::forwarded);
        localOut = netfilter.chain(NfFamily.BRIDGE, HookPoint.LOCAL_OUT, this::forwarded);
        postRouting = netfilter.chain(NfFamily.BRIDGE, HookPoint.POST_ROUTING, this::send);
    }

    private static BridgeDevice bridgeOf(NetDevice port) {
        return Objects.requireNonNull(port.master());
    }

    private static NetDevice inPort(Skb skb) {
        if (skb.inDevice() instanceof NetDevice port) return port;
        throw new IllegalStateException("no port");
    }

    private static NetDevice outPort(Skb skb) {
        if (skb.outDevice() instanceof NetDevice port) return port;
        throw new IllegalStateException("no port");
    }

    // ---- in --------------------------------------------------------------------------------

    /** {@code br_handle_frame}: takes a frame that has come in by a port. */
    void receive(NetDevice port, BridgeDevice bridge, Skb skb) {
        int at = skb.linkOffset();
        long to = Octets.u48(skb.octets(), at);
        long from = Octets.u48(skb.octets(), at + 6);
        if (from == 0 || Addresses.isMulticastMac(from)) {
            skb.end(NetdevDrop.BRIDGE_SOURCE);
            return;
        }
        if ((to & ~0xfL) == OF_THE_LINK && (to & 0xf) != SPANNING_TREE) {
            if ((to & 0xf) == PAUSE) skb.end(NetdevDrop.BRIDGE_PAUSE);
            else localIn.run(skb); // stays with its port
            return;
        }
        if (!bridge.up()) {
            NetDevice.down(skb);
            return;
        }
        skb.packet().passUp(bridge.place());
        if (to == bridge.mac()) skb.setPacketType(PacketType.HOST);
        preRouting.run(skb);
    }

    // br_handle_frame_finish
    private int received(Skb skb) {
        NetDevice in = inPort(skb);
        BridgeDevice bridge = bridgeOf(in);
        Port port = Objects.requireNonNull(bridge.port(in));
        int at = skb.linkOffset();
        long to = Octets.u48(skb.octets(), at);
        bridge.learn(port, Octets.u48(skb.octets(), at + 6));
        if (Addresses.isMulticastMac(to)) {
            flood(bridge, port, skb, true);
            return localIn.run(skb);
        }
        if (bridge.own(to)) return localIn.run(skb);
        Port known = bridge.find(to);
        if (known == null) flood(bridge, port, skb, false);
        else forward(port, known, skb, false);
        return 0;
    }

    // br_netif_receive_skb; what is of the link itself goes on at its port
    private int toHost(Skb skb) {
        NetDevice port = inPort(skb);
        if (skb.packet().owner() == port.place()) {
            layer.toProtocols(skb);
            return 0;
        }
        layer.receiveAs(bridgeOf(port), skb);
        return 0;
    }

    // ---- across ----------------------------------------------------------------------------

    /**
     * {@code br_forward}: to one port.
     *
     * @param from where it came in, null if the host sends it
     * @param kept whether the caller goes on with the packet: then a copy is sent
     */
    void forward(@Nullable Port from, Port to, Skb skb, boolean kept) {
        if (delivers(from, to)) deliver(from, to, skb, kept);
        else if (!kept) noPort(skb);
    }

    /** {@code br_flood}: to all ports but the one it came in by. */
    void flood(BridgeDevice bridge, @Nullable Port from, Skb skb, boolean kept) {
        Port last = null;
        for (int i = 0; i < bridge.portCount(); i++) {
            Port to = bridge.portAt(i);
            boolean floods = to.flooding || skb.packetType() == PacketType.BROADCAST;
            if (!floods || !delivers(from, to)) continue;
            if (last != null) deliver(from, last, skb, true);
            last = to;
        }
        if (last != null) deliver(from, last, skb, kept);
        else if (!kept) noPort(skb);
    }

    private static void noPort(Skb skb) {
        skb.end(NetdevDrop.BRIDGE_NO_PORT);
    }

    // should_deliver
    private static boolean delivers(@Nullable Port from, Port to) {
        if (!to.device.up()) return false;
        if (from == null) return true;
        return (from != to || to.hairpin) && !(from.isolated && to.isolated);
    }

    // __br_forward
    private void deliver(@Nullable Port from, Port to, Skb skb, boolean kept) {
        Skb leaving = kept ? layer.cloneOf(skb) : skb;
        leaving.setOutDevice(to.device);
        if (from == null) localOut.run(leaving);
        else forward.run(leaving);
    }

    // br_forward_finish
    private int forwarded(Skb skb) {
        skb.setInDevice(null);
        return postRouting.run(skb);
    }

    // br_dev_queue_push_xmit
    private int send(Skb skb) {
        NetDevice port = outPort(skb);
        if (skb.packet().lengthOctets() > port.mtuOctets() + EXTRA_OCTETS) {
            skb.end(NetdevDrop.BRIDGE_PORT_MTU);
            return 0;
        }
        skb.packet().passDown(port.place());
        port.queue(skb);
        return 0;
    }
}
