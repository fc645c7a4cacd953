package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.Skb;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/**
 * Moves sequence and acknowledgment numbers of a connection some of whose segments became longer or
 * shorter (Linux, {@code nf_conntrack_seqadj.c}).
 */
final class SequenceAdjuster {
    private static final int OPTION_SACK = 5;

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

    /** From now on a direction is {@code octets} ahead ({@code nf_ct_seqadj_init}). */
    static void begin(Connection connection, boolean reply, int octets) {
        if (octets == 0) return;
        connection.set(CtStatus.SEQ_ADJUST);
        SequenceShift shift = shift(connection, reply);
        if (shift == null) {
            shift = new SequenceShift();
            if (reply) connection.shiftReply = shift;
            else connection.shiftOriginal = shift;
        }
        shift.before = octets;
        shift.after = octets;
    }

    /** From the segment at {@code sequence} on, a direction is {@code octets} further ahead. */
    static void moved(Connection connection, boolean reply, int sequence, int octets) {
        if (octets == 0) return;
        connection.set(CtStatus.SEQ_ADJUST);
        SequenceShift shift = shift(connection, reply);
        if (shift == null) {
            shift = new SequenceShift();
            if (reply) connection.shiftReply = shift;
            else connection.shiftOriginal = shift;
        }
        if (shift.before == shift.after || shift.correction - sequence < 0) {
            shift.correction = sequence;
            shift.before = shift.after;
            shift.after += octets;
        }
    }

    /** Moves the numbers of a segment that leaves ({@code nf_ct_seq_adjust}). */
    static void adjust(Skb skb, Connection connection, boolean reply, int at) {
        if (connection.tcp == null || skb.limit() - at < TcpView.HEADER_OCTETS_MIN) return;
        byte[] octets = skb.writable();
        int sequence = Octets.i32(octets, at + 4);
        int ahead = offset(connection, reply, sequence);
        if (ahead != 0) replace(octets, at, at + 4, sequence + ahead);
        if ((octets[at + 13] & TcpView.ACK) == 0) return;
        SequenceShift other = shift(connection, !reply);
        if (other == null) return;
        int ack = Octets.i32(octets, at + 8);
        replace(octets, at, at + 8, back(other, ack));
        adjustSacks(octets, at, skb.limit(), other);
    }

    // What a receiver acknowledges, as the sender counts.
    private static int back(SequenceShift shift, int number) {
        boolean after = shift.correction - (number - shift.before) < 0;
        return number - (after ? shift.after : shift.before);
    }

    private static void replace(byte[] octets, int at, int field, int value) {
        int check = Octets.u16(octets, at + 16);
        int old = Octets.i32(octets, field);
        Octets.put16(octets, at + 16, Checksums.updated32(check, old, value));
        Octets.put32(octets, field, value);
    }

    private static void adjustSacks(byte[] octets, int at, int limit, SequenceShift other) {
        int option = at + TcpView.HEADER_OCTETS_MIN;
        int stop = Math.min(limit, at + TcpTracker.headerOctets(octets, at));
        while (option < stop && octets[option] != 0) {
            if (octets[option] == 1) {
                option++;
                continue;
            }
            if (stop - option < 2) break;
            int length = Octets.u8(octets, option + 1);
            if (length < 2 || length > stop - option) break;
            if (octets[option] == OPTION_SACK && (length - 2) % 8 == 0) {
                for (int edge = option + 2; edge < option + length; edge += 4) {
                    int old = Octets.i32(octets, edge);
                    int value = back(other, old);
                    // an edge may lie at an odd octet, where the checksum's words are swapped
                    int check = Octets.u16(octets, at + 16);
                    boolean odd = ((edge - at) & 1) != 0;
                    int from = odd ? Integer.rotateLeft(old, 8) : old;
                    int to = odd ? Integer.rotateLeft(value, 8) : value;
                    Octets.put16(octets, at + 16, Checksums.updated32(check, from, to));
                    Octets.put32(octets, edge, value);
                }
            }
            option += length;
        }
    }
}
