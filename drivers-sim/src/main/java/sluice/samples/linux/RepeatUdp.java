package sluice.samples.linux;

import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/** What does REPEAT do? Asks to be asked again about each UDP datagram, and then lets it go on. */
public final class RepeatUdp implements NfHook {
    private final int times;
    private long packetId;
    private int left;

    /**
     * Repeats so often.
     *
     * @param times 1 to 100
     */
    public RepeatUdp(int times) {
        if (times < 1 || times > 100) throw new IllegalArgumentException("times " + times);
        this.times = times;
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        if (Datagrams.destinationPort(skb) < 0) return NfVerdict.ACCEPT;
        if (skb.packet().id() != packetId) {
            packetId = skb.packet().id();
            left = times;
        }
        return left-- > 0 ? NfVerdict.REPEAT : NfVerdict.ACCEPT;
    }
}
