package sluice.rules.compiled;

import java.util.List;
import sluice.rules.RulePlan;

/** A chain's rules: each in one index, or among the tests. */
final class Plan implements RulePlan {
    final int ruleCount;
    final Index[] indexes;
    final Field[] tested;
    final Tests tests;

    Plan(int ruleCount, List<Index> indexes, List<Field> tested, Tests tests) {
        this.ruleCount = ruleCount;
        this.indexes = indexes.toArray(Index[]::new);
        this.tested = tested.toArray(Field[]::new);
        this.tests = tests;
    }
}
