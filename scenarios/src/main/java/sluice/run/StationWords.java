package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.script.Expectation;
import sluice.sim.Station;
import sluice.trace.Step;
import sluice.trace.TraceSink;

/** Follows frames through the functions that expectations name. */
final class StationWords {
    /** Frames on their way at once for one expectation; the oldest are given up beyond. */
    private static final int FOLLOWED_MAX = 65_536;

    private final List<Way> ways = new ArrayList<>();

    /** The frames of one expectation. */
    private static final class Way {
        final Expectation.Stations wanted;
        final Map<Long, Progress> frames = new LinkedHashMap<>();
        long through;
        String first = "";

        Way(Expectation.Stations wanted) {
            this.wanted = wanted;
        }

        void pass(Station station) {
            int at = wanted.functions().indexOf(station.function());
            if (at < 0 || !station.place().startsWith(wanted.on() + "/")) {
                return;
            }
            Progress before = frames.remove(station.packetId());
            var now = new Progress(at, station.octets(), station.digest());
            if (at > 0 && (before == null || !before.leadsTo(now))) {
                wrong(station, before);
                return;
            }
            if (at + 1 == wanted.functions().size()) {
                through++;
                return;
            }
            if (frames.size() == FOLLOWED_MAX) {
                frames.remove(frames.keySet().iterator().next());
            }
            frames.put(station.packetId(), now);
        }

        private void wrong(Station station, @org.jspecify.annotations.Nullable Progress before) {
            if (first.isEmpty()) {
                first =
                        "packet "
                                + station.packetId()
                                + " came to "
                                + station.function()
                                + (before == null
                                        ? " from elsewhere"
                                        : before.at + 1
                                                        != wanted.functions()
                                                                .indexOf(station.function())
                                                ? " from " + wanted.functions().get(before.at)
                                                : " with other octets");
            }
        }
    }

    /** How far a frame has come, and with which octets. */
    private record Progress(int at, int octets, int digest) {
        boolean leadsTo(Progress next) {
            return at + 1 == next.at && octets == next.octets && digest == next.digest;
        }
    }

    StationWords(List<Expectation> expectations) {
        for (Expectation expectation : expectations) {
            if (expectation instanceof Expectation.Stations stations) {
                ways.add(new Way(stations));
            }
        }
    }

    /** The trace, read on its way to {@code next}. */
    TraceSink before(TraceSink next) {
        return ways.isEmpty()
                ? next
                : step -> {
                    look(step);
                    next.accept(step);
                };
    }

    private void look(Step step) {
        if (step instanceof Station station) {
            ways.forEach(way -> way.pass(station));
        }
    }

    /** Frames that came through all of them in order. */
    long through(Expectation.Stations wanted) {
        return ways.stream()
                .filter(way -> way.wanted.equals(wanted))
                .mapToLong(way -> way.through)
                .findFirst()
                .orElse(0);
    }

    /** The first frame that did not, in words; empty if all did. */
    String wrong(Expectation.Stations wanted) {
        return ways.stream()
                .filter(way -> way.wanted.equals(wanted))
                .map(way -> way.first)
                .findFirst()
                .orElse("");
    }
}
