package sluice.samples.linux;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/**
 * What is STOLEN for? Swaps each two UDP datagrams: keeps the first, and when the second has come
 * sends on that one and then the first. The hooks behind this one do not see them.
 *
 * <p>One for each point; it keeps the last datagram if their number is odd.
 */
public final class Swap implements NfHook {
    private @Nullable Skb kept;

    /** Nothing kept yet. */
    public Swap() {}

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        if (Datagrams.destinationPort(skb) < 0) return NfVerdict.ACCEPT;
        Skb first = kept;
        if (first == null) {
            kept = skb;
        } else {
            kept = null;
            state.okfn().proceed(skb);
            state.okfn().proceed(first);
        }
        return NfVerdict.STOLEN;
    }
}
