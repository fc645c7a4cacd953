package sluice.userland;

import sluice.time.WaitableEvent;

/**
 * Memory that a driver and a program share: a ring each way, and the events by which they wake each
 * other. The indices lie in it too, so a program can write anything there; {@link CheckedRing}
 * names it.
 */
public final class SharedSection {
    private static final int PAGE_OCTETS = 4096;

    private final InspectionRing toProgram;
    private final InspectionRing toDriver;
    private final WaitableEvent returned = WaitableEvent.autoReset();
    private final WaitableEvent room = WaitableEvent.autoReset();
    private final long octets;

    SharedSection(InspectionRing toProgram, InspectionRing toDriver, long octets) {
        this.toProgram = toProgram;
        this.toDriver = toDriver;
        this.octets = octets;
    }

    /** Packets for the program. */
    public InspectionRing toProgram() {
        return toProgram;
    }

    /** Packets that the program gives back. */
    public InspectionRing toDriver() {
        return toDriver;
    }

    /** Set by the program when it has given packets back. */
    public WaitableEvent returned() {
        return returned;
    }

    /** Set by the driver when it has taken packets that were given back. */
    public WaitableEvent room() {
        return room;
    }

    /** Pages of memory that it takes. */
    public int pages() {
        return (int) ((octets + PAGE_OCTETS - 1) / PAGE_OCTETS);
    }
}
