package sluice.ndis;

import java.util.Arrays;
import java.util.Locale;

/**
 * Memory of a driver, allocated under a tag. Behind its end lie guard octets; who writes to them is
 * found when the memory is freed. Pageable memory may not be touched at DISPATCH_LEVEL or above.
 *
 * <pre>
 *   | 0 ... length - 1 | guard, 16 octets of 0xA5 |
 * </pre>
 *
 * <p>Source: Microsoft, NdisAllocateMemoryWithTagPriority, NdisFreeMemory; Driver Verifier,
 * "Special Pool".
 */
public final class NdisMemory {
    /** Where it may lie. */
    public enum Paging {
        /** Always there. */
        NONPAGED,
        /** May have been paged out. */
        PAGEABLE
    }

    private static final String KIND = "memory";
    private static final int GUARD_OCTETS = 16;
    private static final byte GUARD = (byte) 0xA5;
    private static final byte FREED = (byte) 0xDD;
    private static final BugCode OVERRUN = new BugCode(0xC4, 0x51);
    private static final BugCode FREED_TWICE = new BugCode(0xC4, 0x13);

    private final ObjectOwner owner;
    private final int tag;
    private final int lengthOctets;
    private final Paging paging;
    private final byte[] octets;
    private boolean freed;

    NdisMemory(ObjectOwner owner, int tag, int lengthOctets, Paging paging) {
        this.owner = owner;
        this.tag = tag;
        this.lengthOctets = lengthOctets;
        this.paging = paging;
        this.octets = new byte[Math.addExact(lengthOctets, GUARD_OCTETS)];
        Arrays.fill(octets, lengthOctets, octets.length, GUARD);
        owner.acquired(this, KIND);
    }

    /** Its tag. */
    public int tag() {
        return tag;
    }

    /** Its length, without the guard. */
    public int lengthOctets() {
        return lengthOctets;
    }

    /** Whether it may be paged out. */
    public Paging paging() {
        return paging;
    }

    private void touch() {
        if (freed) owner.report(IrqlRule.I10, this + " was used after it was freed");
        Irql now = owner.ndis.irql();
        if (paging == Paging.PAGEABLE && now.compareTo(Irql.DISPATCH) >= 0)
            owner.report(IrqlRule.I03, this + " at " + now);
    }

    /** All octets with the guard behind them; whoever writes there is found later. */
    public byte[] octets() {
        touch();
        return octets;
    }

    /** The octet at {@code index}. */
    public int u8(int index) {
        touch();
        return octets[index] & 0xff;
    }

    /** Writes an octet. */
    public void put8(int index, int value) {
        touch();
        octets[index] = (byte) value;
    }

    /** Copies out of it. */
    public void read(int index, byte[] target, int targetOffset, int count) {
        touch();
        System.arraycopy(octets, index, target, targetOffset, count);
    }

    /** Copies into it. */
    public void write(int index, byte[] source, int sourceOffset, int count) {
        touch();
        System.arraycopy(source, sourceOffset, octets, index, count);
    }

    /** NdisFreeMemory. */
    public void free() {
        owner.calls(NdisCall.FREE_MEMORY);
        if (freed) {
            owner.report(IrqlRule.I10, this + " was freed twice", FREED_TWICE);
            return;
        }
        for (int i = lengthOctets; i < octets.length; i++)
            if (octets[i] != GUARD)
                owner.report(IrqlRule.I10, "octet " + i + " of " + this + " was written", OVERRUN);
        freed = true;
        Arrays.fill(octets, FREED);
        owner.released(this, KIND);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "memory %08x of %d octets", tag, lengthOctets);
    }
}
