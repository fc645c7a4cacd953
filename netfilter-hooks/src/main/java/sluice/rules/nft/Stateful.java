package sluice.rules.nft;

import sluice.rules.Counter;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;
import sluice.rules.statement.ConnectionLimit;
import sluice.rules.statement.Limit;
import sluice.rules.statement.Quota;

/** Statements with a state of their own, which rules, elements and named objects may have. */
final class Stateful {
    private static final long SECOND = 1_000_000_000L;

    /** {@code last}: it notes the time for {@code nft list}, and lets everything pass. */
    record Last() implements Statement {
        @Override
        public RuleVerdict evaluate(Evaluation packet) {
            return RuleVerdict.NEXT;
        }

        @Override
        public boolean pure() {
            return true;
        }
    }

    private Stateful() {}

    /** A new one each time. */
    static Statement of(St st) throws NftFault {
        return switch (st) {
            case St.Counting counting -> new Counter(counting.packets(), counting.octets());
            case St.Limiting limit -> limit(limit);
            case St.Quoting quota -> new Quota(quota.octets(), quota.over(), quota.used());
            case St.CountLimit count ->
                    new ConnectionLimit((int) count.connections(), count.over());
            case St.LastUse _ -> new Last();
            default ->
                    throw new NftFault(
                            st.place(),
                            "only counter, limit, quota, ct count and last may stand here");
        };
    }

    private static Limit limit(St.Limiting limit) throws NftFault {
        long unit =
                switch (limit.per()) {
                    case "second" -> SECOND;
                    case "minute" -> 60 * SECOND;
                    case "hour" -> 3600 * SECOND;
                    case "day" -> 86_400 * SECOND;
                    case "week" -> 604_800 * SECOND;
                    default ->
                            throw new NftFault(
                                    limit.place(), "a rate per " + Lexer.excerpt(limit.per()));
                };
        // nft's own burst: five packets, no octets.
        long burst = limit.burst() >= 0 ? limit.burst() : limit.octets() ? 0 : 5;
        return new Limit(limit.rate(), unit, burst, limit.octets(), limit.over());
    }
}
