package sluice.netfilter;

/**
 * What connection tracking hangs on a packet ({@code struct nf_conntrack}): a connection, or before
 * tracking the template that says how to track. Known to {@code sluice.conntrack} alone.
 */
public interface Tracked {}
