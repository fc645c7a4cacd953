package sluice.rules.statement;

import sluice.rules.Evaluation;
import sluice.rules.RuleHost;
import sluice.rules.RuleVerdict;
import sluice.rules.Statement;

/**
 * Answers and drops ({@code nft_reject}, {@code ipt_REJECT}).
 *
 * @param code of the answer of this kind; not for a reset
 */
public record Reject(Kind kind, int code) implements Statement {
    /** {@code icmpx} codes: no route, port unreachable, host unreachable, administratively. */
    private static final int[] ICMP4 = {0, 3, 1, 13};

    private static final int[] ICMP6 = {0, 4, 3, 1};

    /** How it answers. */
    public enum Kind {
        /** ICMP destination unreachable. */
        ICMP,
        /** ICMPv6 destination unreachable. */
        ICMPV6,
        /** Either, by the family; codes of their own. */
        ICMPX,
        /** A TCP reset. */
        TCP_RESET
    }

    @Override
    public RuleVerdict evaluate(Evaluation packet) {
        RuleHost host = packet.host();
        boolean ipv4 = packet.layer() == Evaluation.Layer.IPV4;
        switch (kind) {
            case ICMP -> {
                if (ipv4) host.rejectIcmp4(packet.skb(), packet.state(), code);
            }
            case ICMPV6 -> {
                if (packet.layer() == Evaluation.Layer.IPV6)
                    host.rejectIcmp6(packet.skb(), packet.state(), code);
            }
            case ICMPX -> {
                if (ipv4) host.rejectIcmp4(packet.skb(), packet.state(), ICMP4[code]);
                else if (packet.layer() == Evaluation.Layer.IPV6)
                    host.rejectIcmp6(packet.skb(), packet.state(), ICMP6[code]);
            }
            case TCP_RESET -> host.rejectReset(packet.skb(), packet.state());
        }
        return RuleVerdict.DROP;
    }

    @Override
    public boolean changes() {
        return false;
    }
}
