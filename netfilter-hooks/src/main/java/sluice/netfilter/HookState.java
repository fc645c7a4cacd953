package sluice.netfilter;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a packet is when a hook is asked (Linux, {@code struct nf_hook_state}). */
public final class HookState {
    private NfFamily family = NfFamily.IPV4;
    private HookPoint point = HookPoint.PRE_ROUTING;
    private @Nullable HookChain chain;
    private @Nullable HookVerifier verifier;
    private @Nullable LeaseNote ended;
    private @Nullable NetInterface in;
    private @Nullable NetInterface out;

    /** Route key before the hook that is being asked; see {@link Netfilter#fillRouteKey}. */
    final long[] routeKey = new long[Netfilter.ROUTE_KEY_WORDS];

    /** A state to be set. */
    HookState() {}

    HookState set(HookChain newChain, @Nullable NetInterface newIn, @Nullable NetInterface newOut) {
        chain = newChain;
        family = newChain.family();
        point = newChain.point();
        in = newIn;
        out = newOut;
        return this;
    }

    /** The same for one call under a verifier. */
    HookState leaseTo(HookVerifier watching) {
        HookState lease = new HookState().set(requireChain(), in, out);
        lease.verifier = watching;
        return lease;
    }

    /** Whoever asks it from now on breaks what the note says. */
    void end(LeaseNote note) {
        ended = note;
    }

    private void requireLease() {
        HookVerifier watching = verifier;
        LeaseNote note = ended;
        if (watching != null && note != null) throw watching.touched(note);
    }

    private HookChain requireChain() {
        return Objects.requireNonNull(chain);
    }

    String placeName() {
        return requireChain().place().name();
    }

    /**
     * How the path goes on behind the point: a hook that steals a packet keeps this, and calls it
     * with the packet when it is to go on. The hooks behind its own are not asked. Valid after the
     * call, too.
     */
    public Okfn okfn() {
        requireLease();
        Okfn path = requireChain().okfn();
        HookVerifier watching = verifier;
        return watching == null ? path : skb -> path.proceed(watching.sentOn(skb));
    }

    /** Address family of the chain. */
    public NfFamily family() {
        requireLease();
        return family;
    }

    /** The hook point. */
    public HookPoint point() {
        requireLease();
        return point;
    }

    /** Device it came in on, where there is one. */
    public @Nullable NetInterface in() {
        requireLease();
        return in;
    }

    /** Device it will leave by, where that is known. */
    public @Nullable NetInterface out() {
        requireLease();
        return out;
    }

    /**
     * Length as counters and rules have it ({@code skb->len}), in octets: from the network header
     * on; where the link header is on already (EGRESS, ARP on its way out), with it.
     */
    public int lengthOctets(Skb skb) {
        boolean framed =
                point == HookPoint.EGRESS
                        || (family == NfFamily.ARP && point == HookPoint.LOCAL_OUT);
        return skb.limit() - (framed ? skb.packet().offset() : skb.networkOffset());
    }
}
