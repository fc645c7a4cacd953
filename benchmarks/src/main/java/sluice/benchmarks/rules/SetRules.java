package sluice.benchmarks.rules;

import sluice.benchmarks.linux.HookPath;
import sluice.time.SeededRandom;

/**
 * Rules about the source address of a datagram, with and without a set, and addresses of which half
 * are in the set: number {@code i} of the set covers 32.0.0.0 + 16 i, those of intervals eight
 * addresses from there.
 */
public final class SetRules {
    private static final int FIRST = 0x2000_0000;
    private static final int STEP = 16;
    private static final int COVERED = 8;
    private static final int ADDRESSES = 4096;
    private static final int TO = 0x0a00_0102;
    private static final int FROM_PORT = 40_000;
    private static final int PORT = 7;

    private SetRules() {}

    /** How the rule looks. */
    public enum Kind {
        /** No rule: an empty chain. */
        NOTHING("", ""),
        /** One address without a set. */
        ADDRESS("", "ip saddr 198.51.100.7 counter"),
        /** A set of addresses. */
        SET("type ipv4_addr;", "ip saddr @s counter"),
        /** A set of intervals. */
        INTERVALS("type ipv4_addr; flags interval;", "ip saddr @s counter"),
        /** A set of addresses with ports. */
        PAIRS("type ipv4_addr . inet_service;", "ip saddr . udp dport @s counter"),
        /** A set of intervals with ranges of ports. */
        PAIRS_OF_INTERVALS(
                "type ipv4_addr . inet_service; flags interval;",
                "ip saddr . udp dport @s counter"),
        /** A map from addresses to marks. */
        MAP("type ipv4_addr : mark;", "meta mark set ip saddr map @s counter"),
        /** A map from addresses to verdicts. */
        VERDICTS("type ipv4_addr : verdict;", "ip saddr vmap @s counter");

        private final String set;
        private final String rule;

        Kind(String set, String rule) {
            this.set = set;
            this.rule = rule;
        }
    }

    /** A path with one rule at FORWARD. */
    static HookPath path(Kind kind, int elements) {
        return new HookPath(text(kind, elements), 1);
    }

    /** The rules in nft's text; {@code kernel-rules.sh} has the same. */
    static String text(Kind kind, int elements) {
        var text = new StringBuilder("table ip filter {\n");
        if (!kind.set.isEmpty()) {
            boolean leads = kind == Kind.MAP || kind == Kind.VERDICTS;
            text.append(leads ? "map" : "set").append(" s { ").append(kind.set);
            text.append(" elements = { ");
            for (int i = 0; i < elements; i++) {
                if (i > 0) text.append(", ");
                element(text, kind, i);
            }
            text.append(" }\n}\n");
        }
        text.append("chain forward { type filter hook forward priority 0;\n");
        return text.append(kind.rule).append("\n}\n}\n").toString();
    }

    private static void element(StringBuilder text, Kind kind, int i) {
        address(text, FIRST + STEP * i);
        if (kind == Kind.INTERVALS || kind == Kind.PAIRS_OF_INTERVALS) {
            text.append('-');
            address(text, FIRST + STEP * i + COVERED - 1);
        }
        if (kind == Kind.PAIRS) text.append(" . ").append(PORT);
        if (kind == Kind.PAIRS_OF_INTERVALS) text.append(" . 1-").append(PORT + i % COVERED);
        if (kind == Kind.MAP) text.append(" : ").append(i);
        if (kind == Kind.VERDICTS) text.append(" : accept");
    }

    private static void address(StringBuilder text, int address) {
        text.append(address >>> 24).append('.').append(address >>> 16 & 0xff);
        text.append('.').append(address >>> 8 & 0xff).append('.').append(address & 0xff);
    }

    /** Addresses in no order, of which half are in a set of so many elements. */
    static int[] addresses(int elements) {
        var random = new SeededRandom(elements, "addresses");
        int[] addresses = new int[ADDRESSES];
        for (int i = 0; i < addresses.length; i++) {
            int covered = FIRST + STEP * (int) random.below(elements);
            addresses[i] = random.below(2) == 0 ? covered : covered + COVERED;
        }
        return addresses;
    }

    /** The keys of a set of single addresses. */
    static int element(int i) {
        return FIRST + STEP * i;
    }

    /** Whether an address is in the set that {@code first} was found for. */
    static boolean covers(int first, int address) {
        return address - first < COVERED;
    }

    static HookPath datagram(HookPath path, int source) {
        return path.datagram(source, TO, FROM_PORT, PORT);
    }
}
