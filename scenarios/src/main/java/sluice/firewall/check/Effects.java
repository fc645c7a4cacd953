package sluice.firewall.check;

import java.util.function.Predicate;
import sluice.rules.Counter;
import sluice.rules.Expression;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Ct;
import sluice.rules.expression.Meta;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Decide;
import sluice.rules.statement.Limit;
import sluice.rules.statement.Log;
import sluice.rules.statement.Notrack;
import sluice.rules.statement.Quota;
import sluice.rules.statement.Reject;
import sluice.rules.statement.SetCt;
import sluice.rules.statement.SetMeta;

/** What statements change that later conditions may look at. */
final class Effects {
    /** Nothing is changed. */
    static final Predicate<Expression> NOTHING = _ -> false;

    private Effects() {}

    /** What either changes. */
    static Predicate<Expression> both(Predicate<Expression> one, Predicate<Expression> other) {
        if (one == NOTHING) return other;
        return other == NOTHING ? one : one.or(other);
    }

    /** Which expressions may have other values behind a statement. */
    static Predicate<Expression> of(Statement statement) {
        if (statement.pure()) return NOTHING;
        return switch (statement) {
            case Counter _, Log _, Limit _, Quota _, Decide _, Reject _ -> NOTHING;
            case SetMeta set ->
                    about ->
                            !stable(
                                    about,
                                    root -> root instanceof Meta meta && meta.key() != set.key());
            case SetCt _, Notrack _ -> about -> !stable(about, Meta.class::isInstance);
            default -> _ -> true;
        };
    }

    /** Whether an expression reads only the packet's octets, or what is known to stay. */
    private static boolean stable(Expression about, Predicate<Expression> stays) {
        return switch (about) {
            case Payload _ -> true;
            case Bitwise bitwise -> stable(bitwise.value(), stays);
            case Ct _ -> false;
            default -> stays.test(about);
        };
    }

    /** Whether a rule takes every packet that its conditions let through, for good. */
    static boolean takes(Iterable<? extends Statement> statements) {
        for (Statement statement : statements) {
            if (statement instanceof Decide(RuleVerdict verdict)) {
                return switch (verdict) {
                    case RuleVerdict.Accept _,
                            RuleVerdict.Drop _,
                            RuleVerdict.Return _,
                            RuleVerdict.Queue _ ->
                            true;
                    case RuleVerdict.Jump jump -> !jump.comesBack();
                    default -> false;
                };
            }
            if (statement instanceof Reject) return true;
            boolean goesOn =
                    statement.pure() || statement instanceof Counter || statement instanceof Log;
            if (!goesOn) return false;
        }
        return false;
    }
}
