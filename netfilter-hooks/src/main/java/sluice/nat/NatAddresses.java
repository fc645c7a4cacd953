package sluice.nat;

import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;

/** What address translation asks of the host about its own addresses. */
public interface NatAddresses {
    /** The IPv4 source to leave {@code out} with; 0 if there is none. */
    int masquerade4(Skb skb, NetInterface out);

    /** The IPv6 source to leave {@code out} with, high and low half; false if there is none. */
    boolean masquerade6(Skb skb, NetInterface out, long[] halves);

    /** The first IPv4 address of a device; 0 if there is none. */
    int first4(NetInterface in);

    /** An IPv6 address of a device with the scope of a destination; false if there is none. */
    boolean first6(NetInterface in, long high, long low, long[] halves);
}
