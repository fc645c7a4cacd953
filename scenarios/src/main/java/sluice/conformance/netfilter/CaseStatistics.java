package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Holds a host's statistics against those a case has: by how much each grew. */
final class CaseStatistics {
    /** What is counted here and was left out of the recordings. */
    private static final Pattern NOT_RECORDED =
            Pattern.compile("IpExt[.]InNoECTPkts|Ip6OutRequests|Icmp6OutMsgs");

    private CaseStatistics() {}

    static Optional<Difference> compare(
            Map<String, Long> before, Map<String, Long> after, Map<String, Long> kernel) {
        var names = new TreeSet<>(after.keySet());
        names.addAll(kernel.keySet());
        List<String> details = new ArrayList<>();
        for (String name : names) {
            if (NOT_RECORDED.matcher(name).matches()) continue;
            long ours = after.getOrDefault(name, 0L) - before.getOrDefault(name, 0L);
            long theirs = kernel.getOrDefault(name, 0L);
            if (ours != theirs)
                details.add("    %s: ours %d, kernel %d".formatted(name, ours, theirs));
        }
        if (details.isEmpty()) return Optional.empty();
        return Optional.of(
                new Difference(Difference.Aspect.STATISTICS, -1, "statistics differ", details));
    }
}
