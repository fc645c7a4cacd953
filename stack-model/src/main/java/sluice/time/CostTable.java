package sluice.time;

/**
 * What work costs in virtual time on one host. All zero, the default, means instantaneous work.
 *
 * @param systemCallNanos entering and leaving the kernel once
 * @param contextSwitchNanos giving the CPU to another thread
 * @param interruptNanos one interrupt service routine
 * @param deferredNanos starting one deferred call or softirq
 * @param layerCallNanos one call across a wrapper or into a hook
 * @param copyPicosPerOctet copying one octet, in picoseconds
 */
public record CostTable(
        long systemCallNanos,
        long contextSwitchNanos,
        long interruptNanos,
        long deferredNanos,
        long layerCallNanos,
        long copyPicosPerOctet) {
    /** Work takes no time. */
    public static final CostTable ZERO = new CostTable(0, 0, 0, 0, 0, 0);

    /** Rejects negative costs. */
    public CostTable {
        if (systemCallNanos < 0
                || contextSwitchNanos < 0
                || interruptNanos < 0
                || deferredNanos < 0
                || layerCallNanos < 0
                || copyPicosPerOctet < 0) {
            throw new IllegalArgumentException("a cost is negative: " + systemCallNanos);
        }
    }

    /** Cost of copying {@code octets} octets, rounded down to nanoseconds. */
    public long copyNanos(int octets) {
        return copyPicosPerOctet * octets / 1000;
    }
}
