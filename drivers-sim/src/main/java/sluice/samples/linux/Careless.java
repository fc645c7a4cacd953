package sluice.samples.linux;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.ContractRule;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.Ipv4View;

/**
 * What does a verifier say of a careless hook? Breaks one rule of the hook contract with each IPv4
 * packet. Each case is the mistake as people make it; do not copy from here.
 */
public final class Careless implements NfHook {
    private static final int TTL = 8;

    private final ContractRule rule;
    private @Nullable Skb kept;
    private @Nullable HookState keptState;

    /**
     * Breaks {@code rule}.
     *
     * @throws IllegalArgumentException if a single hook function cannot break it
     */
    public Careless(ContractRule rule) {
        this.rule = rule;
        switch (rule) {
            case N03, N08, N11, N12, N13, N21, N22, N25 ->
                    throw new IllegalArgumentException(rule + " needs more than a hook");
            default -> {}
        }
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        if (!skb.isIpv4()) return NfVerdict.ACCEPT;
        return switch (rule) {
            case N01 -> looksBack(skb, NfVerdict.DROP);
            case N04 -> looksBack(skb, NfVerdict.ACCEPT);
            case N05 -> {
                skb.end(HookDrop.ENDED_CARELESSLY);
                yield NfVerdict.ACCEPT;
            }
            case N06 -> NfVerdict.STOLEN;
            case N07 -> NfVerdict.REPEAT;
            case N19 -> nothing();
            case N20 -> throw new IllegalStateException("a careless hook");
            case N23 -> {
                HookState before = keptState;
                keptState = state;
                yield before == null || before.point() == state.point()
                        ? NfVerdict.ACCEPT
                        : NfVerdict.DROP;
            }
            case N24 -> {
                skb.packet().copy(skb.packet().owner());
                yield NfVerdict.ACCEPT;
            }
            default -> {
                write(skb);
                yield rule == ContractRule.N02 ? NfVerdict.STOLEN : NfVerdict.ACCEPT;
            }
        };
    }

    /** Has a look at the packet before this one, which is long gone. */
    private NfVerdict looksBack(Skb skb, NfVerdict verdict) {
        Skb before = kept;
        kept = skb;
        return before != null && before.octets().length == 0 ? NfVerdict.ACCEPT : verdict;
    }

    private void write(Skb skb) {
        int at = skb.networkOffset();
        switch (rule) {
            case N02 -> {
                byte[] octets = skb.writable();
                skb.end(HookDrop.STOLEN_CARELESSLY);
                octets[at + TTL] = 1;
            }
            case N09 -> {
                Octets.put8(skb.octets(), at + TTL, 1); // seen by whoever shares the octets
                skb.ipv4().fillChecksum();
            }
            case N10 -> {
                Ipv4View ip = skb.ipv4();
                skb.writable(); // ip may look at the old array now
                ip.setTtl(1);
                ip.fillChecksum();
            }
            case N14 -> Octets.put8(skb.writable(), at + TTL, 1);
            case N15 -> skb.writable()[skb.limit() - 1] ^= 1;
            case N16 -> skb.packet().trim(skb.packet().lengthOctets() - 1);
            case N17 -> skb.packet().pull(skb.ipv4().headerOctets());
            case N18 -> Octets.put8(skb.writable(), at, 0);
            default -> throw new IllegalStateException(rule.name());
        }
    }

    @SuppressWarnings("NullAway") // the very point
    private static NfVerdict nothing() {
        return null;
    }
}
