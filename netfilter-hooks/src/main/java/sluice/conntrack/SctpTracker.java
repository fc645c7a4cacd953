package sluice.conntrack;

import sluice.netfilter.Skb;

/** SCTP associations (Linux, {@code nf_conntrack_proto_sctp.c}). */
final class SctpTracker {
    private static final int HEADER_OCTETS = 12;

    private final Conntrack conntrack;

    SctpTracker(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    Tracking track(Connection connection, Skb skb, int at, boolean checks, boolean reply) {
        if (skb.limit() - at < HEADER_OCTETS) return Tracking.INVALID;
        long timeout = conntrack.settings().sctpTimeouts[connection.protocolState].nanos();
        conntrack.refresh(connection, reply, timeout);
        return Tracking.VALID;
    }
}
