package sluice.tap;

import org.jspecify.annotations.Nullable;
import sluice.time.CostTable;
import sluice.time.Cpu;
import sluice.time.UserThread;

/**
 * The account of copies, calls and buffers of one capture. Whatever copies packet octets or enters
 * the kernel says so here, and here alone the cost table is asked for the price.
 *
 * <p>A copy made by the tap is charged to the CPU that runs it; one made for a program, or by its
 * library, to the program.
 */
public final class CopyTally {
    private static final BufferKind[] KINDS = BufferKind.values();

    private final CostTable costs;
    private final long[] copies = new long[KINDS.length];
    private final long[] octets = new long[KINDS.length];
    private long systemCalls;

    /** Nothing counted; {@code costs} of the host. */
    public CopyTally(CostTable costs) {
        this.costs = costs;
    }

    /** Packets were copied into {@code to} by work of {@code cpu}; null if no CPU does it. */
    public void copied(BufferKind to, int copyCount, int octetCount, @Nullable Cpu cpu) {
        count(to, copyCount, octetCount);
        if (cpu != null) cpu.charge(costs.copyNanos(octetCount));
    }

    /** Packets were copied into {@code to} for a program, which pays. */
    public void copiedFor(UserThread program, BufferKind to, int copyCount, int octetCount) {
        count(to, copyCount, octetCount);
        program.compute(costs.copyNanos(octetCount));
    }

    private void count(BufferKind to, int copyCount, int octetCount) {
        copies[to.ordinal()] += copyCount;
        octets[to.ordinal()] += octetCount;
    }

    /** A program enters the kernel. */
    public void systemCall(UserThread program) {
        systemCalls++;
        program.systemCall();
    }

    /** How often a packet was copied into buffers of this kind. */
    public long copies(BufferKind to) {
        return copies[to.ordinal()];
    }

    /** How many octets of packets went into buffers of this kind. */
    public long copiedOctets(BufferKind to) {
        return octets[to.ordinal()];
    }

    /** Copies of packets in all. */
    public long copies() {
        long all = 0;
        for (long each : copies) all += each;
        return all;
    }

    /** Octets copied in all. */
    public long copiedOctets() {
        long all = 0;
        for (long each : octets) all += each;
        return all;
    }

    /** How many kinds of buffer packets lay in. */
    public int buffers() {
        int used = 0;
        for (long each : copies) if (each > 0) used++;
        return used;
    }

    /** System calls. */
    public long systemCalls() {
        return systemCalls;
    }
}
