package sluice.world;

import sluice.time.CostTable;
import sluice.time.InterruptDelivery;

/**
 * What a simulated machine is like, whatever stack runs on it.
 *
 * @param cpus number of processors, 1 or more
 * @param costs what work costs there
 * @param quantumNanos time slice among threads of equal priority
 * @param interrupts which processor takes the interrupts of its NICs
 */
public record HostOptions(
        int cpus, CostTable costs, long quantumNanos, InterruptDelivery interrupts) {
    /** One processor, no costs, a quantum of 20 ms. */
    public static final HostOptions DEFAULT = new HostOptions(1, CostTable.ZERO, 20_000_000L);

    /** A machine whose interrupts all go to the first processor. */
    public HostOptions(int cpus, CostTable costs, long quantumNanos) {
        this(cpus, costs, quantumNanos, InterruptDelivery.FIXED);
    }

    /** Checks the ranges. */
    public HostOptions {
        if (cpus < 1 || cpus > 64) throw new IllegalArgumentException(cpus + " processors");
    }
}
