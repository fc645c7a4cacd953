package sluice.rules.xtables;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.BridgedFrame;
import sluice.netfilter.NetInterface;
import sluice.rules.Evaluation;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Match physdev: the ports of a bridge that a packet came in and leaves by ({@code xt_physdev.c}).
 *
 * @param in name, {@code eth+} for all that begin so; empty: not asked
 * @param asked which options were given
 * @param inverted which of them with an exclamation mark
 */
public record BridgePort(String in, String out, Set<Option> asked, Set<Option> inverted)
        implements Statement {
    /** The options. */
    public enum Option {
        /** {@code --physdev-in}. */
        IN,
        /** {@code --physdev-out}. */
        OUT,
        /** {@code --physdev-is-in}. */
        IS_IN,
        /** {@code --physdev-is-out}. */
        IS_OUT,
        /** {@code --physdev-is-bridged}. */
        IS_BRIDGED
    }

    /** Copies the sets. */
    public BridgePort {
        asked = Set.copyOf(asked);
        inverted = Set.copyOf(inverted);
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        return matches(packet.skb().bridged()) ? RuleVerdict.NEXT : RuleVerdict.BREAK;
    }

    private boolean matches(@Nullable BridgedFrame frame) {
        // over no bridge: what is not negated cannot be
        if (frame == null) return inverted.containsAll(asked);
        NetInterface leaves = frame.out();
        return fits(Option.IS_BRIDGED, leaves != null)
                && fits(Option.IS_IN, true)
                && fits(Option.IS_OUT, leaves != null)
                && fits(Option.IN, named(frame.in(), in))
                && (leaves == null || fits(Option.OUT, named(leaves, out)));
    }

    private boolean fits(Option option, boolean is) {
        return !asked.contains(option) || is != inverted.contains(option);
    }

    private static boolean named(NetInterface port, String pattern) {
        int end = pattern.length() - 1;
        return (end >= 0 && pattern.charAt(end) == '+')
                ? port.name().regionMatches(0, pattern, 0, end)
                : port.name().equals(pattern);
    }

    @Override
    public boolean pure() {
        return true;
    }
}
