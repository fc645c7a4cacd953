package sluice.rules.statement;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sluice.rules.Evaluation;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.RuleVerdict;
import sluice.rules.SetElement;
import sluice.rules.Statement;

/**
 * Adds a key to a set, refreshes it, or takes it out ({@code nft_dynset}); a meter if the element
 * has statements. The rule does not match if the set is full or a statement of the element does
 * not.
 *
 * @param timeoutNanos of the element; 0 for the set's own
 * @param data value of a map's element, or null
 * @param statements makes those of a new element
 */
public record UpdateSet(
        NftSet set,
        Operation operation,
        Expression key,
        long timeoutNanos,
        @Nullable Expression data,
        Supplier<List<Statement>> statements)
        implements Statement {
    /** What it does. */
    public enum Operation {
        /** Puts it in if it is not there. */
        ADD,
        /** Puts it in, or lets it live anew. */
        UPDATE,
        /** Takes it out. */
        DELETE
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        if (!key.load(packet, packet.left, 0)) return RuleVerdict.BREAK;
        long now = packet.host().nowNanos();
        SetElement element = set.find(packet.left, 0, now);
        if (operation == Operation.DELETE) {
            if (element == null) return RuleVerdict.BREAK;
            set.remove(element.from(), element.to());
            return RuleVerdict.NEXT;
        }
        long lives = timeoutNanos != 0 ? timeoutNanos : set.options().timeoutNanos();
        if (element == null) {
            element = made(packet);
            if (element == null) return RuleVerdict.BREAK;
            element.live(lives, now);
            if (set.add(element, now) != NftSet.Added.ADDED) return RuleVerdict.BREAK;
        } else if (operation == Operation.UPDATE && lives != 0) {
            element.live(lives, now);
        }
        return element.run(packet) ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private @Nullable SetElement made(Evaluation packet) {
        byte[] octets = Arrays.copyOf(packet.left, set.type().keyOctets());
        byte[] value = null;
        if (data != null) {
            if (!data.load(packet, packet.right, 0)) return null;
            value = Arrays.copyOf(packet.right, data.lengthOctets());
        }
        return new SetElement(octets, octets, value, null, null, statements.get());
    }

    @Override
    public Need need() {
        Need need = key.need();
        for (Statement each : statements.get())
            if (each.need().compareTo(need) > 0) need = each.need();
        return need;
    }
}
