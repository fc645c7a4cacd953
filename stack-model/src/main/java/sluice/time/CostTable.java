package sluice.time;

/**
 * What work costs in virtual time on one host. All zero, the default, means instantaneous work.
 *
 * <p>Each is charged where the work is done, to the CPU or program that does it: interrupts by the
 * NIC, deferred calls and frames by the miniport, layers by the wrapper, copies by whoever copies.
 * {@link CostPreset} has named tables with their sources.
 *
 * @param systemCallNanos entering and leaving the kernel once
 * @param contextSwitchNanos giving the CPU to another thread
 * @param interruptNanos one interrupt service routine
 * @param deferredNanos starting one deferred call or softirq
 * @param layerCallNanos one call across a wrapper or into a hook
 * @param copyPicosPerOctet copying one octet, in picoseconds
 * @param frameNanos what a miniport does for one received frame, beside layers and copies
 * @param filterPicosPerInstruction one instruction of a capture filter, in picoseconds
 * @param ioCycleNanos one access to a register or a word of a NIC's memory over the bus
 * @param ioRequestNanos what the I/O manager does for one request to a device beside the system
 *     call and the copies: makes the IRP, sends it down, completes it
 * @param eventSetNanos signalling an event, beside the system call if a program does it
 * @param pageLockNanos locking one page of a program's memory and mapping it for the kernel
 */
public record CostTable(
        long systemCallNanos,
        long contextSwitchNanos,
        long interruptNanos,
        long deferredNanos,
        long layerCallNanos,
        long copyPicosPerOctet,
        long frameNanos,
        long filterPicosPerInstruction,
        long ioCycleNanos,
        long ioRequestNanos,
        long eventSetNanos,
        long pageLockNanos) {
    /** Work takes no time. */
    public static final CostTable ZERO = new CostTable(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /** A table in which a miniport's frames, filters and I/O cycles cost nothing. */
    public CostTable(
            long systemCallNanos,
            long contextSwitchNanos,
            long interruptNanos,
            long deferredNanos,
            long layerCallNanos,
            long copyPicosPerOctet) {
        this(
                systemCallNanos,
                contextSwitchNanos,
                interruptNanos,
                deferredNanos,
                layerCallNanos,
                copyPicosPerOctet,
                0,
                0,
                0);
    }

    /** A table in which requests to devices, events and locked pages cost nothing. */
    public CostTable(
            long systemCallNanos,
            long contextSwitchNanos,
            long interruptNanos,
            long deferredNanos,
            long layerCallNanos,
            long copyPicosPerOctet,
            long frameNanos,
            long filterPicosPerInstruction,
            long ioCycleNanos) {
        this(
                systemCallNanos,
                contextSwitchNanos,
                interruptNanos,
                deferredNanos,
                layerCallNanos,
                copyPicosPerOctet,
                frameNanos,
                filterPicosPerInstruction,
                ioCycleNanos,
                0,
                0,
                0);
    }

    /** Rejects negative costs. */
    public CostTable {
        require("systemCallNanos", systemCallNanos);
        require("contextSwitchNanos", contextSwitchNanos);
        require("interruptNanos", interruptNanos);
        require("deferredNanos", deferredNanos);
        require("layerCallNanos", layerCallNanos);
        require("copyPicosPerOctet", copyPicosPerOctet);
        require("frameNanos", frameNanos);
        require("filterPicosPerInstruction", filterPicosPerInstruction);
        require("ioCycleNanos", ioCycleNanos);
        require("ioRequestNanos", ioRequestNanos);
        require("eventSetNanos", eventSetNanos);
        require("pageLockNanos", pageLockNanos);
    }

    private static void require(String name, long cost) {
        if (cost < 0) throw new IllegalArgumentException(name + " is negative: " + cost);
    }

    /** Cost of copying {@code octets} octets, rounded down to nanoseconds. */
    public long copyNanos(int octets) {
        return copyPicosPerOctet * octets / 1000;
    }

    /** Cost of a filter of so many instructions, rounded down to nanoseconds. */
    public long filterNanos(int instructions) {
        return filterPicosPerInstruction * instructions / 1000;
    }
}
