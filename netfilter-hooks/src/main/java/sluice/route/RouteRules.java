package sluice.route;

import java.util.ArrayList;
import java.util.List;

/**
 * The routing policy of one family: rules in the order of their priorities. At first there are
 * three: 0 looks in {@code local}, 32766 in {@code main}, 32767 in {@code default}. One writer.
 */
public final class RouteRules {
    private static final int PRIORITY_MAIN = 32_766;
    private static final int PRIORITY_DEFAULT = 32_767;

    private final List<RouteRule> rules = new ArrayList<>();
    private boolean custom;

    RouteRules() {
        rules.add(RouteRule.all(0, RouteRule.LOCAL));
        rules.add(RouteRule.all(PRIORITY_MAIN, RouteRule.MAIN));
        rules.add(RouteRule.all(PRIORITY_DEFAULT, RouteRule.DEFAULT));
    }

    /** Whether there are others than those of the beginning; if not, nobody need ask them. */
    boolean custom() {
        return custom;
    }

    int count() {
        return rules.size();
    }

    RouteRule at(int index) {
        return rules.get(index);
    }

    /** Index of the first rule from an index on that matches, or -1. */
    int next(FlowKey key, int from) {
        for (int i = from; i < rules.size(); i++) {
            if (rules.get(i).matches(key)) return i;
        }
        return -1;
    }

    /** Index of the first rule at a priority or behind it. */
    int indexOf(int priority) {
        int at = 0;
        while (at < rules.size() && rules.get(at).priority() < priority) at++;
        return at;
    }

    /** The priority of a rule that asks for none ({@code fib_default_rule_pref}). */
    public int priorityOfNext() {
        int second = rules.size() > 1 ? rules.get(1).priority() : 0;
        return second == 0 ? 0 : second - 1;
    }

    /** The rules in order. */
    public List<RouteRule> rules() {
        return List.copyOf(rules);
    }

    /** Adds a rule behind those of its priority; false if there is an equal one. */
    public boolean add(RouteRule rule) {
        if (rules.contains(rule)) return false;
        int at = 0;
        while (at < rules.size() && rules.get(at).priority() <= rule.priority()) at++;
        rules.add(at, rule);
        custom = true;
        return true;
    }

    /** Takes a rule out; false if there is none. */
    public boolean remove(RouteRule rule) {
        custom = true;
        return rules.remove(rule);
    }
}
