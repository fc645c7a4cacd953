package sluice.conntrack;

import sluice.conntrack.TcpTrack.Side;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/**
 * Whether a segment lies in the windows of a connection, and what it tells about them ({@code
 * tcp_in_window}).
 *
 * <pre>
 *   I.   sequence number    not above  sender.maxEnd
 *   II.  its end            not below  sender.end - receiver.maxWindow
 *   III. (s)acknowledgment  not above  receiver.end
 *   IV.  (s)acknowledgment  not below  receiver.end - max(sender.maxWindow, 66000)
 * </pre>
 *
 * Sequence numbers are compared modulo 2^32.
 */
final class TcpWindows {
    private static final int ACK_WINDOW_OCTETS_MIN = 66_000;
    private static final int SCALE_MAX = 14;
    private static final int OPTION_END = 0;
    private static final int OPTION_NOP = 1;
    private static final int OPTION_WINDOW_SCALE = 3;
    private static final int OPTION_SACK_PERMITTED = 4;
    private static final int OPTION_SACK = 5;
    private static final int SACK_BLOCK_OCTETS = 8;

    /** What comes of it. */
    enum Result {
        FITS,
        IGNORED,
        OUTSIDE
    }

    private final ConntrackSettings settings;

    TcpWindows(ConntrackSettings settings) {
        this.settings = settings;
    }

    private static boolean before(int a, int b) {
        return a - b < 0;
    }

    private static boolean after(int a, int b) {
        return b - a < 0;
    }

    /** Sequence number behind the segment. */
    static int end(byte[] octets, int at, int limit) {
        int flags = octets[at + 13];
        return Octets.i32(octets, at + 4)
                + (limit - at - TcpTracker.headerOctets(octets, at))
                + ((flags & TcpView.SYN) != 0 ? 1 : 0)
                + ((flags & TcpView.FIN) != 0 ? 1 : 0);
    }

    /** Reads window scale and SACK permission of a SYN ({@code tcp_options}). */
    static void readOptions(byte[] octets, int at, Side side) {
        int option = at + TcpView.HEADER_OCTETS_MIN;
        int stop = at + TcpTracker.headerOctets(octets, at);
        if (option == stop) return;
        side.scale = 0;
        side.flags &= TcpTrack.BE_LIBERAL;
        while (option < stop) {
            int kind = octets[option];
            if (kind == OPTION_END) return;
            if (kind == OPTION_NOP) {
                option++;
                continue;
            }
            if (stop - option < 2) return;
            int length = Octets.u8(octets, option + 1);
            if (length < 2 || length > stop - option) return;
            if (kind == OPTION_SACK_PERMITTED && length == 2) {
                side.flags |= TcpTrack.SACK_PERMITTED;
            } else if (kind == OPTION_WINDOW_SCALE && length == 3) {
                side.scale = Math.min(SCALE_MAX, Octets.u8(octets, option + 2));
                side.flags |= TcpTrack.WINDOW_SCALE;
            }
            option += length;
        }
    }

    // The highest right edge of a SACK block, if it is above the acknowledgment.
    private static int highestSack(byte[] octets, int at, int acknowledgment) {
        int option = at + TcpView.HEADER_OCTETS_MIN;
        int stop = at + TcpTracker.headerOctets(octets, at);
        int highest = acknowledgment;
        while (option < stop) {
            int kind = octets[option];
            if (kind == OPTION_END) return highest;
            if (kind == OPTION_NOP) {
                option++;
                continue;
            }
            if (stop - option < 2) return highest;
            int length = Octets.u8(octets, option + 1);
            if (length < 2 || length > stop - option) return highest;
            if (kind == OPTION_SACK
                    && length >= 2 + SACK_BLOCK_OCTETS
                    && (length - 2) % SACK_BLOCK_OCTETS == 0) {
                for (int block = 2; block < length; block += SACK_BLOCK_OCTETS) {
                    int edge = Octets.i32(octets, option + block + 4);
                    if (after(edge, highest)) highest = edge;
                }
                return highest;
            }
            option += length;
        }
        return highest;
    }

    // tcp_init_sender
    private static void begin(
            Side sender, Side receiver, byte[] octets, int at, int end, int window, boolean reply) {
        sender.end = end;
        sender.maxEnd = end;
        sender.maxWindow = Math.max(1, window);
        readOptions(octets, at, sender);
        boolean both = (sender.flags & receiver.flags & TcpTrack.WINDOW_SCALE) != 0;
        if (reply && !both) { // RFC 7323: only if both sides said so
            sender.scale = 0;
            receiver.scale = 0;
        }
    }

    /** Judges a segment and, if it fits, moves the windows. */
    Result check(
            Connection connection,
            TcpTrack track,
            TcpTracker.Kind kind,
            byte[] octets,
            int at,
            int limit,
            boolean reply) {
        Side sender = track.side(reply);
        Side receiver = track.side(!reply);
        int flags = octets[at + 13];
        boolean syn = (flags & TcpView.SYN) != 0;
        boolean hasAck = (flags & TcpView.ACK) != 0;
        boolean rst = (flags & TcpView.RST) != 0;
        int sequence = Octets.i32(octets, at + 4);
        int ack = Octets.i32(octets, at + 8);
        int rawWindow = Octets.u16(octets, at + 14);
        int window = rawWindow;
        int end = end(octets, at, limit);
        int sack = ack;
        if ((receiver.flags & TcpTrack.SACK_PERMITTED) != 0) sack = highestSack(octets, at, ack);
        int shift = SequenceAdjuster.offset(connection, !reply, ack - 1);
        ack -= shift;
        sack -= shift;

        if (sender.maxWindow == 0) {
            if (syn) {
                begin(sender, receiver, octets, at, end, window, reply);
                if (!hasAck) return Result.FITS;
            } else {
                sender.end = end;
                sender.maxWindow = Math.max(1, window << sender.scale);
                sender.maxEnd = end + sender.maxWindow;
                if (receiver.maxWindow == 0) {
                    receiver.end = sack;
                    receiver.maxEnd = sack;
                } else if (sack == receiver.end + 1) {
                    receiver.end++; // the answer to a keep-alive
                }
            }
        } else if (syn
                && after(end, sender.end)
                && (track.state == TcpTrackState.SYN_SENT
                        || track.state == TcpTrackState.SYN_RECV)) {
            begin(sender, receiver, octets, at, end, window, reply);
            if (reply && !hasAck) return Result.FITS;
        }
        if (!hasAck || (rst && ack == 0)) {
            ack = receiver.end;
            sack = ack;
        }
        if (rst && sequence == 0 && track.state == TcpTrackState.SYN_SENT) {
            sequence = sender.end;
            end = sequence;
        }
        int lowestAck = receiver.end - Math.max(sender.maxWindow, ACK_WINDOW_OCTETS_MIN) - 1;
        int lowestEnd = sender.end - receiver.maxWindow - 1;
        if (!before(sequence, sender.maxEnd + 1)) {
            int beyond = end - sender.maxEnd + 1;
            boolean inReceiveWindow = receiver.maxWindow != 0 && after(end, lowestEnd);
            if (inReceiveWindow
                    && after(sack, lowestAck)
                    && Integer.compareUnsigned(beyond, receiver.maxWindow) <= 0
                    && before(sack, receiver.end + 1)) {
                // more than was allowed; should the peer take it, its ACK is not out of bounds
                sender.end = end;
                sender.flags |= TcpTrack.DATA_UNACKNOWLEDGED;
                return refused(sender, Result.IGNORED);
            }
            return refused(sender, Result.OUTSIDE);
        }
        if (!before(sack, receiver.end + 1)) return refused(sender, Result.OUTSIDE);
        boolean tooOld = receiver.maxWindow != 0 && !after(end, lowestEnd);
        if (tooOld || !after(sack, lowestAck)) return refused(sender, Result.IGNORED);

        if (!syn) window <<= sender.scale;
        int widest = window + (sack - ack);
        if (Integer.compareUnsigned(sender.maxWindow, widest) < 0) sender.maxWindow = widest;
        if (after(end, sender.end)) {
            sender.end = end;
            sender.flags |= TcpTrack.DATA_UNACKNOWLEDGED;
        }
        if (hasAck) {
            if ((sender.flags & TcpTrack.MAX_ACK_SET) == 0) {
                sender.maxAck = ack;
                sender.flags |= TcpTrack.MAX_ACK_SET;
            } else if (after(ack, sender.maxAck)) {
                sender.maxAck = ack;
            }
        }
        if (receiver.maxWindow != 0 && after(end, sender.maxEnd))
            receiver.maxWindow += end - sender.maxEnd;
        if (after(sack + window, receiver.maxEnd - 1)) {
            receiver.maxEnd = sack + window;
            if (window == 0) receiver.maxEnd++;
        }
        if (ack == receiver.end) receiver.flags &= ~TcpTrack.DATA_UNACKNOWLEDGED;
        if (kind == TcpTracker.Kind.ACK)
            countRetransmission(track, reply, sequence, ack, end, rawWindow);
        return Result.FITS;
    }

    private static void countRetransmission(
            TcpTrack track, boolean reply, int sequence, int ack, int end, int window) {
        if (track.lastReply == reply
                && track.lastSequence == sequence
                && track.lastAck == ack
                && track.lastEnd == end
                && track.lastWindow == window) {
            track.retransmissions++;
            return;
        }
        track.lastReply = reply;
        track.lastSequence = sequence;
        track.lastAck = ack;
        track.lastEnd = end;
        track.lastWindow = window;
        track.retransmissions = 0;
    }

    private Result refused(Side sender, Result strictly) {
        boolean liberal = (sender.flags & TcpTrack.BE_LIBERAL) != 0 || settings.tcpBeLiberal.on();
        return liberal ? Result.FITS : strictly;
    }
}
