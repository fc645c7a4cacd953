package sluice.netdev;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;
import sluice.packet.Packet;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.time.Handler;
import sluice.trace.Layering;

/**
 * A device whose other side is a program (Linux 6.x, {@code drivers/net/tun.c} with IFF_NO_PI). Of
 * a tun (IFF_TUN) it reads and writes bare IP packets: no link header, no neighbours. Of a tap
 * (IFF_TAP) it reads and writes Ethernet frames. No qdisc.
 *
 * <p>What the host sends waits, {@link #QUEUE_PACKETS_MAX} packets at most, for the program, which
 * is called at THREAD level. What the program writes comes in with the next softirq.
 */
public final class TunDevice extends NetDevice {
    /** {@code TUN_READQ_SIZE}. */
    public static final int QUEUE_PACKETS_MAX = 500;

    private static final Handler<TunDevice> RECEIVE = TunDevice::receiveWritten;
    private static final Handler<TunDevice> READ = TunDevice::giveToProgram;
    private static final int VERSION_4 = 4;
    private static final int VERSION_6 = 6;

    private final int mtuOctets;
    private final boolean frames;
    private long mac;
    private final SkbQueue written = new SkbQueue();
    private final SkbQueue unread = new SkbQueue();
    private boolean receiving;
    private boolean reading;
    private @Nullable Program program;

    /** Reads the packets of a tun device, or the frames of a tap. */
    @FunctionalInterface
    public interface Program {
        /** One packet, good during the call only; may write. At THREAD level. */
        void read(long packetId, byte[] octets, int offset, int lengthOctets);
    }

    /** What came of a write. */
    public enum Written {
        /** The packet is on its way in. */
        DONE,
        /** No IP packet of a known version, or no whole Ethernet header: EINVAL. */
        INVALID,
        /** The device is down: EIO. */
        DOWN
    }

    private TunDevice(DeviceLayer layer, String name, int mtuOctets, boolean frames, long mac) {
        super(layer, name, frames ? Layering.ETHERNET : Layering.IP);
        this.mtuOctets = mtuOctets;
        this.frames = frames;
        this.mac = mac;
        layer.add(this);
    }

    /** A tun that nobody reads so far; it joins the layer at once. */
    public static TunDevice tun(DeviceLayer layer, String name, int mtuOctets) {
        return new TunDevice(layer, name, mtuOctets, false, 0);
    }

    /** A tap that nobody reads so far; {@code mac} is the address of the host's side. */
    public static TunDevice tap(DeviceLayer layer, String name, int mtuOctets, long mac) {
        return new TunDevice(layer, name, mtuOctets, true, mac);
    }

    /** The program that reads from now on; null for none. */
    public void setProgram(@Nullable Program reader) {
        program = reader;
    }

    /** {@code write}: the octets, whose array may be used again, come in as one packet. */
    public Written write(byte[] octets, int offset, int lengthOctets) {
        java.util.Objects.checkFromIndexSize(offset, lengthOctets, octets.length);
        if (!up()) return Written.DOWN;
        int version = lengthOctets == 0 ? 0 : octets[offset] >> 4 & 15;
        boolean whole =
                frames
                        ? lengthOctets >= EthernetView.HEADER_OCTETS
                        : version == VERSION_4 || version == VERSION_6;
        if (!whole) return Written.INVALID;
        Packet packet = layer().host().pool().originate(place(), octets, offset, lengthOctets);
        Skb skb = layer().skbs().take(packet);
        if (!frames) skb.setProtocol(version == VERSION_4 ? EtherTypes.IPV4 : EtherTypes.IPV6);
        written.addLast(skb);
        if (receiving) return Written.DONE;
        receiving = true;
        var host = layer().host();
        host.scheduler().schedule(0, host.runningCpu().deferred(), RECEIVE, this);
        return Written.DONE;
    }

    private void receiveWritten() {
        receiving = false;
        var cpu = layer().host().runningCpu();
        cpu.charge(cpu.costs().deferredNanos());
        for (int waiting = written.count(); waiting > 0; waiting--) {
            Skb skb = written.pollFirst();
            if (skb == null) return;
            if (frames) layer().receive(this, skb);
            else layer().receiveBare(this, skb);
        }
    }

    // tun_net_xmit
    @Override
    void transmit(Skb skb) {
        if (skb.vlanTag() != VlanTag.NONE) VlanTag.pushInside(skb); // validate_xmit_vlan
        layer().tap(this, PacketType.OUTGOING, skb, skb.packet().offset(), place());
        skb.unown();
        if (program == null) {
            skb.end(NetdevDrop.TUN_UNREAD);
            return;
        }
        if (unread.count() >= QUEUE_PACKETS_MAX) {
            skb.end(NetdevDrop.TUN_FULL);
            return;
        }
        unread.addLast(skb);
        if (reading) return;
        reading = true;
        var host = layer().host();
        host.scheduler().schedule(0, host.runningCpu().thread(), READ, this);
    }

    private void giveToProgram() {
        reading = false;
        var cpu = layer().host().runningCpu();
        for (int waiting = unread.count(); waiting > 0; waiting--) {
            Skb skb = unread.pollFirst();
            if (skb == null) return;
            Packet packet = skb.packet();
            int length = packet.lengthOctets();
            cpu.charge(cpu.costs().systemCallNanos() + cpu.costs().copyNanos(length));
            Program reader = program;
            try {
                if (reader != null)
                    reader.read(packet.id(), packet.octets(), packet.offset(), length);
            } finally {
                skb.end(NetdevEnd.TUN_READ);
            }
        }
    }

    @Override
    void frame(Skb skb, long destinationMac, int etherType) {
        if (frames) super.frame(skb, destinationMac, etherType);
        else skb.setProtocol(etherType);
    }

    @Override
    public boolean bare() {
        return !frames;
    }

    @Override
    public String kind() {
        return "tun";
    }

    @Override
    public long mac() {
        return mac;
    }

    /** Gives a tap another address; false for a tun, which has none. */
    public boolean setMac(long address) {
        if (frames) mac = address;
        return frames;
    }

    @Override
    public int mtuOctets() {
        return mtuOctets;
    }

    @Override
    public boolean loopback() {
        return false;
    }

    @Override
    public boolean resolves() {
        return frames;
    }

    @Override
    public String queueText() {
        return "noqueue (%d unread)".formatted(unread.count());
    }
}
