package sluice.benchmarks.ndis;

import sluice.packet.Consumption;

/** The end of packets that only a baseline made. */
enum BaselineEnd implements Consumption {
    /** Measured. */
    USED;

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "baseline";
    }

    @Override
    public String text() {
        return "used by a baseline";
    }
}
