package sluice.benchmarks.packet;

import sluice.packet.Consumption;

/** The end of packets that were only measured. */
enum BenchmarkEnd implements Consumption {
    /** Measured. */
    USED;

    @Override
    public boolean delivered() {
        return false;
    }

    @Override
    public String area() {
        return "benchmark";
    }

    @Override
    public String text() {
        return "used by a benchmark";
    }
}
