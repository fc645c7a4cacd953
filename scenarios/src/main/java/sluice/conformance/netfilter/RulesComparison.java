package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import sluice.conformance.netfilter.Difference.Aspect;

/** What rules did, held against what those of the kernel did. */
final class RulesComparison {
    private static final int LINES_MAX = 20;
    private static final String EMPTY = "0 packets, 0 octets";

    private RulesComparison() {}

    /** The first event of a step that differs, with those behind it. */
    static Optional<Difference> trace(int step, List<TraceLine> ours, List<TraceLine> kernel) {
        int same = 0;
        while (same < Math.min(ours.size(), kernel.size())
                && ours.get(same).equals(kernel.get(same))) same++;
        if (same == ours.size() && same == kernel.size()) return Optional.empty();
        List<String> details = new ArrayList<>();
        if (same > 0) details.add("    both   " + kernel.get(same - 1));
        for (int i = same; i < Math.min(ours.size(), same + LINES_MAX / 2); i++)
            details.add("    ours   " + ours.get(i));
        for (int i = same; i < Math.min(kernel.size(), same + LINES_MAX / 2); i++)
            details.add("    kernel " + kernel.get(i));
        String text =
                "trace, event %d: %s, kernel %s"
                        .formatted(
                                same,
                                same < ours.size() ? ours.get(same) : "nothing",
                                same < kernel.size() ? kernel.get(same) : "nothing");
        return Optional.of(new Difference(Aspect.TRACE, step, text, details));
    }

    /** All counters that differ. */
    static Optional<Difference> counters(Map<String, String> ours, Map<String, String> kernel) {
        Set<String> names = new LinkedHashSet<>(kernel.keySet());
        names.addAll(ours.keySet());
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            String mine = ours.getOrDefault(name, "nothing");
            String theirs = kernel.getOrDefault(name, "nothing");
            // iptables-save lists base chains that nobody has made.
            if (mine.equals("nothing") && name.endsWith(" policy ACCEPT") && theirs.equals(EMPTY))
                continue;
            if (!mine.equals(theirs)) lines.add(name + ": " + mine + ", kernel " + theirs);
        }
        if (lines.isEmpty()) return Optional.empty();
        List<String> details = lines.stream().limit(LINES_MAX).map("    "::concat).toList();
        String text = "counter " + lines.getFirst();
        return Optional.of(new Difference(Aspect.COUNTERS, -1, text, details));
    }
}
