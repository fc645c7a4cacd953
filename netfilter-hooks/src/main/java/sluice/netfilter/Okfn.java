package sluice.netfilter;

/** How the path goes on behind a hook point; made once per point. */
@FunctionalInterface
public interface Okfn {
    /** Goes on with the packet; returns 0, or a negative errno for a local sender. */
    int proceed(Skb skb);
}
