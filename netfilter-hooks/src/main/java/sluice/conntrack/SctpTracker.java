package sluice.conntrack;

import java.util.zip.CRC32C;
import sluice.netfilter.ChecksumState;
import sluice.netfilter.Skb;
import sluice.packet.Octets;

/**
 * SCTP associations by their chunks and verification tags (Linux, {@code
 * nf_conntrack_proto_sctp.c}; RFC 9260).
 */
final class SctpTracker {
    private static final int HEADER_OCTETS = 12;
    private static final int DATA = 0;
    private static final int INIT = 1;
    private static final int INIT_ACK = 2;
    private static final int HEARTBEAT = 4;
    private static final int HEARTBEAT_ACK = 5;
    private static final int ABORT = 6;
    private static final int SHUTDOWN = 7;
    private static final int SHUTDOWN_ACK = 8;
    private static final int ERROR = 9;
    private static final int COOKIE_ECHO = 10;
    private static final int COOKIE_ACK = 11;
    private static final int SHUTDOWN_COMPLETE = 14;
    private static final int TAG_REFLECTED = 1;

    private static final int NONE = 0;
    private static final int CLOSED = 1;
    private static final int ESTABLISHED = 4;
    private static final int INVALID = 9;

    /** Names of the states, in the order of the numbers in {@link #NEXT}. */
    static final String[] NAMES = {
        "NONE",
        "CLOSED",
        "COOKIE_WAIT",
        "COOKIE_ECHOED",
        "ESTABLISHED",
        "SHUTDOWN_SENT",
        "SHUTDOWN_RECD",
        "SHUTDOWN_ACK_SENT",
        "HEARTBEAT_SENT"
    };

    /** Next states by direction, chunk and state; 9: invalid. */
    private static final String[][] NEXT = {
        {
            "112341172", // INIT
            "112345671", // INIT ACK
            "111111111", // ABORT
            "112355671", // SHUTDOWN
            "712347777", // SHUTDOWN ACK
            "112345671", // ERROR
            "113345671", // COOKIE ECHO
            "112345671", // COOKIE ACK
            "112345611", // SHUTDOWN COMPLETE
            "812345678", // HEARTBEAT
            "112345678" // HEARTBEAT ACK
        },
        {
            "912345679",
            "922345679",
            "911111119",
            "912365679",
            "912347779",
            "912145679",
            "912345679",
            "912445679",
            "912345619",
            "912345678",
            "912345674"
        }
    };

    private final Conntrack conntrack;

    SctpTracker(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    /** The tags that each direction has to carry. */
    private static final class Tags {
        int original;
        int reply;
        boolean heartbeatFailed;
        boolean failedInReply;

        int of(boolean ofReply) {
            return ofReply ? reply : original;
        }

        void set(boolean ofReply, int tag) {
            if (ofReply) reply = tag;
            else original = tag;
        }
    }

    private static int row(int chunk) {
        return switch (chunk) {
            case INIT -> 0;
            case INIT_ACK -> 1;
            case ABORT -> 2;
            case SHUTDOWN -> 3;
            case SHUTDOWN_ACK -> 4;
            case ERROR -> 5;
            case COOKIE_ECHO -> 6;
            case COOKIE_ACK -> 7;
            case SHUTDOWN_COMPLETE -> 8;
            case HEARTBEAT -> 9;
            case HEARTBEAT_ACK -> 10;
            default -> -1;
        };
    }

    private static int next(boolean reply, int chunk, int state) {
        int row = row(chunk);
        return row < 0 ? state : NEXT[reply ? 1 : 0][row].charAt(state) - '0';
    }

    // Kinds of chunks below 64 as bits; -1 if they cannot be together in a packet.
    private static long kinds(byte[] octets, int at, int limit) {
        long kinds = 0;
        int count = 0;
        boolean alone = false;
        int chunk = at + HEADER_OCTETS;
        while (limit - chunk >= 4) {
            int kind = Octets.u8(octets, chunk);
            int length = Octets.u16(octets, chunk + 2);
            alone |= kind == INIT || kind == INIT_ACK || kind == SHUTDOWN_COMPLETE;
            boolean first = alone || kind == COOKIE_ACK || kind == COOKIE_ECHO;
            if ((first && count != 0) || length == 0) return -1;
            if (kind < 63) kinds |= 1L << kind;
            count++;
            chunk += length + 3 & ~3;
        }
        return count == 0 ? -1 : kinds;
    }

    private static boolean has(long kinds, int kind) {
        return (kinds >>> kind & 1) != 0;
    }

    private static boolean right(byte[] octets, int at, int limit) {
        byte[] copy = java.util.Arrays.copyOfRange(octets, at, limit);
        Octets.put32(copy, 8, 0);
        var crc = new CRC32C();
        crc.update(copy, 0, copy.length);
        return Integer.reverseBytes((int) crc.getValue()) == Octets.i32(octets, at + 8);
    }

    Tracking track(Connection connection, Skb skb, int at, boolean checks, boolean reply) {
        byte[] octets = skb.octets();
        int limit = skb.limit();
        if (limit - at < HEADER_OCTETS) return Tracking.INVALID;
        boolean look = checks && skb.checksumState() != ChecksumState.UNNECESSARY;
        if (look && !right(octets, at, limit)) return Tracking.INVALID;
        long kinds = kinds(octets, at, limit);
        if (kinds == -1) return Tracking.INVALID;
        int tag = Octets.i32(octets, at + 4);
        if (!connection.confirmed()) {
            boolean stray =
                    has(kinds, ABORT) || has(kinds, SHUTDOWN_COMPLETE) || has(kinds, COOKIE_ACK);
            if (stray || !begin(connection, octets, at, limit, tag)) return Tracking.INVALID;
        }
        var tags = (Tags) java.util.Objects.requireNonNull(connection.helperState);
        boolean special =
                has(kinds, INIT)
                        || has(kinds, SHUTDOWN_COMPLETE)
                        || has(kinds, COOKIE_ECHO)
                        || has(kinds, ABORT)
                        || has(kinds, SHUTDOWN_ACK)
                        || has(kinds, HEARTBEAT)
                        || has(kinds, HEARTBEAT_ACK);
        if (!special && tag != tags.of(reply)) return Tracking.INVALID;
        return chunks(connection, tags, octets, at, limit, kinds, tag, reply);
    }

    private static boolean begin(Connection connection, byte[] octets, int at, int limit, int tag) {
        var tags = new Tags();
        int chunk = at + HEADER_OCTETS;
        while (limit - chunk >= 4) {
            int kind = Octets.u8(octets, chunk);
            int state = next(false, kind, NONE);
            if (state == NONE || state == INVALID) return false;
            if (kind == INIT) {
                if (tag != 0 || limit - chunk < 8) return false;
                tags.reply = Octets.i32(octets, chunk + 4);
            } else if (kind == HEARTBEAT) {
                tags.original = tag;
            } else {
                tags.reply = tag;
            }
            chunk += Octets.u16(octets, chunk + 2) + 3 & ~3;
        }
        connection.helperState = tags;
        connection.protocolState = NONE;
        return true;
    }

    private Tracking chunks(
            Connection connection,
            Tags tags,
            byte[] octets,
            int at,
            int limit,
            long kinds,
            int tag,
            boolean reply) {
        boolean ignore = false;
        int state = NONE;
        int chunk = at + HEADER_OCTETS;
        while (limit - chunk >= 4) {
            int kind = Octets.u8(octets, chunk);
            int here = chunk;
            chunk += Octets.u16(octets, chunk + 2) + 3 & ~3;
            boolean reflected = (octets[here + 1] & TAG_REFLECTED) != 0;
            switch (kind) {
                case INIT -> {
                    if (tag != 0) return Tracking.INVALID;
                }
                case ABORT, SHUTDOWN_COMPLETE -> {
                    if (tag != tags.of(reflected != reply)) return Tracking.INVALID;
                }
                case COOKIE_ECHO -> {
                    if (tag != tags.of(reply)) return Tracking.INVALID;
                }
                case HEARTBEAT, HEARTBEAT_ACK -> {
                    if (tags.of(reply) == 0) {
                        tags.set(reply, tag);
                    } else if (tag != tags.of(reply)) {
                        if (has(kinds, DATA) || ignore) return Tracking.INVALID;
                        if (kind == HEARTBEAT) {
                            tags.heartbeatFailed = true;
                            tags.failedInReply = reply;
                            ignore = true;
                            continue;
                        }
                        if (!tags.heartbeatFailed || tags.failedInReply == reply)
                            return Tracking.INVALID;
                        tags.heartbeatFailed = false;
                        tags.set(reply, tag);
                        tags.set(!reply, 0);
                    } else {
                        tags.heartbeatFailed = false;
                    }
                }
                default -> {}
            }
            int old = connection.protocolState;
            state = next(reply, kind, old);
            if (state == INVALID) return Tracking.INVALID;
            if (kind == INIT || kind == INIT_ACK) {
                if (limit - here < 8) return Tracking.INVALID;
                tags.set(!reply, Octets.i32(octets, here + 4));
                // a repeated INIT does not keep the entry alive
                ignore |= state == CLOSED && old == CLOSED && connection.confirmed();
            }
            connection.protocolState = state;
            if (old != state && state == ESTABLISHED) connection.set(CtStatus.ASSURED);
        }
        if (!ignore)
            conntrack.refresh(connection, reply, conntrack.settings().sctpTimeouts[state].nanos());
        return Tracking.VALID;
    }
}
