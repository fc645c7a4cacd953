package sluice.run;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Step;
import sluice.trace.TraceSink;

/**
 * Tells the frames that a NIC gives back after sending from those that it received: both go up from
 * it. Also notes when the last packet moved, as stacks have timers that run on for long.
 */
final class GivenBack implements TraceSink {
    private static final String NIC = "/nic/";

    private final Set<Long> onNic = new HashSet<>();
    private final Map<String, Long> counts = new HashMap<>();
    private long lastNanos;

    @Override
    public void accept(Step step) {
        lastNanos = step.timeNanos();
        switch (step) {
            case Crossed crossed when crossed.down() -> {
                if (crossed.place().contains(NIC)) {
                    onNic.add(crossed.packetId());
                }
            }
            case Crossed crossed -> {
                if (crossed.from().contains(NIC) && onNic.remove(crossed.packetId())) {
                    counts.merge(crossed.place(), 1L, Long::sum);
                }
            }
            case Ended ended -> onNic.remove(ended.packetId());
            default -> {}
        }
    }

    /** By the place that got them back. */
    Map<String, Long> counts() {
        return counts;
    }

    /** Time of the last step of the trace. */
    long lastNanos() {
        return lastNanos;
    }
}
