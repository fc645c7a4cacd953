package sluice.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Step;
import sluice.trace.TraceSink;

/**
 * Counts what drivers do by watching their places in the trace. Keeps one number for each packet
 * that is inside one of them.
 */
final class DriverWatch implements TraceSink {
    private static final class Counts {
        final String host;
        final String name;
        long seen;
        long passed;
        long changed;
        long pended;
        final TreeMap<String, Long> dropped = new TreeMap<>();
        final Map<Long, Integer> inside = new HashMap<>();

        Counts(String host, String name) {
            this.host = host;
            this.name = name;
        }
    }

    private final Map<String, Counts> byPlace = new LinkedHashMap<>();

    /** Watches a driver from now on; one that comes back goes on with its counts. */
    void watch(String host, String name, String place) {
        byPlace.computeIfAbsent(place, _ -> new Counts(host, name));
    }

    @Override
    public void accept(Step step) {
        switch (step) {
            case Crossed crossed -> crossed(crossed);
            case Ended ended -> {
                Counts at = byPlace.get(ended.place());
                if (at != null) {
                    at.inside.remove(ended.packetId());
                    if (ended.kind().equals("dropped")) {
                        at.dropped.merge(ended.area() + " " + ended.reason(), 1L, Long::sum);
                    }
                }
            }
            default -> {
                if (step.verb().equals("pend")) {
                    Counts at = byPlace.get(step.place());
                    if (at != null) {
                        at.pended++;
                    }
                }
            }
        }
    }

    private void crossed(Crossed crossed) {
        @Nullable Counts from = byPlace.get(crossed.from());
        if (from != null) {
            from.passed++;
            @Nullable Integer before = from.inside.remove(crossed.packetId());
            if (before != null && before != Arrays.hashCode(crossed.octets())) {
                from.changed++;
            }
        }
        @Nullable Counts to = byPlace.get(crossed.place());
        if (to != null) {
            to.seen++;
            to.inside.put(crossed.packetId(), Arrays.hashCode(crossed.octets()));
        }
    }

    List<PartStats> stats() {
        return byPlace.values().stream()
                .map(counts ->
                        new PartStats(
                                "driver",
                                counts.host,
                                counts.name,
                                counts.seen,
                                counts.passed,
                                counts.changed,
                                counts.pended,
                                counts.dropped))
                .toList();
    }
}
