package sluice.rules.compiled;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.rules.Rule;
import sluice.rules.RulePlan;
import sluice.rules.RulePlanner;

/**
 * Arranges rules by the fields they ask about. A field that many rules ask about with many
 * different values gets an index; each rule stands in the one that narrows it most. What no index
 * takes is tested one by one, quickly.
 */
public final class Planner implements RulePlanner {
    /** Rules below which one after the other is as quick. */
    static final int RULES_MIN = 6;

    /** Fields with an index, at most. */
    static final int INDEXES_MAX = 6;

    private static final int DIFFERENT_MIN = 4;

    /** A planner; it has no state. */
    public Planner() {}

    @Override
    public RulePlan.Cursor cursor() {
        return new PlanCursor();
    }

    @Override
    public @Nullable RulePlan plan(List<Rule> rules) {
        if (rules.size() < RULES_MIN) return null;
        List<List<Condition>> conditions = new ArrayList<>();
        for (Rule rule : rules) conditions.add(Condition.of(rule));
        Map<Field, List<Index.Entry>> indexed = new LinkedHashMap<>();
        for (Field field : chosen(conditions)) indexed.put(field, new ArrayList<>());
        List<Tests.Entry> tested = new ArrayList<>();
        Map<Field, Integer> testedFields = new LinkedHashMap<>();
        for (int i = 0; i < rules.size(); i++) {
            Optional<Condition> best = narrowest(conditions.get(i), indexed.keySet());
            if (best.isPresent()) {
                List<Index.Entry> entries = indexed.get(best.get().field());
                if (entries != null) entries.add(new Index.Entry(i, best.get()));
            } else {
                tested.add(test(i, conditions.get(i), testedFields));
            }
        }
        List<Index.Entry> refused = new ArrayList<>();
        List<Index> indexes = new ArrayList<>();
        indexed.forEach((field, entries) -> {
            if (!entries.isEmpty()) indexes.add(Index.of(field, entries, refused));
        });
        for (Index.Entry entry : refused)
            tested.add(test(entry.rule(), conditions.get(entry.rule()), testedFields));
        tested.sort(Comparator.comparingInt(Tests.Entry::rule));
        return new Plan(
                rules.size(), indexes, List.copyOf(testedFields.keySet()), new Tests(tested));
    }

    /** The fields that get an index: those with the most different conditions. */
    private static List<Field> chosen(List<List<Condition>> conditions) {
        Map<Field, Set<Long>> different = new HashMap<>();
        List<Field> fields = new ArrayList<>();
        for (List<Condition> ofRule : conditions) {
            for (Condition condition : ofRule) {
                if (!condition.indexable()) continue;
                Set<Long> starts =
                        different.computeIfAbsent(
                                condition.field(),
                                field -> {
                                    fields.add(field);
                                    return new HashSet<>();
                                });
                for (long from : condition.from()) starts.add(from);
            }
        }
        Comparator<Field> byCount =
                Comparator.comparingInt(field -> -different.getOrDefault(field, Set.of()).size());
        return fields.stream()
                .filter(field -> different.getOrDefault(field, Set.of()).size() >= DIFFERENT_MIN)
                .sorted(byCount)
                .limit(INDEXES_MAX)
                .toList();
    }

    private static Optional<Condition> narrowest(List<Condition> conditions, Set<Field> indexed) {
        return conditions.stream()
                .filter(condition -> condition.indexable() && indexed.contains(condition.field()))
                .min(Comparator.comparingLong(Condition::span));
    }

    private static Tests.Entry test(
            int rule, List<Condition> conditions, Map<Field, Integer> fields) {
        for (Condition condition : conditions) {
            if (condition.from().length != 1) continue;
            Integer number = fields.get(condition.field());
            if (number == null) {
                number = fields.size();
                fields.put(condition.field(), number);
            }
            return new Tests.Entry(rule, number, condition);
        }
        return Tests.Entry.always(rule);
    }
}
