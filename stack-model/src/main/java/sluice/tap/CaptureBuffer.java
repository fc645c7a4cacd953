package sluice.tap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.bpf.PacketMetadata;
import sluice.bpf.PacketProgram;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * One capture between its tap and its reader: program, rings, counters, event.
 *
 * <pre>
 *   tap:     decide -- 0 --> rejected
 *              | octets to keep
 *            store -- no room --> dropped
 *              | stored; used &gt;= least to copy of one CPU: event
 *   reader:  waitForData -> read
 * </pre>
 *
 * <p>The program runs before anything is copied. Nothing is allocated for a packet. Single-threaded
 * as all of a run; the CPU is the one whose work the tap is.
 */
public final class CaptureBuffer {
    private static final long UNSIGNED = 0xffff_ffffL;

    private final CaptureRings rings;
    private final CopyTally tally;
    private final CountingRule rule;
    private final boolean wakesOnDrop;
    private final int[] received;
    private final int[] dropped;
    private final int[] captured;
    private final int[] rejected;
    private final WaitableEvent readable = WaitableEvent.manualReset();
    private @Nullable PacketProgram program;
    private int leastEachOctets;

    /**
     * A capture of size 0 without a program.
     *
     * @param cpus how many CPUs have a ring of their own
     * @param wakesOnDrop whether a reader is woken when a frame is dropped, too
     */
    public CaptureBuffer(int cpus, CountingRule rule, boolean wakesOnDrop, CopyTally tally) {
        this.rings = new CaptureRings(cpus);
        this.tally = tally;
        this.rule = rule;
        this.wakesOnDrop = wakesOnDrop;
        this.received = new int[cpus];
        this.dropped = new int[cpus];
        this.captured = new int[cpus];
        this.rejected = new int[cpus];
    }

    /** The rings. */
    public CaptureRings rings() {
        return rings;
    }

    /** The account of copies and calls. */
    public CopyTally tally() {
        return tally;
    }

    /** Signalled when there is enough to read; stays so until a read. */
    public WaitableEvent readable() {
        return readable;
    }

    /** The program, or null: everything is kept. */
    public @Nullable PacketProgram program() {
        return program;
    }

    /** Installs a program, or takes it away; what is in the rings stays. */
    public void setProgram(@Nullable PacketProgram value) {
        program = value;
    }

    /** Throws away what is in the rings, and zeroes the counters. */
    public void reset() {
        rings.reset();
        zeroCounters();
    }

    /** New rings of this total size, empty, and counters at zero; false if the size cannot be. */
    public boolean resize(int totalOctets) {
        if (!rings.resize(totalOctets)) return false;
        zeroCounters();
        return true;
    }

    /** The counters begin anew; what is in the rings stays. */
    public void zeroCounters() {
        Arrays.fill(received, 0);
        Arrays.fill(dropped, 0);
        Arrays.fill(captured, 0);
        Arrays.fill(rejected, 0);
    }

    /** How much has to be there before a reader is woken; divided among the CPUs. */
    public void setLeastToCopyOctets(int octets) {
        leastEachOctets = octets / rings.cpus();
    }

    // ---- the tap

    /**
     * Counts a frame and asks the program.
     *
     * @param offset where the frame begins, header included
     * @param there octets that the program may look at
     * @return octets of it to keep, at most {@code wire}; 0 if it is rejected
     */
    public int decide(int cpu, byte[] octets, int offset, int there, int wire) {
        PacketProgram asked = program;
        return judged(cpu, wire, asked == null ? -1 : asked.run(octets, offset, there, wire));
    }

    /** The same with what Linux knows of a packet besides its octets. */
    public int decide(
            int cpu, byte[] octets, int offset, int there, int wire, PacketMetadata metadata) {
        PacketProgram asked = program;
        int keep = asked == null ? -1 : asked.run(octets, offset, there, wire, metadata);
        return judged(cpu, wire, keep);
    }

    private int judged(int cpu, int wire, int keep) {
        if (keep == 0) {
            rejected[cpu]++;
            if (rule == CountingRule.BEFORE_FILTER) received[cpu]++;
            return 0;
        }
        received[cpu]++;
        return Integer.compareUnsigned(keep, wire) > 0 ? wire : keep;
    }

    /** Stores a frame whose octets are in one run; false if there was no room: it is dropped. */
    public boolean store(
            int cpu,
            long timeNanos,
            byte[] octets,
            int offset,
            int keep,
            int wire,
            sluice.time.@Nullable Cpu charged) {
        if (!rings.fits(cpu, keep)) {
            drop(cpu);
            return false;
        }
        rings.store(cpu, timeNanos, octets, offset, keep, wire);
        tally.copied(BufferKind.KERNEL, 1, keep, charged);
        stored(cpu);
        return true;
    }

    /** A frame that was put into the rings otherwise is complete: counts, and wakes the reader. */
    public void stored(int cpu) {
        captured[cpu]++;
        if (rings.usedOctets(cpu) >= leastEachOctets) readable.set();
    }

    /** A frame that passed the program is lost. */
    public void drop(int cpu) {
        dropped[cpu]++;
        if (wakesOnDrop) readable.set();
    }

    // ---- the reader

    /**
     * Waits until there is more than the least to copy, as {@code NPF_Read} does; at once if there
     * is already.
     *
     * @param timeoutNanos how long at most; {@link Long#MAX_VALUE} for ever, 0 not at all
     */
    public void waitForData(UserThread program, long timeoutNanos) {
        boolean enough = rings.usedOctets() > leastEachOctets * rings.cpus();
        if (!enough && timeoutNanos > 0) program.await(readable, timeoutNanos);
        readable.reset();
    }

    /** Copies records to a program; see {@link CaptureRings#read}. */
    public int read(UserThread program, byte[] user, int offset, int lengthOctets) {
        int used = rings.read(user, offset, lengthOctets);
        if (used > 0)
            tally.copiedFor(program, BufferKind.USER, rings.recordsRead(), rings.octetsRead());
        return used;
    }

    /** Copies the next record, whose captured length the caller has looked up, and no other. */
    public void readOne(UserThread program, byte[] user, int capturedOctets) {
        read(program, user, 0, CaptureRecord.HEADER_OCTETS + capturedOctets);
    }

    /** Frames stored since the counters began. */
    public long captured() {
        return sum(captured);
    }

    /** Rings in which a frame was stored since the counters began. */
    public int ringsUsed() {
        int used = 0;
        for (int each : captured) if (each != 0) used++;
        return used;
    }

    /** The counters, summed over the CPUs. */
    public CaptureStats stats() {
        return new CaptureStats(sum(received), sum(dropped), sum(captured), sum(rejected));
    }

    private static long sum(int[] counts) {
        int all = 0;
        for (int each : counts) all += each;
        return all & UNSIGNED;
    }
}
