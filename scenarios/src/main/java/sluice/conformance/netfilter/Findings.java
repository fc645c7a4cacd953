package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import sluice.conformance.netfilter.Difference.Aspect;

/** What differed in a variant of a case, in words. */
final class Findings {
    private Findings() {}

    /**
     * Adds the weightiest difference to {@code lines}, and its details and the first of each other
     * aspect to {@code details}.
     */
    static void describe(
            String variant, List<Difference> found, List<String> lines, List<String> details) {
        List<Difference> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparing(Difference::aspect)); // stable: by step within one
        String name = variant.equals(CaseRuleset.NONE) ? "" : variant + ", ";
        Set<Aspect> said = EnumSet.noneOf(Aspect.class);
        for (Difference each : sorted) {
            if (!said.add(each.aspect())) continue;
            if (said.size() == 1) lines.add(name + each.line());
            if (said.size() > 1 || lines.size() > 1)
                details.add("  %s%s: %s".formatted(name, each.aspect().word(), each.line()));
            details.addAll(each.details());
        }
    }

    /** Without the host's statistics, which are reported apart. */
    static List<Difference> withoutStatistics(List<Difference> found) {
        return found.stream().filter(each -> each.aspect() != Aspect.STATISTICS).toList();
    }

    /** Without what only rules do: they count, decide and have connections tracked. */
    static List<Difference> ofPath(List<Difference> found) {
        Set<Aspect> ofRules =
                EnumSet.of(Aspect.COUNTERS, Aspect.CONNTRACK, Aspect.TRACE, Aspect.STATISTICS);
        return found.stream().filter(each -> !ofRules.contains(each.aspect())).toList();
    }

    /** The aspects that differ, {@code frames, trace}. */
    static String aspects(List<Difference> found) {
        return found.stream()
                .map(Difference::aspect)
                .distinct()
                .sorted()
                .map(Aspect::word)
                .collect(Collectors.joining(", "));
    }
}
