package sluice.conntrack;

import sluice.netfilter.CtInfo;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;

/** Reads along in a control connection and expects what it announces. */
interface Helper {
    /** Name, such as {@code ftp}. */
    String name();

    /** Number of the protocol its connections have. */
    int protocol();

    /** Expectations of one connection at once, at most. */
    int expectationsMax();

    /** Looks at a packet of a connection that has this helper; it may be changed. */
    NfVerdict help(Skb skb, int transportOffset, Connection connection, CtInfo info);
}
