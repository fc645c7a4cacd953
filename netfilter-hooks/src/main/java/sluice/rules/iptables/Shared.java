package sluice.rules.iptables;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sluice.rules.Chain;
import sluice.rules.Rule;
import sluice.rules.Ruleset;
import sluice.rules.Statement;
import sluice.rules.Table;
import sluice.rules.xtables.IpSets;
import sluice.rules.xtables.Named;

/**
 * What rules have in common by name: lists of {@code recent}, tables of {@code hashlimit}, sets of
 * {@code ipset}, accounts of {@code nfacct}. A name goes on with what the rules in force have under
 * it, as in the kernel.
 */
final class Shared {
    private final Map<String, Object> named = new HashMap<>();
    private final IpSets sets;

    Shared(@Nullable Ruleset ruleset, IpSets sets) {
        this.sets = sets;
        if (ruleset == null) return;
        for (Table table : ruleset.tables()) {
            for (Chain chain : table.chains()) {
                for (Rule rule : chain.rules()) {
                    for (Statement part : rule.statements()) {
                        if (part instanceof Named holder)
                            named.putIfAbsent(holder.sharedName(), holder.shared());
                    }
                }
            }
        }
    }

    IpSets sets() {
        return sets;
    }

    /** The state of this kind and name; made if nobody has it. */
    <T> T named(Class<T> kind, String name, Supplier<T> fresh) {
        Object found = named.computeIfAbsent(name, _ -> fresh.get());
        return kind.cast(found);
    }
}
