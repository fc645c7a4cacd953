package sluice.live;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.nic.NicOptions;
import sluice.ring.OneToOneSlotRing;
import sluice.world.Host;

/**
 * One end of a wire between two shards, or between a shard and another thread: a ring each way.
 *
 * <pre>
 *   shard A:  LiveNic.write -> | outward ring | -> nextFrame :shard B      then A wakes B
 *             copyFrame     <- | inward ring  | <- write               and B wakes A
 * </pre>
 *
 * <p>Frames are copied into the ring's own slots and out of them. So no buffer ever leaves the pool
 * of its shard, and the ring's read index, which gives the slots back to the writer, is the way
 * home (decision 005). A full ring holds the sender up and loses nothing.
 */
public final class RingNic extends LiveNic {
    private static final int SLOTS = 256;
    private static final int ETHERNET_HEADER_OCTETS = 18; // with a tag

    private final OneToOneSlotRing inward;
    private final OneToOneSlotRing outward;
    private volatile @Nullable Shard shard;
    private @Nullable RingNic peer; // set once, before any shard starts

    private RingNic(
            Host host,
            String name,
            NicOptions options,
            OneToOneSlotRing inward,
            OneToOneSlotRing outward) {
        super(host, name, options);
        this.inward = inward;
        this.outward = outward;
    }

    /** The two ends of a wire. */
    public record Wire(RingNic first, RingNic second) {}

    /**
     * Connects two hosts of different live worlds: a NIC of that name is put into each.
     *
     * @throws IllegalArgumentException if the MTUs differ, a name is taken, or a world is virtual
     */
    public static Wire connect(
            Host first, Host second, String name, NicOptions ofFirst, NicOptions ofSecond) {
        if (ofFirst.mtuOctets() != ofSecond.mtuOctets()) {
            throw new IllegalArgumentException(
                    "MTUs differ: " + ofFirst.mtuOctets() + " and " + ofSecond.mtuOctets());
        }
        int slotOctets = ofFirst.mtuOctets() + ETHERNET_HEADER_OCTETS;
        var there = new OneToOneSlotRing(SLOTS, slotOctets);
        var back = new OneToOneSlotRing(SLOTS, slotOctets);
        var a = new RingNic(first, name, ofFirst, back, there);
        var b = new RingNic(second, name, ofSecond, there, back);
        a.peer = b;
        b.peer = a;
        first.putIn(a);
        second.putIn(b);
        return new Wire(a, b);
    }

    @Override
    public void opened(Shard owner) {
        shard = owner;
    }

    @Override
    protected int nextFrameOctets() {
        return Math.max(0, inward.nextLength());
    }

    @Override
    protected void copyFrame(byte[] into, int offset, int lengthOctets) {
        inward.poll(into, offset);
    }

    @Override
    protected Written write(byte[] octets, int offset, int lengthOctets) {
        if (lengthOctets < 1 || lengthOctets > outward.slotOctets()) return Written.REFUSED;
        if (!outward.offer(octets, offset, lengthOctets)) return Written.FULL;
        Shard other = Objects.requireNonNull(peer).shard;
        if (other != null) other.wake();
        return Written.TAKEN;
    }
}
