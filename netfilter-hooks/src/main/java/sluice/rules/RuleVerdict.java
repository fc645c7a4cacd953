package sluice.rules;

import org.jspecify.annotations.Nullable;

/**
 * What a statement, and at its end a rule, says of a packet ({@code struct nft_verdict}). Constants
 * and objects made when the rules are loaded: a decision allocates nothing.
 */
public sealed interface RuleVerdict {
    /** Go on with the next statement; of a rule: with the next rule ({@code NFT_CONTINUE}). */
    RuleVerdict NEXT = new Next();

    /** The rule does not match from here on ({@code NFT_BREAK}). */
    RuleVerdict BREAK = new Break();

    /** This base chain lets it pass. */
    RuleVerdict ACCEPT = new Accept();

    /** End it. */
    RuleVerdict DROP = new Drop();

    /** Back to behind the jump; in a base chain: its policy. */
    RuleVerdict RETURN = new Return();

    /** A statement has taken it over. */
    RuleVerdict STOLEN = new Stolen();

    /** {@link #NEXT}. */
    record Next() implements RuleVerdict {}

    /** {@link #BREAK}. */
    record Break() implements RuleVerdict {}

    /** {@link #ACCEPT}. */
    record Accept() implements RuleVerdict {}

    /** {@link #DROP}. */
    record Drop() implements RuleVerdict {}

    /** {@link #RETURN}. */
    record Return() implements RuleVerdict {}

    /** {@link #STOLEN}. */
    record Stolen() implements RuleVerdict {}

    /** Lost for a reason below the rules, such as an errno of its own for the sender. */
    record Lost(sluice.packet.DropReason why) implements RuleVerdict {}

    /** To a queue for user space: it has left the chain, see {@link sluice.netfilter.NfVerdict}. */
    record Queue(sluice.netfilter.NfVerdict verdict) implements RuleVerdict {}

    /**
     * To another chain of the same table, and back at its end.
     *
     * <p>An object of its own for each place it is written at: {@link Ruleset#link} finds the
     * chain.
     */
    final class Jump implements RuleVerdict {
        private final String chain;
        private final boolean comesBack;
        private @Nullable Chain target;

        private Jump(String chain, boolean comesBack) {
            this.chain = chain;
            this.comesBack = comesBack;
        }

        /** Name of the chain. */
        public String chain() {
            return chain;
        }

        /** True for {@code jump}, false for {@code goto}. */
        public boolean comesBack() {
            return comesBack;
        }

        /** The chain; null before the rules are linked. */
        public @Nullable Chain target() {
            return target;
        }

        void link(Chain found) {
            target = found;
        }
    }

    /** {@code jump chain}. */
    static Jump jump(String chain) {
        return new Jump(chain, true);
    }

    /** {@code goto chain}. */
    static Jump goTo(String chain) {
        return new Jump(chain, false);
    }
}
