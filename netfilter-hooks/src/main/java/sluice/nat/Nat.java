package sluice.nat;

import sluice.conntrack.Conntrack;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/**
 * Address translation of one host (Linux 6.18, {@code net/netfilter/nf_nat_core.c}).
 *
 * <p>Base chains of type {@code nat} stand in here, not at the hook point: they are asked about the
 * first packet of a connection alone, in order of priority, until one makes a mapping.
 */
public final class Nat {
    private final Conntrack conntrack;
    private final Netfilter netfilter;

    /** Translation without chains. */
    public Nat(Conntrack conntrack, Netfilter netfilter) {
        this.conntrack = conntrack;
        this.netfilter = netfilter;
    }

    /** A base chain that stands in the dispatcher; taken out by {@link #unregister}. */
    public static final class ChainRegistration {
        ChainRegistration() {}

        /** Takes it out; a second call does nothing. */
        public void unregister() {}
    }

    /** Puts a base chain in, in front of those of equal priority ({@code nf_nat_register_fn}). */
    public ChainRegistration registerChain(
            NfFamily family, HookPoint point, int priority, String name, NfHook chain) {
        return new ChainRegistration();
    }

    /**
     * Maps the packet's connection into a range ({@code nf_nat_setup_info}): once per connection
     * and half.
     */
    public NfVerdict setup(Skb skb, HookState state, NatRange range, Manip manip) {
        return NfVerdict.ACCEPT;
    }

    /** Source NAT to the address of the device it leaves by ({@code nf_nat_masquerade_ipv4}). */
    public NfVerdict masquerade(Skb skb, HookState state, NatRange range) {
        return NfVerdict.ACCEPT;
    }

    /** Destination NAT to this host ({@code nf_nat_redirect}). */
    public NfVerdict redirect(Skb skb, HookState state, NatRange range) {
        return NfVerdict.ACCEPT;
    }

    Conntrack conntrack() {
        return conntrack;
    }

    Netfilter netfilter() {
        return netfilter;
    }
}
