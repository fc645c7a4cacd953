package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.rules.RuleFamily;

/** All matches and targets there are. */
final class Registry {
    private static final List<Extension> ALL = all();
    private static final Map<String, List<Extension>> MATCHES = byName(false);
    private static final Map<String, List<Extension>> TARGETS = byName(true);

    /** Other names of matches ({@code xtables_find_match}). */
    private static final Map<String, String> ALIASES =
            Map.of(
                    "icmpv6",
                    "icmp6",
                    "ipv6-icmp",
                    "icmp6",
                    "ipv6-mh",
                    "mh",
                    "mobility-header",
                    "mh");

    private Registry() {}

    private static List<Extension> all() {
        List<Extension> all = new ArrayList<>();
        all.addAll(TransportMatches.ALL);
        all.addAll(ConnectionMatches.ALL);
        all.addAll(AddressMatches.ALL);
        all.addAll(RateMatches.ALL);
        all.addAll(HeaderMatches.ALL);
        all.addAll(OtherMatches.ALL);
        all.addAll(VerdictTargets.ALL);
        all.addAll(NatTargets.ALL);
        all.addAll(ChangeTargets.ALL);
        all.addAll(OtherTargets.ALL);
        all.addAll(SpreadExtensions.ALL);
        return List.copyOf(all);
    }

    private static Map<String, List<Extension>> byName(boolean target) {
        Map<String, List<Extension>> named = new LinkedHashMap<>();
        for (Extension each : ALL) {
            if (each.target() == target)
                named.computeIfAbsent(each.name(), _ -> new ArrayList<>()).add(each);
        }
        return named;
    }

    /** In the order in which the reference page has them. */
    static List<Extension> extensions() {
        return ALL;
    }

    /** The match of this name in a family, or null. */
    static @Nullable Extension match(String name, RuleFamily family) {
        return find(MATCHES, ALIASES.getOrDefault(name, name), family);
    }

    /** The target of this name in a family, or null. */
    static @Nullable Extension target(String name, RuleFamily family) {
        return find(TARGETS, name, family);
    }

    private static @Nullable Extension find(
            Map<String, List<Extension>> named, String name, RuleFamily family) {
        for (Extension each : named.getOrDefault(name, List.of()))
            if (each.families().contains(family)) return each;
        return null;
    }
}
