package sluice.rules.xtables;

import sluice.rules.Counter;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Counts under a name that rules share ({@code xt_nfacct.c}). */
public record Account(String name, Counter counter) implements Statement, Named {
    @Override
    public String sharedName() {
        return "nfacct " + name;
    }

    @Override
    public Object shared() {
        return counter;
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return counter.evaluate(packet);
    }
}
