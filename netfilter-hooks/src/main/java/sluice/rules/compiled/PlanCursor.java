package sluice.rules.compiled;

import sluice.rules.Evaluation;
import sluice.rules.RulePlan;

/** The lists of rules that a packet's fields lead to, read side by side in order. */
final class PlanCursor implements RulePlan.Cursor {
    private static final int[] NONE = {};

    private final int[][] lists = new int[Planner.INDEXES_MAX][];
    private final int[] places = new int[Planner.INDEXES_MAX];
    private long[] numbers = {};
    private boolean[] there = {};
    private int listCount;
    private Tests tests = new Tests(java.util.List.of());
    private int testPlace;
    private int ruleCount;

    @Override
    public void begin(RulePlan made, Evaluation packet) {
        var plan = (Plan) made;
        ruleCount = plan.ruleCount;
        tests = plan.tests;
        testPlace = 0;
        Index[] indexes = plan.indexes;
        listCount = indexes.length;
        for (int i = 0; i < indexes.length; i++) {
            Index index = indexes[i];
            lists[i] =
                    index.field.load(packet) ? index.rules(index.field.number(packet.left)) : NONE;
            places[i] = 0;
        }
        Field[] fields = plan.tested;
        if (numbers.length < fields.length) {
            numbers = new long[fields.length];
            there = new boolean[fields.length];
        }
        for (int i = 0; i < fields.length; i++) {
            there[i] = fields[i].load(packet);
            if (there[i]) numbers[i] = fields[i].number(packet.left);
        }
    }

    @Override
    public int next(int from) {
        int best = ruleCount;
        for (int i = 0; i < listCount; i++) {
            int[] list = lists[i];
            int at = places[i];
            while (at < list.length && list[at] < from) at++;
            places[i] = at;
            if (at < list.length && list[at] < best) best = list[at];
        }
        int at = testPlace;
        while (at < tests.count() && tests.rule(at) < from) at++;
        testPlace = at;
        if (at < tests.count() && tests.rule(at) < best) {
            at = tests.next(at, numbers, there);
            testPlace = at;
            if (at < tests.count() && tests.rule(at) < best) best = tests.rule(at);
        }
        return best;
    }
}
