package sluice.netdev;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.netfilter.SkbQueue;
import sluice.packet.Packet;
import sluice.packet.wire.EtherTypes;
import sluice.time.Handler;
import sluice.trace.Layering;

/**
 * A device whose other side is a program that reads and writes bare IP packets (Linux 6.x, {@code
 * drivers/net/tun.c} with IFF_TUN and IFF_NO_PI). No link header, no neighbours, no qdisc.
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
    private final SkbQueue written = new SkbQueue();
    private final SkbQueue unread = new SkbQueue();
    private boolean receiving;
    private boolean reading;
    private @Nullable Program program;

    /** Reads the packets of a tun device. */
    @FunctionalInterface
    public interface Program {
        /** One packet, good during the call only; may write. At THREAD level. */
        void read(long packetId, byte[] octets, int offset, int lengthOctets);
    }

    /** What came of a write. */
    public enum Written {
        /** The packet is on its way in. */
        DONE,
        /** No IP packet of a known version: EINVAL. */
        INVALID,
        /** The device is down: EIO. */
        DOWN
    }

    /** A device that nobody reads so far; it joins the layer at once. */
    public TunDevice(DeviceLayer layer, String name, int mtuOctets) {
        super(layer, name, Layering.IP);
        this.mtuOctets = mtuOctets;
        layer.add(this);
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
        if (version != VERSION_4 && version != VERSION_6) return Written.INVALID;
        Packet packet = layer().host().pool().originate(place(), octets, offset, lengthOctets);
        Skb skb = layer().skbs().take(packet);
        skb.setProtocol(version == VERSION_4 ? EtherTypes.IPV4 : EtherTypes.IPV6);
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
            if (skb != null) layer().receiveBare(this, skb);
        }
    }

    // tun_net_xmit
    @Override
    void transmit(Skb skb) {
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
        skb.setProtocol(etherType);
    }

    @Override
    public boolean bare() {
        return true;
    }

    @Override
    public long mac() {
        return 0;
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
        return false;
    }

    @Override
    public String queueText() {
        return "noqueue (%d unread)".formatted(unread.count());
    }
}
