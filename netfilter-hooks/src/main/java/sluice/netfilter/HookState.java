package sluice.netfilter;

import org.jspecify.annotations.Nullable;

/** Where a packet is when a hook is asked (Linux, {@code struct nf_hook_state}). */
public final class HookState {
    private NfFamily family = NfFamily.IPV4;
    private HookPoint point = HookPoint.PRE_ROUTING;
    private @Nullable NetInterface in;
    private @Nullable NetInterface out;

    /** Route key before the hook that is being asked; see {@link Netfilter#fillRouteKey}. */
    final long[] routeKey = new long[Netfilter.ROUTE_KEY_WORDS];

    /** A state to be set. */
    HookState() {}

    HookState set(
            NfFamily newFamily,
            HookPoint newPoint,
            @Nullable NetInterface newIn,
            @Nullable NetInterface newOut) {
        family = newFamily;
        point = newPoint;
        in = newIn;
        out = newOut;
        return this;
    }

    /** Address family of the chain. */
    public NfFamily family() {
        return family;
    }

    /** The hook point. */
    public HookPoint point() {
        return point;
    }

    /** Device it came in on, where there is one. */
    public @Nullable NetInterface in() {
        return in;
    }

    /** Device it will leave by, where that is known. */
    public @Nullable NetInterface out() {
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
