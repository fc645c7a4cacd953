package sluice.tap;

import java.util.Arrays;

/**
 * The kernel buffer of one capture: a ring of octets for each CPU, in one allocation, written by
 * the tap on that CPU and read by one reader in the order of writing.
 *
 * <pre>
 *   one ring:   | number 4 | header 20 | captured octets | number 4 | header 20 | captured oct...
 *               no padding between records; the 24 octets in front never wrap, the packet may:
 *               fewer than 24 left at the end are skipped and count as used
 * </pre>
 *
 * <p>A full ring refuses the newcomer; what is in it stays. All rings have the same size, the total
 * divided by the CPUs; a size below one header makes all of it 0. Nothing is allocated but by
 * {@link #resize}. Source: winpcap, {@code Read.c}, NPF_tap and NPF_Read.
 */
public final class CaptureRings {
    /** What a record takes besides the captured octets. */
    public static final int OVERHEAD_OCTETS = 4 + CaptureRecord.HEADER_OCTETS;

    /** Largest total size. */
    public static final int CAPACITY_OCTETS_MAX = 1 << 28;

    private final int cpus;
    private final int[] writeAt;
    private final int[] readAt;
    private final int[] free;
    private byte[] octets = {};
    private int sizeEach;
    private int nextWritten;
    private int nextRead;
    private int readingCpu;
    private int generation;
    private int recordsRead;
    private int octetsRead;

    /** Rings of size 0 for this many CPUs. */
    public CaptureRings(int cpus) {
        if (cpus < 1) throw new IllegalArgumentException(cpus + " CPUs");
        this.cpus = cpus;
        this.writeAt = new int[cpus];
        this.readAt = new int[cpus];
        this.free = new int[cpus];
    }

    /** How many rings there are. */
    public int cpus() {
        return cpus;
    }

    /**
     * Throws the rings away with what is in them and makes new ones.
     *
     * @return false if the size is negative or above {@link #CAPACITY_OCTETS_MAX}; nothing changes
     */
    public boolean resize(int totalOctets) {
        if (totalOctets < 0 || totalOctets > CAPACITY_OCTETS_MAX) return false;
        int each = totalOctets / cpus;
        sizeEach = each < OVERHEAD_OCTETS ? 0 : each;
        octets = new byte[sizeEach * cpus];
        reset();
        return true;
    }

    /** Empties all rings; numbers begin anew. A record that was begun is not committed any more. */
    public void reset() {
        Arrays.fill(writeAt, 0);
        Arrays.fill(readAt, 0);
        Arrays.fill(free, sizeEach);
        nextWritten = 0;
        nextRead = 0;
        readingCpu = 0;
        generation++;
    }

    /** Size of each ring. */
    public int sizeEachOctets() {
        return sizeEach;
    }

    /** Octets in use in one ring, what is skipped at its end included. */
    public int usedOctets(int cpu) {
        return sizeEach - free[cpu];
    }

    /** Octets in use in all rings. */
    public int usedOctets() {
        int used = 0;
        for (int cpu = 0; cpu < cpus; cpu++) used += sizeEach - free[cpu];
        return used;
    }

    /** Octets of one ring that are free. */
    public int freeOctets(int cpu) {
        return free[cpu];
    }

    /** Records that wait, in all rings. */
    public int records() {
        return nextWritten - nextRead;
    }

    /** Counts up with every {@link #reset} and {@link #resize}. */
    public int generation() {
        return generation;
    }

    // ---- the tap's side

    /** Whether a record of this many captured octets fits now. */
    public boolean fits(int cpu, int capturedOctets) {
        return sizeEach > 0 && capturedOctets <= free[cpu] - OVERHEAD_OCTETS;
    }

    /** Stores a packet whose octets are in one run; the caller has asked {@link #fits}. */
    public void store(
            int cpu, long timeNanos, byte[] from, int offset, int capturedOctets, int wireOctets) {
        fill(cpu, 0, from, offset, capturedOctets);
        commit(cpu, timeNanos, capturedOctets, wireOctets);
    }

    /** Copies octets to {@code index} of the packet that is being stored; not yet readable. */
    public void fill(int cpu, int index, byte[] from, int offset, int count) {
        int at = position(cpu, index);
        int first = Math.min(count, sizeEach - at);
        int base = cpu * sizeEach;
        System.arraycopy(from, offset, octets, base + at, first);
        System.arraycopy(from, offset + first, octets, base, count - first);
    }

    /** The array behind the rings, for a transfer into {@link #segmentOffset}. */
    public byte[] octets() {
        return octets;
    }

    /** Where in {@link #octets} the octet {@code index} of the packet being stored belongs. */
    public int segmentOffset(int cpu, int index) {
        return cpu * sizeEach + position(cpu, index);
    }

    /** How many octets from there on lie in one run. */
    public int segmentOctets(int cpu, int index) {
        return sizeEach - position(cpu, index);
    }

    private int position(int cpu, int index) {
        int at = writeAt[cpu] + OVERHEAD_OCTETS + index;
        return at >= sizeEach ? at - sizeEach : at;
    }

    /** Makes the packet that was filled in readable, under the next number. */
    public void commit(int cpu, long timeNanos, int capturedOctets, int wireOctets) {
        int at = cpu * sizeEach + writeAt[cpu];
        CaptureRecord.put32(octets, at, nextWritten++);
        CaptureRecord.put(octets, at + 4, timeNanos, capturedOctets, wireOctets);
        int end = position(cpu, capturedOctets);
        int gap = gapAt(end);
        writeAt[cpu] = gap > 0 ? 0 : end;
        free[cpu] -= OVERHEAD_OCTETS + capturedOctets + gap;
    }

    /** Octets at the end that are too few for the front of a record. */
    private int gapAt(int position) {
        int left = sizeEach - position;
        return left < OVERHEAD_OCTETS ? left : 0;
    }

    // ---- the reader's side

    /** Captured octets of the record that is read next; -1 if there is none. */
    public int nextCapturedOctets() {
        int cpu = cpuOfNext();
        if (cpu < 0) return -1;
        return CaptureRecord.capturedOctets(octets, cpu * sizeEach + readAt[cpu] + 4);
    }

    private int cpuOfNext() {
        for (int tried = 0; tried < cpus; tried++) {
            int cpu = readingCpu;
            boolean holds = free[cpu] < sizeEach;
            if (holds && CaptureRecord.i32(octets, cpu * sizeEach + readAt[cpu]) == nextRead)
                return cpu;
            readingCpu = cpu + 1 == cpus ? 0 : cpu + 1;
        }
        return -1;
    }

    /**
     * Moves records into a user buffer, in the order of their storing, each at a word's beginning.
     * Stops where the next does not fit; a record is never split.
     *
     * @return octets used in the buffer, padding included
     */
    public int read(byte[] user, int offset, int lengthOctets) {
        recordsRead = 0;
        octetsRead = 0;
        int used = 0;
        for (int cpu = cpuOfNext(); cpu >= 0; cpu = cpuOfNext()) {
            int head = cpu * sizeEach + readAt[cpu];
            int captured = CaptureRecord.capturedOctets(octets, head + 4);
            if (captured > lengthOctets - used - CaptureRecord.HEADER_OCTETS) break;
            System.arraycopy(octets, head + 4, user, offset + used, CaptureRecord.HEADER_OCTETS);
            take(cpu, captured, user, offset + used + CaptureRecord.HEADER_OCTETS);
            used += CaptureRecord.wordAligned(CaptureRecord.HEADER_OCTETS + captured);
            if (used >= lengthOctets) return lengthOctets; // the last one's padding may be cut
        }
        return used;
    }

    private void take(int cpu, int captured, byte[] user, int to) {
        int from = dataOf(cpu);
        int base = cpu * sizeEach;
        int first = Math.min(captured, sizeEach - from);
        System.arraycopy(octets, base + from, user, to, first);
        System.arraycopy(octets, base, user, to + first, captured - first);
        release(cpu, captured);
    }

    private int dataOf(int cpu) {
        int from = readAt[cpu] + OVERHEAD_OCTETS;
        return from >= sizeEach ? from - sizeEach : from;
    }

    private void release(int cpu, int captured) {
        int end = dataOf(cpu) + captured;
        if (end >= sizeEach) end -= sizeEach;
        int gap = gapAt(end);
        readAt[cpu] = gap > 0 ? 0 : end;
        free[cpu] += OVERHEAD_OCTETS + captured + gap;
        nextRead++;
        recordsRead++;
        octetsRead += captured;
    }

    /**
     * Shows the next record in place, and takes it out afterwards.
     *
     * @return false if there is none
     */
    public boolean take(RingRecordSink sink) {
        int cpu = cpuOfNext();
        if (cpu < 0) return false;
        int base = cpu * sizeEach;
        int header = base + readAt[cpu] + 4;
        int captured = CaptureRecord.capturedOctets(octets, header);
        int from = dataOf(cpu);
        int first = Math.min(captured, sizeEach - from);
        sink.record(octets, header, base + from, first, base, captured - first);
        release(cpu, captured);
        return true;
    }

    /** Records that the last {@link #read} moved. */
    public int recordsRead() {
        return recordsRead;
    }

    /** Octets of packets, without headers and padding, that the last {@link #read} moved. */
    public int octetsRead() {
        return octetsRead;
    }
}
