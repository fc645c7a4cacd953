package sluice.rules;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A list of rules; a base chain if a hook calls it. The array is swapped on change. */
public final class Chain {
    private final Table table;
    private final String name;
    private final SourcePlace place;
    private @Nullable ChainBase base;
    private boolean dropsAtEnd;
    private boolean policyCounted = true;
    private final Counter policyCounter = new Counter();
    private Rule[] rules = {};
    private Rule @Nullable [] planned;
    private @Nullable RulePlan plan;

    Chain(Table table, String name, SourcePlace place) {
        this.table = table;
        this.name = name;
        this.place = place;
    }

    /** Its table. */
    public Table table() {
        return table;
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Where it is written. */
    public SourcePlace place() {
        return place;
    }

    /** Where it stands, or null if it is reached by jumps only. */
    public @Nullable ChainBase base() {
        return base;
    }

    /** Makes it a base chain. */
    public void setBase(ChainBase value) {
        base = value;
    }

    /** Whether a base chain drops what comes to its end: {@code policy drop}. */
    public boolean dropsAtEnd() {
        return dropsAtEnd;
    }

    /** Sets the policy. */
    public void setDropsAtEnd(boolean value) {
        dropsAtEnd = value;
    }

    /** Whether what comes to the policy is counted. */
    public boolean policyCounted() {
        return policyCounted;
    }

    /** Sets whether what comes to the policy is counted. */
    public void setPolicyCounted(boolean value) {
        policyCounted = value;
    }

    /** What came to the policy. */
    public Counter policyCounter() {
        return policyCounter;
    }

    /** The rules in order. */
    public List<Rule> rules() {
        return List.of(rules);
    }

    Rule[] array() {
        return rules;
    }

    /** The plan of {@code walked}, if that is the present array; null to go one by one. */
    @Nullable RulePlan plan(RulePlanner planner, Rule[] walked) {
        if (walked != rules) return null;
        if (planned != walked) {
            plan = planner.plan(List.of(walked));
            planned = walked;
        }
        return plan;
    }

    void setArray(Rule[] value) {
        rules = value;
    }

    /** Puts a rule at the end. */
    public void append(Rule rule) {
        insert(rules.length, rule);
    }

    /** Puts rules at the end, in order. */
    public void appendAll(List<Rule> more) {
        var list = new ArrayList<>(List.of(rules));
        list.addAll(more);
        more.forEach(rule -> rule.setHandle(table.nextHandle()));
        rules = list.toArray(Rule[]::new);
    }

    /**
     * Puts a rule in so that it has this index.
     *
     * @throws IndexOutOfBoundsException if there are fewer rules
     */
    public void insert(int index, Rule rule) {
        var list = new ArrayList<>(List.of(rules));
        list.add(index, rule);
        rule.setHandle(table.nextHandle());
        rules = list.toArray(Rule[]::new);
    }

    /** Replaces the rule of this index. */
    public void replace(int index, Rule rule) {
        Rule[] changed = rules.clone();
        changed[index] = rule;
        rule.setHandle(table.nextHandle());
        rules = changed;
    }

    /** Takes the rule of this index out. */
    public void remove(int index) {
        var list = new ArrayList<>(List.of(rules));
        list.remove(index);
        rules = list.toArray(Rule[]::new);
    }

    /** Takes all rules out. */
    public void flush() {
        rules = new Rule[0];
    }
}
