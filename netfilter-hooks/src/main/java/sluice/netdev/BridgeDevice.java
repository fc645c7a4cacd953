package sluice.netdev;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.EthernetView;

/**
 * A bridge: frames that come in by a port leave by the port their station is known to be behind, or
 * by all others; the host has an interface in it (Linux 6.x, {@code net/bridge}). No spanning tree,
 * no VLAN filter, no snooping of group memberships: groups are flooded.
 *
 * <p>Only its own thread of the run uses it.
 */
public final class BridgeDevice extends NetDevice {
    /** How long a station is remembered ({@code BR_DEFAULT_AGEING_TIME}). */
    public static final long AGEING_NANOS_DEFAULT = TimeUnit.SECONDS.toNanos(300);

    private static final int MTU_OCTETS_DEFAULT = 1500;

    private final Bridging bridging;
    private final List<Port> ports = new ArrayList<>(); // the newest first, as it floods
    private final ForwardingTable stations = new ForwardingTable();
    private long ageingNanos = AGEING_NANOS_DEFAULT;
    private long mac;
    private boolean macSet;

    /** A device that is a port. */
    static final class Port {
        final NetDevice device;
        boolean hairpin;
        boolean isolated;
        boolean learning = true;
        boolean flooding = true;

        Port(NetDevice device) {
            this.device = device;
        }
    }

    /** A bridge without ports; it joins the layer at once. */
    public BridgeDevice(DeviceLayer layer, String name, long mac) {
        super(layer, name);
        this.bridging = layer.bridging();
        this.mac = mac;
        this.macSet = mac != 0;
        layer.add(this);
    }

    // ---- ports -----------------------------------------------------------------------------

    /**
     * {@code ip link set DEVICE master BRIDGE}.
     *
     * @throws IllegalArgumentException if the device cannot be a port, or is one already
     */
    public void addPort(NetDevice device) {
        if (device.loopback() || device.bare() || device instanceof BridgeDevice)
            throw new IllegalArgumentException(device.name() + " cannot be a port of a bridge");
        if (device.master() != null)
            throw new IllegalArgumentException(device.name() + " is a port already");
        ports.addFirst(new Port(device));
        device.setMaster(this);
        if (device instanceof EthernetDevice ethernet) ethernet.setPromiscuous(true);
        chooseMac();
    }

    /** {@code ip link set DEVICE nomaster}; false if it is no port of this bridge. */
    public boolean removePort(NetDevice device) {
        Port port = port(device);
        if (port == null) return false;
        ports.remove(port);
        device.setMaster(null);
        if (device instanceof EthernetDevice ethernet) ethernet.setPromiscuous(false);
        stations.forget(device.index(), nowNanos(), ageingNanos);
        chooseMac();
        return true;
    }

    // br_stp_recalculate_bridge_id: the lowest address of a port, unless one was set.
    private void chooseMac() {
        if (macSet) return;
        mac = 0;
        for (Port port : ports) {
            long each = port.device.mac();
            if (mac == 0 || each < mac) mac = each;
        }
    }

    /** The ports, in the order in which they were added. */
    public List<NetDevice> ports() {
        return ports.reversed().stream().map(port -> port.device).toList();
    }

    /**
     * Sets a flag of a port in the words of {@code bridge link set}: {@code hairpin}, {@code
     * isolated}, {@code learning}, {@code flood}.
     *
     * @throws IllegalArgumentException if there is no such port or flag
     */
    public void setPort(NetDevice device, String flag, boolean on) {
        Port port = port(device);
        if (port == null)
            throw new IllegalArgumentException(device.name() + " is no port of " + name());
        switch (flag) {
            case "hairpin" -> port.hairpin = on;
            case "isolated" -> port.isolated = on;
            case "learning" -> port.learning = on;
            case "flood" -> port.flooding = on;
            default -> throw new IllegalArgumentException("unknown flag of a port: " + flag);
        }
    }

    /** Sets how long stations are remembered; 0 makes it flood everything. */
    public void setAgeing(long nanos) {
        if (nanos < 0) throw new IllegalArgumentException("ageing of " + nanos + " ns");
        ageingNanos = nanos;
    }

    /** What {@code bridge fdb} prints of the stations it has learned. */
    public List<String> stationLines() {
        return stations.entries(nowNanos(), ageingNanos).stream()
                .map(each ->
                        Addresses.formatMac(each.mac())
                                + " dev "
                                + layer().device(each.port()).name()
                                + " master "
                                + name())
                .toList();
    }

    @Nullable Port port(NetDevice device) {
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).device == device) return ports.get(i);
        }
        return null;
    }

    int portCount() {
        return ports.size();
    }

    Port portAt(int index) {
        return ports.get(index);
    }

    // ---- stations --------------------------------------------------------------------------

    private long nowNanos() {
        return layer().host().scheduler().nowNanos();
    }

    // br_fdb_update: an address of the bridge itself is never learned.
    void learn(Port from, long station) {
        if (from.learning && ageingNanos > 0 && !own(station))
            stations.learn(station, from.device.index(), nowNanos(), ageingNanos);
    }

    /** Whether frames to this station are for the host. */
    boolean own(long station) {
        if (station == mac) return true;
        for (int i = 0; i < ports.size(); i++) {
            if (ports.get(i).device.mac() == station) return true;
        }
        return false;
    }

    /** The port a station is behind, or null. */
    @Nullable Port find(long station) {
        int index = stations.find(station, nowNanos(), ageingNanos);
        return index == ForwardingTable.UNKNOWN ? null : port(layer().device(index));
    }

    // ---- as a device -----------------------------------------------------------------------

    // br_dev_xmit
    @Override
    void transmit(Skb skb) {
        layer().tap(this, PacketType.OUTGOING, skb, skb.packet().offset(), place());
        if (!up()) {
            NetDevice.down(skb);
            return;
        }
        skb.setNetworkOffset(skb.packet().offset() + EthernetView.HEADER_OCTETS);
        skb.setInDevice(null);
        long to = Octets.u48(skb.octets(), skb.packet().offset());
        Port known = Addresses.isMulticastMac(to) ? null : find(to);
        if (known == null) bridging.flood(this, null, skb, false);
        else bridging.forward(null, known, skb, false);
    }

    /** {@code ip link set BRIDGE address MAC}. */
    public void setMac(long address) {
        mac = address;
        macSet = true;
    }

    @Override
    public long mac() {
        return mac;
    }

    // br_mtu_auto_adjust
    @Override
    public int mtuOctets() {
        int least = 0;
        for (int i = 0; i < ports.size(); i++) {
            int each = ports.get(i).device.mtuOctets();
            if (least == 0 || each < least) least = each;
        }
        return least == 0 ? MTU_OCTETS_DEFAULT : least;
    }

    @Override
    public String kind() {
        return "bridge";
    }

    @Override
    public boolean loopback() {
        return false;
    }

    @Override
    public boolean resolves() {
        return true;
    }

    @Override
    public String queueText() {
        return "noqueue";
    }
}
