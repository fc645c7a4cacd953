package sluice.netfilter;

import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.packet.DropReason;
import sluice.packet.Packet;
import sluice.packet.Place;

/**
 * A packet parked at a hook point for user space ({@code struct nf_queue_entry}). It remembers the
 * walk and goes on behind the hook that queued it.
 *
 * <p>The packet belongs to the point's own place meanwhile and may be changed.
 */
public final class QueueEntry extends Deferral {
    private final HookChain chain;
    private final HookRegistration registration;
    private final NfQueue queue;
    private final Skb skb;
    private final HookRegistration[] walked;
    private final int nextIndex;
    private final Netfilter netfilter;
    private final long sinceNanos;
    private final Place home;

    QueueEntry(
            HookChain chain,
            HookRegistration registration,
            NfQueue queue,
            Skb skb,
            HookRegistration[] walked,
            int nextIndex,
            Netfilter netfilter) {
        super(skb.packet(), netfilter.contracts());
        this.chain = chain;
        this.registration = registration;
        this.queue = queue;
        this.skb = skb;
        this.walked = walked;
        this.nextIndex = nextIndex;
        this.netfilter = netfilter;
        this.sinceNanos = netfilter.nowNanos();
        this.home = skb.packet().owner();
    }

    /** The parked packet's descriptor. */
    public Skb skb() {
        return skb;
    }

    /** Where it is parked. */
    public HookPoint point() {
        return chain.point();
    }

    /** Family of the chain. */
    public NfFamily family() {
        return chain.family();
    }

    /** Number of the queue. */
    public int queueNumber() {
        return queue.number();
    }

    /** Gives the packet to the point's place. */
    void enter() {
        registration.park(this);
        Packet packet = skb.packet();
        if (chain.point().downward()) packet.passDown(chain.place());
        else packet.passUp(chain.place());
        if (chain.reroutes()) Netfilter.fillRouteKey(skb, savedKey);
    }

    private final long[] savedKey = new long[Netfilter.ROUTE_KEY_WORDS];

    private void leave() {
        registration.unpark(this);
        queue.left(this);
    }

    private void giveBack() {
        Packet packet = skb.packet();
        if (chain.point().downward()) packet.passDown(home);
        else packet.passUp(home);
    }

    @Override
    protected void resume(Outcome outcome) {
        leave();
        switch (outcome) {
            case Outcome.Continue() -> proceed();
            case Outcome.Discard(DropReason why) -> skb.end(why);
        }
    }

    void proceed() {
        giveBack();
        var trace = netfilter.trace();
        if (trace != null) {
            trace.accept(
                    new NfStep.Resumed(
                            netfilter.nowNanos(),
                            skb.packet().id(),
                            chain.place().name(),
                            queue.number(),
                            netfilter.nowNanos() - sinceNanos));
        }
        if (chain.reroutes()) {
            if (netfilter.routeKeyChanged(skb, savedKey)) {
                DropReason failed = netfilter.reroute(chain.family(), skb);
                if (failed != null) {
                    skb.end(failed);
                    return;
                }
            }
        }
        chain.walk(skb, walked, nextIndex);
    }

    @Override
    protected void revoked(DropReason why) {
        leave();
        skb.end(why);
    }
}
