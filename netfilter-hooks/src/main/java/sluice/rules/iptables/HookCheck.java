package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.Rule;
import sluice.rules.RuleHook;
import sluice.rules.RuleVerdict;
import sluice.rules.Ruleset;
import sluice.rules.Statement;
import sluice.rules.Table;

/**
 * Whether the extensions of fresh rules may stand at the hooks from which their chains are reached
 * ({@code xt_check_match} with {@code par->hook_mask}).
 */
final class HookCheck {
    private final IdentityHashMap<Rule, Command> fresh = new IdentityHashMap<>();

    /** A rule that may not stand where it is. */
    record Misplaced(Chain chain, Rule rule, int column, String text) {}

    void add(Rule rule, Command command) {
        fresh.put(rule, command);
    }

    List<Misplaced> run(Ruleset ruleset) {
        List<Misplaced> found = new ArrayList<>();
        for (Table table : ruleset.tables()) {
            boolean concerned = false;
            for (Chain chain : table.chains())
                for (Rule rule : chain.rules()) concerned |= fresh.containsKey(rule);
            if (!concerned) continue;
            Map<Chain, Set<RuleHook>> reached = reached(table);
            for (Chain chain : table.chains()) {
                Set<RuleHook> from = reached.getOrDefault(chain, Set.of());
                for (Rule rule : chain.rules()) {
                    Command command = fresh.get(rule);
                    Misplaced misplaced =
                            command == null ? null : check(chain, rule, command, from);
                    if (misplaced != null) found.add(misplaced);
                }
            }
        }
        return found;
    }

    private static @Nullable Misplaced check(
            Chain chain, Rule rule, Command command, Set<RuleHook> from) {
        List<Use> uses = new ArrayList<>(command.matches);
        if (command.target != null) uses.add(command.target);
        for (Use use : uses) {
            Set<RuleHook> allowed = use.extension().hooks();
            if (allowed.isEmpty() || allowed.containsAll(from)) continue;
            Set<RuleHook> wrong = EnumSet.copyOf(from);
            wrong.removeAll(allowed);
            String text =
                    use.refused("only in " + names(allowed) + ", not in " + names(wrong)).text();
            return new Misplaced(chain, rule, use.column(), text);
        }
        return null;
    }

    private static String names(Set<RuleHook> hooks) {
        return EnumSet.copyOf(hooks).stream().map(RuleHook::name).collect(Collectors.joining(", "));
    }

    private static Map<Chain, Set<RuleHook>> reached(Table table) {
        Map<Chain, Set<RuleHook>> reached = new HashMap<>();
        for (Chain chain : table.chains()) {
            ChainBase base = chain.base();
            if (base != null) reach(table, chain, base.hook(), reached);
        }
        return reached;
    }

    private static void reach(
            Table table, Chain first, RuleHook hook, Map<Chain, Set<RuleHook>> reached) {
        List<Chain> open = new ArrayList<>(List.of(first));
        while (!open.isEmpty()) {
            Chain chain = open.removeLast();
            if (!reached.computeIfAbsent(chain, _ -> EnumSet.noneOf(RuleHook.class)).add(hook))
                continue;
            for (Rule rule : chain.rules()) {
                for (Statement part : rule.statements()) {
                    for (RuleVerdict.Jump jump : part.jumps()) {
                        Chain target = table.chain(jump.chain());
                        if (target != null) open.add(target);
                    }
                }
            }
        }
    }
}
