package sluice.netdev;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;
import sluice.packet.Place;
import sluice.packet.wire.EthernetView;
import sluice.trace.Layering;

/** A network device of a host: what {@code ip link} lists. */
public abstract sealed class NetDevice implements NetInterface
        permits BridgeDevice, EthernetDevice, LoopbackDevice, TunDevice {
    private final DeviceLayer layer;
    private final String name;
    private final int index;
    private final Place place;
    private final HookChain ingress;
    private final HookChain egress;
    private @Nullable TrafficControl inFilters;
    private @Nullable TrafficControl outFilters;
    private @Nullable BridgeDevice master;
    private boolean up = true;

    /** A device; it joins the layer at once. */
    NetDevice(DeviceLayer layer, String name) {
        this(layer, name, Layering.ETHERNET);
    }

    /** The same, with what its frames begin with. */
    NetDevice(DeviceLayer layer, String name, Layering layering) {
        this.layer = layer;
        this.name = name;
        this.index = layer.devices().size() + 1;
        this.place = layer.host().place("dev/" + name, layering);
        ingress =
                layer.netfilter()
                        .deviceChain(name, HookPoint.INGRESS, layering, layer::behindIngress);
        egress =
                layer.netfilter().deviceChain(name, HookPoint.EGRESS, layering, this::behindEgress);
    }

    DeviceLayer layer() {
        return layer;
    }

    @Override
    public final int index() {
        return index;
    }

    @Override
    public final String name() {
        return name;
    }

    /** Its place in the ledger. */
    public final Place place() {
        return place;
    }

    @Override
    public final @Nullable BridgeDevice master() {
        return master;
    }

    final void setMaster(@Nullable BridgeDevice bridge) {
        master = bridge;
    }

    /** A frame ends since the device is down. */
    static void down(Skb skb) {
        skb.end(NetdevDrop.DEVICE_DOWN);
    }

    /** Whether it is administratively up. */
    public final boolean up() {
        return up;
    }

    /** Takes it up or down ({@code ip link set}). */
    public void setUp(boolean value) {
        up = value;
    }

    /** Whether IP needs neighbours resolved on it. */
    public abstract boolean resolves();

    /** What {@code tc qdisc} shows. */
    public abstract String queueText();

    /** Its hooks at INGRESS or EGRESS. */
    public final HookChain hooks(HookPoint point) {
        return switch (point) {
            case INGRESS -> ingress;
            case EGRESS -> egress;
            default -> throw new IllegalArgumentException("no point of a device: " + point);
        };
    }

    /**
     * Sends an IP packet: takes it from the IP layer, puts the Ethernet header in front and hands
     * it on ({@code neigh_output}, {@code dev_queue_xmit}).
     *
     * @return 0, or {@code -ENOBUFS} if a hook of the device dropped it (NET_XMIT_DROP)
     */
    public final int send(Skb skb, long destinationMac, int etherType) {
        skb.packet().passDown(place);
        header(skb, destinationMac, etherType);
        return queue(skb);
    }

    /** Puts the link header in front of what belongs to the device's place already (ARP). */
    public final void header(Skb skb, long destinationMac, int etherType) {
        frame(skb, destinationMac, etherType);
        if (!bare()) skb.setLinkOffset(skb.packet().offset());
    }

    /**
     * Sends a frame that belongs to the device's place ({@code dev_queue_xmit}).
     *
     * @return 0, or {@code -ENOBUFS} if a hook of the device dropped it
     */
    public final int queue(Skb skb) {
        skb.setOutDevice(this);
        return egress.run(skb) < 0 ? -ENOBUFS : 0;
    }

    /** The kernel's number for a full queue. */
    public static final int ENOBUFS = 105;

    private int behindEgress(Skb skb) {
        TrafficControl filters = outFilters;
        if (filters == null || filters.passes(skb)) transmit(skb);
        return 0;
    }

    /** A frame has been shown to the taps: filters and hooks of the device, then the protocols. */
    final void received(Skb skb) {
        TrafficControl filters = inFilters;
        if (filters == null || filters.passes(skb)) ingress.run(skb);
    }

    /**
     * Adds a filter of traffic control in the words of {@code tc filter add dev NAME egress}, or
     * {@code ingress}.
     *
     * @throws IllegalArgumentException if the words describe none
     */
    public final void addFilter(boolean outward, String words) {
        TrafficFilter filter = TrafficWords.read(words, layer);
        if (outward) {
            TrafficControl filters = outFilters;
            if (filters == null) outFilters = filters = new TrafficControl(this, "egress");
            filters.add(filter);
        } else {
            TrafficControl filters = inFilters;
            if (filters == null) inFilters = filters = new TrafficControl(this, "ingress");
            filters.add(filter);
        }
    }

    /** Takes all filters of a side away. */
    public final void clearFilters(boolean outward) {
        if (outward) outFilters = null;
        else inFilters = null;
    }

    /**
     * Puts another queue in front of the device in the words of {@code tc qdisc replace dev NAME
     * root}; what waits is dropped.
     *
     * @throws IllegalArgumentException if it has none, or the words describe none
     */
    public void setQueue(String words) {
        throw new IllegalArgumentException(name + " has no queue");
    }

    /**
     * Sends a frame that has come in by another device, as it is ({@code nf_fwd_netdev_egress}):
     * what {@code fwd to} of a rule does. The packet is the device's from now on.
     */
    public final void forward(Skb skb) {
        skb.packet().passDown(place);
        skb.setInDevice(null);
        queue(skb);
    }

    /**
     * Sends a copy of a frame ({@code nf_dup_netdev_egress}): what {@code dup to} of a rule does.
     * The packet stays the caller's.
     */
    public final void duplicate(Skb skb) {
        Skb copy = layer.copyOf(skb, place);
        copy.setInDevice(null);
        queue(copy);
    }

    /** Puts the link header in front. */
    void frame(Skb skb, long destinationMac, int etherType) {
        int at = skb.packet().push(EthernetView.HEADER_OCTETS);
        byte[] octets = skb.packet().octets();
        sluice.packet.Octets.put48(octets, at, destinationMac);
        sluice.packet.Octets.put48(octets, at + 6, mac());
        sluice.packet.Octets.put16(octets, at + 12, etherType);
        skb.setProtocol(etherType);
    }

    /** Takes a frame to be sent ({@code dev_queue_xmit}); it belongs to this device's place. */
    abstract void transmit(Skb skb);
}
