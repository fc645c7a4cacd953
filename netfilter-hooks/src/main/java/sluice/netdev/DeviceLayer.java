package sluice.netdev;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Netfilter;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbPool;
import sluice.packet.Octets;
import sluice.packet.Place;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * What the devices of a host share: taps, protocols by EtherType, and the way of a received frame
 * (Linux 6.x, {@code __netif_receive_skb_core}).
 */
public final class DeviceLayer {
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private final Host host;
    private final SkbPool skbs;
    private final Netfilter netfilter;
    private final List<NetDevice> devices = new ArrayList<>();
    private final FrameMetadata metadata;
    private final Bridging bridging;
    private PacketTap[] taps = {};
    private int[] types = {};
    private ProtocolHandler[] handlers = {};

    /** A layer without devices. */
    public DeviceLayer(Host host, SkbPool skbs, Netfilter netfilter) {
        this.host = host;
        this.skbs = skbs;
        this.netfilter = netfilter;
        this.metadata = new FrameMetadata(host);
        this.bridging = new Bridging(this, netfilter);
    }

    /** The machine. */
    public Host host() {
        return host;
    }

    Netfilter netfilter() {
        return netfilter;
    }

    Bridging bridging() {
        return bridging;
    }

    /** Where descriptors come from. */
    public SkbPool skbs() {
        return skbs;
    }

    void add(NetDevice device) {
        if (device.index() != devices.size() + 1)
            throw new IllegalArgumentException("device index " + device.index());
        devices.add(device);
    }

    /** The devices by index, {@code lo} first. */
    public List<NetDevice> devices() {
        return List.copyOf(devices);
    }

    /** The device of this index, 1 and up. */
    public NetDevice device(int index) {
        return devices.get(index - 1);
    }

    /** The device of this name, or null. */
    public @Nullable NetDevice device(String name) {
        for (NetDevice device : devices) if (device.name().equals(name)) return device;
        return null;
    }

    /** Adds a tap; it sees every frame of every device from now on. */
    public void addTap(PacketTap tap) {
        var wider = new PacketTap[taps.length + 1];
        System.arraycopy(taps, 0, wider, 0, taps.length);
        wider[taps.length] = tap;
        taps = wider;
    }

    /** Takes a tap out. */
    public void removeTap(PacketTap tap) {
        var left = new ArrayList<>(List.of(taps));
        left.remove(tap);
        taps = left.toArray(PacketTap[]::new);
    }

    /**
     * Hands frames of an EtherType to {@code handler} until the registration is closed.
     *
     * @throws IllegalStateException if it has a handler
     */
    public ProtocolRegistration register(int etherType, ProtocolHandler handler) {
        for (int type : types) {
            if (type == etherType)
                throw new IllegalStateException(
                        "the stack has a protocol of EtherType 0x%04x; nothing can be put in front of it"
                                .formatted(etherType));
        }
        types = java.util.Arrays.copyOf(types, types.length + 1);
        handlers = java.util.Arrays.copyOf(handlers, handlers.length + 1);
        types[types.length - 1] = etherType;
        handlers[handlers.length - 1] = handler;
        return () -> unregister(etherType, handler);
    }

    private void unregister(int etherType, ProtocolHandler handler) {
        for (int i = 0; i < types.length; i++) {
            if (types[i] != etherType || handlers[i] != handler) continue;
            int last = types.length - 1;
            types[i] = types[last];
            handlers[i] = handlers[last];
            types = java.util.Arrays.copyOf(types, last);
            handlers = java.util.Arrays.copyOf(handlers, last);
            return;
        }
    }

    /** Shows a frame to the taps; {@code offset} is where its link header starts. */
    void tap(NetInterface device, PacketType type, Skb skb, int offset, Place place) {
        PacketTap[] looking = taps;
        if (looking.length == 0) return;
        long id = skb.packet().id();
        int length = skb.limit() - offset;
        TraceSink trace = host.world().trace();
        if (trace != null) {
            int captured = skb.vlanTag() == VlanTag.NONE ? length : length + VlanTag.OCTETS;
            trace.accept(
                    new DeviceStep.TapSaw(
                            host.scheduler().nowNanos(), id, place.name(), type.name(), captured));
        }
        if (skb.overwrites() != 0 && type == PacketType.OUTGOING) {
            for (PacketTap tap : looking)
                tap.overwritten(skb.overwrites(), skb.octets(), offset, length);
        }
        metadata.show(device, type, skb, offset);
        for (PacketTap tap : looking)
            tap.saw(device, type, id, skb.octets(), offset, length, metadata);
    }

    /** A frame came in; it belongs to the device's place and starts with its Ethernet header. */
    void receive(NetDevice device, Skb skb) {
        long destination = Octets.u48(skb.octets(), skb.packet().offset());
        skb.setInDevice(device);
        skb.setPacketType(typeOf(destination, device.mac()));
        if (!untagged(skb)) return;
        tap(device, skb.packetType(), skb, skb.packet().offset(), device.place());
        headers(skb);
        device.received(skb);
    }

    private static void headers(Skb skb) {
        skb.setProtocol(etherType(skb));
        skb.setLinkOffset(skb.packet().offset());
        skb.setNetworkOffset(skb.packet().offset() + EthernetView.HEADER_OCTETS);
    }

    /** A packet without link header came in, its protocol set; it belongs to the device's place. */
    void receiveBare(NetDevice device, Skb skb) {
        skb.setInDevice(device);
        skb.setPacketType(PacketType.HOST);
        skb.setNetworkOffset(skb.packet().offset());
        tap(device, PacketType.HOST, skb, skb.packet().offset(), device.place());
        device.received(skb);
    }

    /** The way of a frame behind INGRESS. */
    int behindIngress(Skb skb) {
        if (!(skb.inDevice() instanceof NetDevice device))
            throw new IllegalStateException("no device");
        BridgeDevice bridge = device.master();
        if (bridge != null) bridging.receive(device, bridge, skb);
        else toProtocols(skb);
        return 0;
    }

    /** A frame of a bridge came in for the host; its type stays. It belongs to the bridge. */
    void receiveAs(NetDevice device, Skb skb) {
        skb.setInDevice(device);
        tap(device, skb.packetType(), skb, skb.packet().offset(), device.place());
        device.received(skb);
    }

    /** The way of a frame to the protocols of the device it came in by. */
    void toProtocols(Skb skb) {
        if (skb.vlanTag() != VlanTag.NONE) {
            if (!priorityOnly(skb)) return;
            headers(skb);
        }
        toProtocol(skb, skb.protocol());
    }

    /** A packet with the same octets until one of both writes ({@code skb_clone}). */
    Skb cloneOf(Skb skb) {
        Skb clone = skbs.take(skb.packet().share(skb.packet().owner()));
        clone.copyMetadataFrom(skb);
        clone.setSock(null);
        clone.setVlanTag(skb.vlanTag());
        clone.setLinkOffset(skb.linkOffset());
        clone.setNetworkOffset(skb.networkOffset());
        clone.setTransportOffset(skb.transportOffset());
        return clone;
    }

    /** A copy of a packet with all its headers, at a place. */
    Skb copyOf(Skb skb, Place at) {
        Skb copy = skbs.take(skb.packet().copy(at));
        int shift = copy.packet().offset() - skb.packet().offset();
        copy.copyMetadataFrom(skb);
        copy.setVlanTag(skb.vlanTag());
        copy.setNetworkOffset(skb.networkOffset() + shift);
        copy.setTransportOffset(skb.transportOffset() + shift);
        if (skb.linkOffset() >= skb.packet().offset()) copy.setLinkOffset(skb.linkOffset() + shift);
        return copy;
    }

    private void toProtocol(Skb skb, int etherType) {
        for (int i = 0; i < types.length; i++) {
            if (types[i] == etherType) {
                handlers[i].receive(skb);
                return;
            }
        }
        skb.end(EtherTypes.isType(etherType) ? NetdevDrop.UNKNOWN_ETHERTYPE : NetdevDrop.LLC);
    }

    private static int etherType(Skb skb) {
        return Octets.u16(skb.octets(), skb.packet().offset() + 2 * 6);
    }

    /** Takes the outermost tag out of the frame, if it has one; a frame cut there is ended. */
    private static boolean untagged(Skb skb) {
        if (!VlanTag.isTag(etherType(skb)) || VlanTag.takeOut(skb)) return true;
        skb.end(NetdevDrop.TRUNCATED_TAG);
        return false;
    }

    /**
     * Whether a frame with a tag is for the device itself: no tag that it has names a VLAN, since
     * no VLAN devices are here. Else it is ended. The tag is no longer beside it then.
     *
     * <p>Differs: Linux marks a frame of an unknown VLAN as another host's, and each protocol drops
     * it; here it is dropped under a reason of its own.
     */
    private static boolean priorityOnly(Skb skb) {
        while (skb.vlanTag() != VlanTag.NONE) {
            if (VlanTag.identifier(skb.vlanTag()) != 0) {
                skb.end(NetdevDrop.UNKNOWN_VLAN);
                return false;
            }
            skb.setVlanTag(VlanTag.NONE);
            if (!untagged(skb)) return false;
        }
        return true;
    }

    private static PacketType typeOf(long destination, long own) {
        if (destination == own) return PacketType.HOST;
        if (destination == BROADCAST) return PacketType.BROADCAST;
        return Addresses.isMulticastMac(destination) ? PacketType.MULTICAST : PacketType.OTHERHOST;
    }
}
