package sluice.tdi;

import sluice.trace.Contracts;

/** The machine that transport devices are on, as far as they need it. */
public interface TdiHost {
    /** A call has gone into one more filter: what that costs is charged. */
    void layerCrossed();

    /**
     * A filter driver has thrown, which ends its machine.
     *
     * @return what to throw
     */
    RuntimeException threw(String driver, Throwable thrown);

    /** The run's book of broken contracts. */
    Contracts contracts();
}
