package sluice.conntrack;

import static sluice.conntrack.TcpTrackState.CLOSE;
import static sluice.conntrack.TcpTrackState.CLOSE_WAIT;
import static sluice.conntrack.TcpTrackState.ESTABLISHED;
import static sluice.conntrack.TcpTrackState.FIN_WAIT;
import static sluice.conntrack.TcpTrackState.LAST_ACK;
import static sluice.conntrack.TcpTrackState.SYN_RECV;
import static sluice.conntrack.TcpTrackState.SYN_SENT;
import static sluice.conntrack.TcpTrackState.SYN_SENT2;
import static sluice.conntrack.TcpTrackState.TIME_WAIT;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.TcpTrack.Side;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/**
 * Follows TCP connections from outside (Linux 6.18, {@code nf_conntrack_proto_tcp.c}; the windows
 * after Guido van Rooij, "Real Stateful TCP Packet Filtering in IP Filter").
 *
 * <p>A segment is judged by a table of states, then by the windows of both sides ({@link
 * TcpWindows}). One that the table says to ignore passes without changing the state: the host may
 * know better, and its answer tells.
 */
final class TcpTracker {
    private static final int HEADER_OCTETS = TcpView.HEADER_OCTETS_MIN;
    private static final int ALWAYS_FINE = TcpView.PSH | TcpView.ECE | TcpView.CWR;

    /** What a segment is to the table of states. */
    enum Kind {
        SYN,
        SYN_ACK,
        FIN,
        ACK,
        RST,
        NONE
    }

    /** A cell of the table that is no state. */
    private static final int INVALID = -1;

    private static final int IGNORE = -2;

    /**
     * Next states by direction, kind and state, in the order of the enums. I: invalid, G: ignored,
     * 0..9: a state.
     *
     * <pre>
     *   NONE SYN_SENT SYN_RECV ESTABLISHED FIN_WAIT CLOSE_WAIT LAST_ACK TIME_WAIT CLOSE SYN_SENT2
     * </pre>
     */
    private static final String[][] NEXT = {
        {
            "11GGGGG119", // SYN: begins, again, or anew after the end
            "II2IIIIII2", // SYN|ACK: only in a simultaneous open
            "II4466678I", // FIN
            "3I3355778I", // ACK
            "I888888888", // RST
            "IIIIIIIIII" // none of them
        },
        {
            "I9IIIII1I9", // SYN: simultaneous open, or the roles change
            "I2GGGGGGG2", // SYN|ACK
            "II4466678I", // FIN
            "IG2355778G", // ACK
            "I888888888", // RST
            "IIIIIIIIII"
        }
    };

    private static final TcpTrackState[] STATES = TcpTrackState.values();

    private final Conntrack conntrack;
    private final ConntrackSettings settings;
    private final TcpWindows windows;

    TcpTracker(Conntrack conntrack) {
        this.conntrack = conntrack;
        this.settings = conntrack.settings();
        this.windows = new TcpWindows(settings);
    }

    private static int next(boolean reply, Kind kind, TcpTrackState state) {
        char cell = NEXT[reply ? 1 : 0][kind.ordinal()].charAt(state.ordinal());
        return switch (cell) {
            case 'I' -> INVALID;
            case 'G' -> IGNORE;
            default -> cell - '0';
        };
    }

    /** Whether a header is whole. */
    static boolean wellFormedHeader(byte[] octets, int at, int limit) {
        if (limit - at < HEADER_OCTETS) return false;
        int header = headerOctets(octets, at);
        return header >= HEADER_OCTETS && header <= limit - at;
    }

    /** Whether a header is whole and its flags make sense; the checksum is looked at elsewhere. */
    static boolean wellFormed(byte[] octets, int at, int limit) {
        return wellFormedHeader(octets, at, limit) && sensible(octets[at + 13]);
    }

    private static boolean sensible(int allFlags) {
        return switch (allFlags & 0xff & ~ALWAYS_FINE) {
            case TcpView.SYN,
                    TcpView.SYN | TcpView.URG,
                    TcpView.SYN | TcpView.ACK,
                    TcpView.RST,
                    TcpView.RST | TcpView.ACK,
                    TcpView.FIN | TcpView.ACK,
                    TcpView.FIN | TcpView.ACK | TcpView.URG,
                    TcpView.ACK,
                    TcpView.ACK | TcpView.URG ->
                    true;
            default -> false;
        };
    }

    static int headerOctets(byte[] octets, int at) {
        return (octets[at + 12] >> 4 & 15) * 4;
    }

    static Kind kind(int flags) {
        if ((flags & TcpView.RST) != 0) return Kind.RST;
        if ((flags & TcpView.SYN) != 0) return (flags & TcpView.ACK) != 0 ? Kind.SYN_ACK : Kind.SYN;
        if ((flags & TcpView.FIN) != 0) return Kind.FIN;
        return (flags & TcpView.ACK) != 0 ? Kind.ACK : Kind.NONE;
    }

    /** The first segment of a connection; null if it cannot be one ({@code tcp_new}). */
    private @Nullable TcpTrack begin(byte[] octets, int at, int limit) {
        int state = next(false, kind(octets[at + 13]), TcpTrackState.NONE);
        if (state < 0) return null;
        boolean syn = STATES[state] == SYN_SENT;
        if (!syn && !settings.tcpLoose.on()) return null;
        var track = new TcpTrack();
        Side first = track.original;
        first.end = TcpWindows.end(octets, at, limit);
        first.maxWindow = Math.max(1, Octets.u16(octets, at + 14));
        if (syn) {
            first.maxEnd = first.end;
            TcpWindows.readOptions(octets, at, first);
        } else {
            // picked up in the middle: what was agreed on is not known
            first.maxEnd = first.end + first.maxWindow;
            first.flags = TcpTrack.SACK_PERMITTED | TcpTrack.BE_LIBERAL;
            track.reply.flags = first.flags;
        }
        return track;
    }

    /** Judges a segment that is {@link #wellFormed}. */
    Tracking track(Connection connection, byte[] octets, int at, int limit, boolean reply) {
        if (!connection.confirmed()) {
            TcpTrack begun = begin(octets, at, limit);
            if (begun == null) return Tracking.INVALID;
            connection.tcp = begun;
        }
        TcpTrack track = Objects.requireNonNull(connection.tcp);
        Kind kind = kind(octets[at + 13]);
        TcpTrackState old = track.state;
        int cell = next(reply, kind, old);
        if (cell == INVALID)
            return keepsProxyAlive(connection, track, kind, octets, at, reply)
                    ? Tracking.VALID
                    : Tracking.INVALID;
        if (cell == IGNORE) {
            if (resynchronizes(track, kind, octets, at, reply)) {
                return inWindow(
                        connection, track, kind, SYN_SENT, SYN_RECV, octets, at, limit, reply);
            }
            annotate(track, kind, old, octets, at, limit, reply);
            return Tracking.VALID;
        }
        TcpTrackState wanted = STATES[cell];
        switch (wanted) {
            case SYN_SENT -> {
                if (old.ordinal() < TIME_WAIT.ordinal()) break;
                boolean closed =
                        ((track.original.flags | track.reply.flags) & TcpTrack.CLOSE_BEGUN) != 0;
                boolean reset = track.lastReply == reply && track.lastKind == Kind.RST;
                if (closed || reset) {
                    conntrack.delete(connection);
                    return Tracking.AGAIN;
                }
                annotate(track, kind, old, octets, at, limit, reply);
                return Tracking.VALID;
            }
            case TIME_WAIT -> {
                // RFC 5961: the answer to a stray SYN does not acknowledge the last FIN
                if (old == LAST_ACK
                        && kind == Kind.ACK
                        && track.lastReply != reply
                        && track.lastKind == Kind.SYN
                        && (track.lastFlags & TcpTrack.CHALLENGE_ACK_EXPECTED) != 0) {
                    track.lastFlags &= ~TcpTrack.CHALLENGE_ACK_EXPECTED;
                    return Tracking.VALID;
                }
            }
            case SYN_SENT2 -> track.lastFlags |= TcpTrack.SIMULTANEOUS_OPEN;
            case SYN_RECV -> {
                if (reply
                        && kind == Kind.ACK
                        && (track.lastFlags & TcpTrack.SIMULTANEOUS_OPEN) != 0)
                    wanted = ESTABLISHED;
            }
            case CLOSE -> {
                if (kind == Kind.RST)
                    return reset(connection, track, old, octets, at, limit, reply);
            }
            case NONE, ESTABLISHED, FIN_WAIT, CLOSE_WAIT, LAST_ACK -> {}
        }
        return inWindow(connection, track, kind, old, wanted, octets, at, limit, reply);
    }

    // A SYN|ACK that answers a SYN which was ignored: the two are in step, this tracker is not.
    private static boolean resynchronizes(
            TcpTrack track, Kind kind, byte[] octets, int at, boolean reply) {
        if (kind != Kind.SYN_ACK
                || track.lastKind != Kind.SYN
                || track.lastReply == reply
                || Octets.i32(octets, at + 8) != track.lastEnd) return false;
        Side other = track.side(track.lastReply);
        other.end = track.lastEnd;
        other.maxEnd = track.lastEnd;
        other.maxWindow = Math.max(1, track.lastWindow);
        other.scale = track.lastScale;
        track.lastFlags &= ~TcpTrack.CHALLENGE_ACK_EXPECTED;
        other.flags = track.lastFlags;
        track.side(reply).forget();
        return true;
    }

    // What passes though it does not fit is remembered: the answer shows what it was.
    private static void annotate(
            TcpTrack track,
            Kind kind,
            TcpTrackState old,
            byte[] octets,
            int at,
            int limit,
            boolean reply) {
        track.lastKind = kind;
        track.lastReply = reply;
        track.lastSequence = Octets.i32(octets, at + 4);
        track.lastEnd = TcpWindows.end(octets, at, limit);
        track.lastWindow = Octets.u16(octets, at + 14);
        if (kind == Kind.SYN && !reply) {
            var seen = new Side();
            TcpWindows.readOptions(octets, at, seen);
            track.lastFlags = seen.flags & (TcpTrack.WINDOW_SCALE | TcpTrack.SACK_PERMITTED);
            track.lastScale = seen.scale;
            if (old == LAST_ACK) track.lastFlags |= TcpTrack.CHALLENGE_ACK_EXPECTED;
        }
        if (old == SYN_SENT && kind == Kind.ACK && reply)
            track.lastAck = Octets.i32(octets, at + 8);
    }

    // The SYN to the server or its answer was lost, and the client of a proxied connection, which
    // takes it for open, keeps it alive.
    private static boolean keepsProxyAlive(
            Connection connection,
            TcpTrack track,
            Kind kind,
            byte[] octets,
            int at,
            boolean reply) {
        return connection.proxied != null
                && track.state == SYN_SENT
                && kind == Kind.ACK
                && !reply
                && !track.lastReply
                && track.original.end - 1 == Octets.i32(octets, at + 4);
    }

    private static boolean closing(TcpTrackState state) {
        return state == FIN_WAIT
                || state == LAST_ACK
                || state == TIME_WAIT
                || state == CLOSE
                || state == CLOSE_WAIT;
    }

    /** Whether a connection in this state may go when the table is full, though ASSURED. */
    static boolean mayGoEarly(Connection connection) {
        TcpTrack track = connection.tcp;
        return track != null && closing(track.state);
    }

    private Tracking reset(
            Connection connection,
            TcpTrack track,
            TcpTrackState old,
            byte[] octets,
            int at,
            int limit,
            boolean reply) {
        TcpTrackState wanted = CLOSE;
        Kind kind = Kind.RST;
        if (closing(old)) return accept(connection, track, kind, old, wanted, reply);
        int sequence = Octets.i32(octets, at + 4);
        Side receiver = track.side(!reply);
        if ((receiver.flags & TcpTrack.MAX_ACK_SET) != 0 && track.lastKind != Kind.SYN) {
            boolean established = old == ESTABLISHED && connection.has(CtStatus.ASSURED);
            if (sequence == 0 && !established)
                return inWindow(connection, track, kind, old, wanted, octets, at, limit, reply);
            if (sequence - receiver.maxAck < 0 && !settings.tcpIgnoreInvalidRst.on())
                return Tracking.INVALID;
            boolean exact = !established || sequence == receiver.maxAck;
            boolean ofTrain =
                    track.lastKind == Kind.ACK
                            && track.lastReply == reply
                            && sequence == track.lastEnd;
            if (exact || ofTrain)
                return inWindow(connection, track, kind, old, wanted, octets, at, limit, reply);
            wanted = old; // the other side may answer with a challenge
        }
        boolean toIgnored =
                (connection.has(CtStatus.SEEN_REPLY) && track.lastKind == Kind.SYN)
                        || (!connection.has(CtStatus.ASSURED) && track.lastKind == Kind.ACK);
        boolean answersIgnored = toIgnored && Octets.i32(octets, at + 8) == track.lastEnd;
        boolean answersChallenge =
                old == SYN_SENT
                        && track.lastKind == Kind.ACK
                        && track.lastReply
                        && sequence == track.lastAck;
        if (answersIgnored || answersChallenge)
            return accept(connection, track, kind, old, wanted, reply);
        return inWindow(connection, track, kind, old, wanted, octets, at, limit, reply);
    }

    private Tracking inWindow(
            Connection connection,
            TcpTrack track,
            Kind kind,
            TcpTrackState old,
            TcpTrackState wanted,
            byte[] octets,
            int at,
            int limit,
            boolean reply) {
        return switch (windows.check(connection, track, kind, octets, at, limit, reply)) {
            case FITS -> accept(connection, track, kind, old, wanted, reply);
            case IGNORED -> Tracking.VALID;
            case OUTSIDE -> {
                outOfWindow(connection, track, kind, reply);
                yield Tracking.INVALID;
            }
        };
    }

    // Both sides close, but not as this tracker sees it: it does not wait for days.
    private void outOfWindow(Connection connection, TcpTrack track, Kind kind, boolean reply) {
        if (!connection.has(CtStatus.ASSURED) || connection.has(CtStatus.FIXED_TIMEOUT)) return;
        if (kind != Kind.RST && kind != Kind.FIN) return;
        if (track.lastReply != reply
                && (track.lastKind == Kind.FIN || track.lastKind == Kind.RST)) {
            long left = connection.remainingNanos(conntrack.nowNanos());
            if (left < 120_000_000_000L) return;
            long shorter = settings.tcpUnacknowledgedTimeout.nanos();
            if (left > shorter) connection.deadlineNanos = conntrack.nowNanos() + shorter;
        } else {
            track.lastKind = kind;
            track.lastReply = reply;
        }
    }

    private Tracking accept(
            Connection connection,
            TcpTrack track,
            Kind kind,
            TcpTrackState old,
            TcpTrackState state,
            boolean reply) {
        track.lastKind = kind;
        track.lastReply = reply;
        track.state = state;
        if (old != state && state == FIN_WAIT) track.side(reply).flags |= TcpTrack.CLOSE_BEGUN;
        long timeout = timeoutNanos(connection.timeouts, track, kind, state);
        if (!connection.has(CtStatus.SEEN_REPLY)) {
            if (kind == Kind.RST) {
                conntrack.account(connection, reply);
                conntrack.delete(connection);
                return Tracking.VALID;
            }
            // a client that repeats its SYN, or reuses its port, does not keep the entry alive
            if (kind == Kind.SYN && old == SYN_SENT) return Tracking.VALID;
            if (state == ESTABLISHED)
                timeout = Math.min(timeout, unacknowledgedNanos(connection.timeouts));
        } else if (!connection.has(CtStatus.ASSURED)
                && (old == SYN_RECV || old == ESTABLISHED)
                && state == ESTABLISHED) {
            connection.set(CtStatus.ASSURED);
        }
        conntrack.refresh(connection, reply, timeout);
        return Tracking.VALID;
    }

    private long unacknowledgedNanos(@Nullable TimeoutPolicy own) {
        return TimeoutPolicy.nanos(
                own, TimeoutPolicy.TCP_UNACKNOWLEDGED, settings.tcpUnacknowledgedTimeout);
    }

    private long timeoutNanos(
            @Nullable TimeoutPolicy own, TcpTrack track, Kind kind, TcpTrackState state) {
        int index = state.ordinal();
        long usual = TimeoutPolicy.nanos(own, index, settings.tcpTimeouts[index]);
        long retransmitting =
                TimeoutPolicy.nanos(
                        own, TimeoutPolicy.TCP_RETRANSMITTED, settings.tcpRetransTimeout);
        if (track.retransmissions >= settings.tcpMaxRetrans.value() && usual > retransmitting)
            return retransmitting;
        if (kind == Kind.RST)
            return TimeoutPolicy.nanos(own, CLOSE.ordinal(), settings.tcpTimeouts[CLOSE.ordinal()]);
        boolean unacknowledged =
                ((track.original.flags | track.reply.flags) & TcpTrack.DATA_UNACKNOWLEDGED) != 0;
        long unack = unacknowledgedNanos(own);
        if (unacknowledged && usual > unack) return unack;
        if (track.lastWindow == 0 && usual > retransmitting) return retransmitting;
        return usual;
    }
}
