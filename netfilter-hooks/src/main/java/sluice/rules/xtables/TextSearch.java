package sluice.rules.xtables;

import java.util.Arrays;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Whether octets occur in the packet, as a whole within bounds that count from the IP header
 * ({@code xt_string.c}, {@code skb_find_text}).
 */
public final class TextSearch implements Statement {
    private static final int CASE_BIT = 0x20;

    private final byte[] pattern;
    private final int from;
    private final int to;
    private final boolean ignoresCase;
    private final boolean inverted;

    /** Looks for a pattern of at least one octet. */
    public TextSearch(byte[] pattern, int from, int to, boolean ignoresCase, boolean inverted) {
        if (pattern.length == 0) throw new IllegalArgumentException("an empty pattern");
        this.pattern = pattern.clone();
        this.from = from;
        this.to = to;
        this.ignoresCase = ignoresCase;
        this.inverted = inverted;
        if (ignoresCase)
            for (int i = 0; i < pattern.length; i++) this.pattern[i] = small(pattern[i]);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return found(packet) != inverted ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    @Override
    public boolean pure() {
        return true;
    }

    private boolean found(Evaluation packet) {
        byte[] octets = packet.octets();
        int start = packet.networkOffset();
        int end = Math.min(packet.limit(), start + to);
        for (int at = start + from; at + pattern.length <= end; at++) {
            if (at(octets, at)) return true;
        }
        return false;
    }

    private boolean at(byte[] octets, int at) {
        if (!ignoresCase)
            return Arrays.equals(octets, at, at + pattern.length, pattern, 0, pattern.length);
        for (int i = 0; i < pattern.length; i++)
            if (small(octets[at + i]) != pattern[i]) return false;
        return true;
    }

    private static byte small(byte octet) {
        return octet >= 'A' && octet <= 'Z' ? (byte) (octet | CASE_BIT) : octet;
    }
}
