package sluice.rules.nft;

import java.util.Map;
import java.util.Set;

/** Words that start an expression or follow one. */
final class Words {
    /** Keys of {@code meta}. */
    static final Set<String> META =
            Set.of(
                    "length",
                    "protocol",
                    "priority",
                    "random",
                    "mark",
                    "iif",
                    "oif",
                    "iifname",
                    "oifname",
                    "iiftype",
                    "oiftype",
                    "iifgroup",
                    "oifgroup",
                    "iifkind",
                    "oifkind",
                    "skuid",
                    "skgid",
                    "cgroup",
                    "nftrace",
                    "rtclassid",
                    "secmark",
                    "pkttype",
                    "cpu",
                    "nfproto",
                    "l4proto",
                    "ibrname",
                    "obrname",
                    "ibriport",
                    "obriport",
                    "ibrpvid",
                    "ibrvproto",
                    "time",
                    "day",
                    "hour",
                    "ipsec",
                    "secpath",
                    "sdif",
                    "sdifname");

    /** Keys that need no {@code meta} in front. */
    static final Set<String> META_ALONE =
            Set.of(
                    "mark",
                    "iif",
                    "oif",
                    "iifname",
                    "oifname",
                    "iiftype",
                    "oiftype",
                    "iifgroup",
                    "oifgroup",
                    "skuid",
                    "skgid",
                    "cgroup",
                    "nftrace",
                    "rtclassid",
                    "pkttype",
                    "cpu",
                    "ibrname",
                    "obrname",
                    "ibriport",
                    "obriport",
                    "time",
                    "day",
                    "hour",
                    "ibrpvid",
                    "ibrvproto",
                    "sdif",
                    "sdifname");

    /** Keys of {@code ct} that a rule can look at. */
    static final Set<String> CT =
            Set.of(
                    "state",
                    "direction",
                    "status",
                    "mark",
                    "expiration",
                    "helper",
                    "l3proto",
                    "saddr",
                    "daddr",
                    "protocol",
                    "proto-src",
                    "proto-dst",
                    "label",
                    "bytes",
                    "packets",
                    "avgpkt",
                    "zone",
                    "event",
                    "secmark",
                    "id");

    /** Signs of comparisons in words. */
    static final Map<String, String> COMPARISONS =
            Map.of(
                    "eq", "==", "ne", "!=", "neq", "!=", "lt", "<", "gt", ">", "le", "<=", "lte",
                    "<=", "ge", ">=", "gte", ">=");

    /** Operators of bits in words. */
    static final Map<String, String> OPERATORS =
            Map.of("and", "&", "or", "|", "xor", "^", "lshift", "<<", "rshift", ">>");

    /** Kinds of objects with a name that are one word. */
    static final Set<String> OBJECTS = Set.of("counter", "quota", "limit", "secmark", "synproxy");

    /** Verdicts. */
    static final Set<String> VERDICTS =
            Set.of("accept", "drop", "continue", "return", "jump", "goto");

    private Words() {}
}
