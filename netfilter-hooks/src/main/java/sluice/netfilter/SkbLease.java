package sluice.netfilter;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;
import sluice.packet.wire.HeaderView;

/** That a hook has a descriptor for one call, or owns it since it stole the packet. */
final class SkbLease {
    private final HookVerifier verifier;
    private final String hook;
    private final String place;
    private @Nullable LeaseNote ended;

    SkbLease(HookVerifier verifier, String hook, String place) {
        this.verifier = verifier;
        this.hook = hook;
        this.place = place;
    }

    /** Whoever touches the descriptor from now on breaks what the note says. */
    void end(LeaseNote note) {
        ended = note;
    }

    /** What to throw at somebody who touches a descriptor without a packet. */
    static RuntimeException touched(@Nullable SkbLease lease) {
        LeaseNote note = lease == null ? null : lease.ended;
        if (lease == null || note == null)
            return new IllegalStateException("this skb has been freed");
        return lease.verifier.touched(note);
    }

    /** The packet came to its end or goes on under another descriptor. */
    void over(Packet packet) {
        ended = new LeaseNote(ContractRule.N02, hook, packet.id(), place);
        verifier.over(packet.id(), ended);
    }

    /** The view, which is taken back when it is stale. */
    <V extends HeaderView> V show(Skb skb, V view) {
        verifier.handedOut(skb, view);
        return view;
    }
}
