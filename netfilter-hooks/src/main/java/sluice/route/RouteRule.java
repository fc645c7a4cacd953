package sluice.route;

/**
 * A rule of the routing policy ({@code ip rule}; Linux 6.x, {@code net/core/fib_rules.c}).
 *
 * @param priority lower is asked first
 * @param inverted whether it applies to all it does not match ({@code not})
 * @param from source prefix
 * @param to destination prefix
 * @param inIndex device it came in by, the index of {@code lo} for what begins here; 0 for any
 * @param outIndex device a program has bound the send to; 0 for any
 * @param mark what the mark must be where {@code markMask} has ones
 * @param tos type of service, or -1
 * @param uids users of the sender
 * @param protocol transport protocol, or 0
 * @param sourcePorts its source ports
 * @param destinationPorts its destination ports
 * @param action what it says
 * @param target the table to look in, or the priority to go on at
 * @param suppressPrefixLength routes with prefixes of this length or less do not count; -1 for none
 */
public record RouteRule(
        int priority,
        boolean inverted,
        Prefix from,
        Prefix to,
        int inIndex,
        int outIndex,
        int mark,
        int markMask,
        int tos,
        Range uids,
        int protocol,
        Range sourcePorts,
        Range destinationPorts,
        Action action,
        int target,
        int suppressPrefixLength) {

    /** Table of this host's own addresses. */
    public static final int LOCAL = 255;

    /** The table of routes without a table. */
    public static final int MAIN = 254;

    /** The table asked last, empty at first. */
    public static final int DEFAULT = 253;

    /** What a rule says of what it matches. */
    public enum Action {
        /** Look in a table; go on with the next rule if it has no route. */
        TABLE,
        /** Go on with the rule of a priority. */
        GOTO,
        /** Go on with the next rule. */
        NOP,
        /** Discard without a word; EINVAL. */
        BLACKHOLE,
        /** No way; ENETUNREACH. */
        UNREACHABLE,
        /** Forbidden; EACCES. */
        PROHIBIT
    }

    /** An address prefix as in {@link FlowKey}; length 0 matches all. */
    public record Prefix(long high, long low, int length) {
        /** Every address. */
        public static final Prefix ALL = new Prefix(0, 0, 0);

        boolean covers(long otherHigh, long otherLow) {
            if (length == 0) return true;
            if (length <= Long.SIZE) return (high ^ otherHigh) >>> (Long.SIZE - length) == 0;
            return high == otherHigh && (low ^ otherLow) >>> (2 * Long.SIZE - length) == 0;
        }
    }

    /** Numbers from first to last. */
    public record Range(int first, int last) {
        /** All numbers. */
        public static final Range ALL = new Range(0, Integer.MAX_VALUE);

        boolean has(int value) {
            return Integer.compareUnsigned(value, first) >= 0
                    && Integer.compareUnsigned(value, last) <= 0;
        }
    }

    /** A rule for everything. */
    static RouteRule all(int priority, int table) {
        return new RouteRule(
                priority,
                false,
                Prefix.ALL,
                Prefix.ALL,
                0,
                0,
                0,
                0,
                -1,
                Range.ALL,
                0,
                Range.ALL,
                Range.ALL,
                Action.TABLE,
                table,
                -1);
    }

    // fib_rule_match, fib4_rule_match
    boolean matches(FlowKey key) {
        boolean fits =
                (inIndex == 0 || inIndex == key.inIndex)
                        && (outIndex == 0 || outIndex == key.outIndex)
                        && ((mark ^ key.mark) & markMask) == 0
                        && (tos < 0 || tos == key.tos)
                        && from.covers(key.sourceHigh, key.sourceLow)
                        && to.covers(key.destinationHigh, key.destinationLow)
                        && uids.has(key.uid)
                        && (protocol == 0 || protocol == key.protocol)
                        && sourcePorts.has(key.sourcePort)
                        && destinationPorts.has(key.destinationPort);
        return fits != inverted;
    }
}
