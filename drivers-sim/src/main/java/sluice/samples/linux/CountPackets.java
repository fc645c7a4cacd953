package sluice.samples.linux;

import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/** How much passes here? Counts packets and octets and lets every packet go on. */
public final class CountPackets implements NfHook {
    private long packets;
    private long octets;

    /** Nothing counted yet. */
    public CountPackets() {}

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        packets++;
        octets += skb.limit() - skb.networkOffset();
        return NfVerdict.ACCEPT;
    }

    /** Packets so far. */
    public long packets() {
        return packets;
    }

    /** Their octets from the IP header on. */
    public long octets() {
        return octets;
    }
}
