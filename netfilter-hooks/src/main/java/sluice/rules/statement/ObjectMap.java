package sluice.rules.statement;

import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.NamedObject;
import sluice.rules.NftSet;
import sluice.rules.RuleVerdict;
import sluice.rules.SetElement;
import sluice.rules.Statement;

/** Runs the object that a key leads to: {@code counter name ip saddr map @m}. */
public record ObjectMap(Expression key, NftSet map) implements Statement {
    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!key.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        SetElement found = map.find(packet.left, 0, packet.host().nowNanos());
        NamedObject object = found == null ? null : found.object();
        return object == null ? RuleVerdict.BREAK : object.statement().evaluate(packet);
    }

    @Override
    public Need need() {
        // what the map leads to may be put in later: its kind says what that will need
        return switch (map.type().dataTypes().getFirst()) {
            case "ct helper", "ct timeout", "ct expectation" -> Need.TRACKING;
            case "synproxy" -> Need.SYN_PROXY;
            default -> key.need();
        };
    }
}
