package sluice.world;

import sluice.time.CostTable;

/**
 * What a simulated machine is like, whatever stack runs on it.
 *
 * @param cpus number of processors, 1 or more
 * @param costs what work costs there
 * @param quantumNanos time slice among threads of equal priority
 */
public record HostOptions(int cpus, CostTable costs, long quantumNanos) {
    /** One processor, no costs, a quantum of 20 ms. */
    public static final HostOptions DEFAULT = new HostOptions(1, CostTable.ZERO, 20_000_000L);

    /** Checks the ranges. */
    public HostOptions {
        if (cpus < 1 || cpus > 64) throw new IllegalArgumentException(cpus + " processors");
    }
}
