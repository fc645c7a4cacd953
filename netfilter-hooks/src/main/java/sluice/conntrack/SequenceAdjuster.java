package sluice.conntrack;

import org.jspecify.annotations.Nullable;

/**
 * Moves sequence and acknowledgment numbers of a connection some of whose segments became longer or
 * shorter (Linux, {@code nf_conntrack_seqadj.c}).
 */
final class SequenceAdjuster {
    private SequenceAdjuster() {}

    private static @Nullable SequenceShift shift(Connection connection, boolean reply) {
        return reply ? connection.shiftReply : connection.shiftOriginal;
    }

    /** Octets that a direction is ahead of its sender at a sequence number. */
    static int offset(Connection connection, boolean reply, int sequence) {
        SequenceShift shift = shift(connection, reply);
        if (shift == null) return 0;
        return shift.correction - sequence < 0 ? shift.after : shift.before;
    }

    /** Moves the numbers of a segment that leaves. */
    static void adjust(sluice.netfilter.Skb skb, Connection connection, boolean reply, int at) {}
}
