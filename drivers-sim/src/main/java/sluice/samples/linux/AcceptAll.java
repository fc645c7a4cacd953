package sluice.samples.linux;

import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/** What does a hook cost that does nothing? It lets every packet go on. */
public record AcceptAll() implements NfHook {
    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        return NfVerdict.ACCEPT;
    }
}
