package sluice.rules.statement;

import sluice.rules.Evaluation;
import sluice.rules.NamedObject;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/** Runs an object that has a name: {@code counter name "c1"} ({@code nft_objref}). */
public record ObjectReference(NamedObject object) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return object.statement().evaluate(packet);
    }

    @Override
    public Need need() {
        return object.statement().need();
    }
}
