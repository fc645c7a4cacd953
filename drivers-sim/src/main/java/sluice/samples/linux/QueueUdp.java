package sluice.samples.linux;

import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/**
 * How does a packet reach a user program and come back? Queues UDP datagrams for user space; after
 * the verdict they go on with the next hook.
 *
 * <p>Only UDP, as a queue without a listener drops, and dropped neighbour discovery stops all else.
 */
public final class QueueUdp implements NfHook {
    private final int port;
    private final NfVerdict queue;

    /**
     * Queues datagrams to {@code port}, or to any if it is 0.
     *
     * @param number of the queue, 0..65535
     * @param bypass whether they go on while nobody listens; else they are dropped
     */
    public QueueUdp(int port, int number, boolean bypass) {
        if (port < 0 || port > 0xffff) throw new IllegalArgumentException("port " + port);
        this.port = port;
        this.queue = new NfVerdict.Queue(number, bypass);
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        int to = Datagrams.destinationPort(skb);
        return to >= 0 && (port == 0 || to == port) ? queue : NfVerdict.ACCEPT;
    }
}
