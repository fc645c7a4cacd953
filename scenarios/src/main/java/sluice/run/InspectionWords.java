package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.script.Expectation;
import sluice.trace.Step;
import sluice.trace.TraceSink;
import sluice.userland.InspectionStep;

/** Follows packets through the numbered steps of drivers that let programs decide. */
final class InspectionWords {
    /** Packets that are followed; later ones are not counted. */
    private static final int FOLLOWED_MAX = 1 << 20;

    private final boolean asked;
    private final Map<Key, List<Integer>> steps = new LinkedHashMap<>();

    private record Key(String place, long packetId) {}

    InspectionWords(List<Expectation> expectations) {
        asked = expectations.stream().anyMatch(Expectation.Inspected.class::isInstance);
    }

    /** The trace, read on its way to {@code next}. */
    TraceSink before(TraceSink next) {
        if (!asked) return next;
        return step -> {
            look(step);
            next.accept(step);
        };
    }

    private void look(Step step) {
        if (!(step instanceof InspectionStep at)) return;
        var key = new Key(at.place(), at.packetId());
        if (steps.size() >= FOLLOWED_MAX && !steps.containsKey(key)) return;
        steps.computeIfAbsent(key, _ -> new ArrayList<>()).add(at.number());
    }

    /** Packets that took exactly the steps wanted. */
    long through(Expectation.Inspected wanted) {
        return steps.entrySet().stream()
                .filter(each -> isAt(each.getKey().place(), wanted))
                .filter(each -> each.getValue().equals(wanted.steps()))
                .count();
    }

    private static boolean isAt(String place, Expectation.Inspected wanted) {
        return wanted.driver().isEmpty()
                ? place.startsWith(wanted.on() + "/")
                : place.equals(wanted.on() + "/ndis/" + wanted.driver());
    }
}
