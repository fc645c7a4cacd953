package sluice.rules.xtables;

import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * A condition whose answer is known here: there is no IPsec.
 *
 * @param why what it stands for
 */
public record Always(boolean matches, String why) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return matches ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public boolean pure() {
        return true;
    }
}
