package sluice.firewall.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import sluice.firewall.check.Finding.Kind;
import sluice.firewall.check.Finding.Taker;
import sluice.rules.Chain;
import sluice.rules.Expression;
import sluice.rules.Rule;
import sluice.rules.RuleVerdict;
import sluice.rules.Ruleset;
import sluice.rules.Statement;
import sluice.rules.Table;

/** Looks through a ruleset that is linked. */
public final class RulesCheck {
    /** Ways to a chain that are looked at; where there are more, nothing is known of them. */
    private static final int WAYS_MAX = 64;

    /** A rule that takes what it matches. */
    private record Taking(Conditions conditions, Taker rule, boolean unconditional) {}

    /** A way to a chain: what holds of packets that come by it, and what was taken before. */
    private record Way(Conditions holds, List<Taking> taken) {
        static final Way BASE = new Way(new Conditions(), List.of());

        Way behind(Predicate<Expression> changed) {
            if (changed == Effects.NOTHING) return this;
            List<Taking> left = new ArrayList<>();
            for (Taking each : taken) if (!each.conditions.mentions(changed)) left.add(each);
            return new Way(holds.without(changed), left);
        }
    }

    private final List<Finding> findings = new ArrayList<>();
    private final Map<Chain, Set<Chain>> reached = new HashMap<>();

    private RulesCheck() {}

    /** What no packet ever meets, in the order of the text. */
    public static List<Finding> findings(Ruleset ruleset) {
        var check = new RulesCheck();
        for (Table table : ruleset.tables()) check.table(table);
        return List.copyOf(check.findings);
    }

    private void table(Table table) {
        Set<Chain> called = new LinkedHashSet<>();
        for (Chain chain : table.chains()) if (chain.base() != null) reach(chain, called);
        Map<Chain, List<Way>> ways = new HashMap<>();
        List<Chain> order = callersFirst(called);
        for (Chain chain : order) {
            if (chain.base() != null) add(ways, chain, Way.BASE);
            chain(chain, ways);
        }
        for (Chain chain : table.chains()) {
            if (!called.contains(chain))
                findings.add(
                        new Finding(
                                Kind.NEVER_CALLED,
                                chain.place(),
                                "chain " + name(chain),
                                "",
                                Optional.empty()));
        }
    }

    private static String name(Chain chain) {
        return chain.table().name() + " " + chain.name();
    }

    private static List<Chain> targets(Rule rule) {
        List<Chain> targets = new ArrayList<>();
        for (Statement part : rule.statements()) {
            for (RuleVerdict.Jump jump : part.jumps()) {
                Chain target = jump.target();
                if (target != null) targets.add(target);
            }
        }
        return targets;
    }

    private void reach(Chain chain, Set<Chain> into) {
        if (!into.add(chain)) return;
        for (Rule rule : chain.rules()) for (Chain target : targets(rule)) reach(target, into);
    }

    /** Jumps make no circles, so each chain can come behind all that jump to it. */
    private static List<Chain> callersFirst(Set<Chain> chains) {
        List<Chain> order = new ArrayList<>();
        Set<Chain> done = new HashSet<>();
        for (Chain chain : chains) visit(chain, done, order);
        return order.reversed();
    }

    private static void visit(Chain chain, Set<Chain> done, List<Chain> order) {
        if (!done.add(chain)) return;
        for (Rule rule : chain.rules())
            for (Chain target : targets(rule)) visit(target, done, order);
        order.add(chain);
    }

    private static void add(Map<Chain, List<Way>> ways, Chain chain, Way way) {
        List<Way> all = ways.computeIfAbsent(chain, _ -> new ArrayList<>());
        if (all.size() < WAYS_MAX) all.add(way);
        else {
            all.clear();
            for (int i = 0; i < WAYS_MAX; i++) all.add(Way.BASE); // nothing is known from here on
        }
    }

    private void chain(Chain chain, Map<Chain, List<Way>> waysOf) {
        List<Way> ways = new ArrayList<>(waysOf.getOrDefault(chain, List.of()));
        List<Taking> takers = new ArrayList<>();
        int index = -1;
        for (Rule rule : chain.rules()) {
            index++;
            var conditions = new Conditions();
            Predicate<Expression> changed = read(rule, conditions);
            Optional<Finding> finding = judge(chain, rule, index, conditions, takers, ways);
            finding.ifPresent(findings::add);
            // Packets of a rule that never matches go nowhere, but that is said once only.
            for (Chain target : targets(rule))
                for (Way way : ways) add(waysOf, target, onward(way, takers, conditions, changed));
            for (Chain target : targets(rule)) changed = Effects.both(changed, changes(target));
            Predicate<Expression> all = changed;
            if (all != Effects.NOTHING) {
                takers.removeIf(taker -> taker.conditions.mentions(all));
                ways.replaceAll(way -> way.behind(all));
            }
            if (finding.isEmpty() && Effects.takes(rule.statements())) {
                Taker name =
                        new Taker(
                                rule.place(), Finding.name(rule, name(chain), index), rule.text());
                takers.add(new Taking(conditions, name, conditions.isEmpty()));
            }
        }
    }

    private static Way onward(
            Way way, List<Taking> takers, Conditions own, Predicate<Expression> changed) {
        List<Taking> taken = new ArrayList<>(way.taken);
        taken.addAll(takers);
        return new Way(way.holds.and(own), taken).behind(changed);
    }

    /** Collects a rule's conditions up to its first effect; what the rule changes. */
    private static Predicate<Expression> read(Rule rule, Conditions into) {
        Predicate<Expression> changed = Effects.NOTHING;
        for (Statement part : rule.statements()) {
            Predicate<Expression> effect = Effects.of(part);
            if (effect != Effects.NOTHING) changed = Effects.both(changed, effect);
            else if (part.pure() && changed == Effects.NOTHING) into.add(part);
        }
        return changed;
    }

    /** What a chain and those it leads to may change. */
    private Predicate<Expression> changes(Chain chain) {
        Set<Chain> all =
                reached.computeIfAbsent(
                        chain,
                        start -> {
                            Set<Chain> found = new LinkedHashSet<>();
                            reach(start, found);
                            return found;
                        });
        Predicate<Expression> changed = Effects.NOTHING;
        for (Chain each : all) {
            for (Rule rule : each.rules()) {
                for (Statement part : rule.statements()) {
                    Predicate<Expression> effect = Effects.of(part);
                    if (effect != Effects.NOTHING) changed = Effects.both(changed, effect);
                }
            }
        }
        return changed;
    }

    private static Optional<Finding> judge(
            Chain chain,
            Rule rule,
            int index,
            Conditions conditions,
            List<Taking> takers,
            List<Way> ways) {
        if (conditions.contradictory())
            return Optional.of(finding(Kind.CONTRADICTORY, chain, rule, index, Optional.empty()));
        for (Taking taker : takers) {
            if (conditions.implies(taker.conditions))
                return Optional.of(
                        finding(
                                taker.unconditional ? Kind.BEHIND : Kind.SHADOWED,
                                chain,
                                rule,
                                index,
                                Optional.of(taker.rule)));
        }
        if (ways.isEmpty()) return Optional.empty();
        Optional<Taker> first = Optional.empty();
        boolean same = true;
        for (Way way : ways) {
            Conditions both = conditions.and(way.holds);
            if (both.contradictory()) {
                same = false;
                continue;
            }
            Optional<Taker> taker = taker(both, way, takers);
            if (taker.isEmpty()) return Optional.empty();
            if (first.isEmpty()) first = taker;
            else same &= first.equals(taker);
        }
        Kind kind = same && first.isPresent() ? Kind.SHADOWED : Kind.UNREACHED;
        return Optional.of(finding(kind, chain, rule, index, first));
    }

    private static Optional<Taker> taker(Conditions packets, Way way, List<Taking> own) {
        for (List<Taking> all : List.of(way.taken, own)) {
            for (Taking taker : all)
                if (packets.implies(taker.conditions)) return Optional.of(taker.rule);
        }
        return Optional.empty();
    }

    private static Finding finding(
            Kind kind, Chain chain, Rule rule, int index, Optional<Taker> by) {
        return new Finding(
                kind, rule.place(), Finding.name(rule, name(chain), index), rule.text(), by);
    }
}
