package sluice.inet.tcp;

import org.jspecify.annotations.Nullable;
import sluice.packet.wire.TcpView;

/**
 * The sending half of a connection: what is on its way, and how much may follow; what was lost is
 * {@link Recovery}'s to know. One thread.
 *
 * <pre>
 *   acknowledged | on its way | may be sent | closed window
 *            una             max          edge
 * </pre>
 */
final class Sender {
    /** What keeps the sender from sending what it has. */
    enum Held {
        NOTHING_TO_SEND,
        CONGESTION,
        SMALL_SEGMENT,
        WINDOW
    }

    private final TcpConnection connection;
    private final TcpProfile profile;
    final CongestionControl congestion;
    final RttEstimator rtt;
    final SendBuffer buffer;
    final int initialSequence;
    private final Recovery recovery = new Recovery();

    /** The first position not acknowledged. */
    long una;

    /** The first position never sent. */
    long max;

    /** The first position beyond the other side's window. */
    private long edge;

    private long windowSegment = -1;
    private long windowAcknowledged = -1;
    private long windowMax;
    private boolean finQueued;
    private boolean synRepeated;

    /** Data in a full segment. */
    private int segment = 536;

    private long repeatedSegments;
    private long smallEnd;
    private long urgentEnd;
    private boolean isLimited;

    private long timedPosition = -1;
    private long timedNanos;
    private long lastSentNanos;

    /** Timeouts in a row. */
    int backoffs;

    Sender(TcpConnection connection, int initialSequence) {
        this.connection = connection;
        this.profile = connection.profile();
        this.initialSequence = initialSequence;
        congestion = profile.congestion().make();
        rtt = new RttEstimator(profile.retransmission());
        buffer = new SendBuffer(profile.sendBufferOctets());
    }

    int wire(long position) {
        return initialSequence + (int) position;
    }

    /** The position nearest to what is not acknowledged. */
    long position(int sequence) {
        return una + (sequence - wire(una));
    }

    boolean synIsAcknowledged() {
        return una > 0;
    }

    /** Closed before the handshake is complete (RFC 9293 section 3.10.4). */
    void finBeforeAcknowledgment(long now) {
        segment(1, 2, now);
    }

    boolean isOutstanding() {
        return max > una;
    }

    boolean finWasSent() {
        return finQueued && max == buffer.end() + 1;
    }

    boolean finIsAcknowledged() {
        return finQueued && una == buffer.end() + 1;
    }

    boolean finIsQueued() {
        return finQueued;
    }

    void queueFin() {
        finQueued = true;
    }

    int segmentOctets() {
        return segment;
    }

    /** The greatest window the other side has offered, octets (RFC 5961 section 5.2). */
    long windowMax() {
        return windowMax;
    }

    /** Whether the other side takes nothing at all. */
    boolean windowIsClosed() {
        return edge <= una;
    }

    private long end() {
        return buffer.end() + (finQueued ? 1 : 0);
    }

    /** Octets written and not acknowledged. */
    long queuedOctets() {
        return Math.max(0, buffer.end() - Math.max(1, una));
    }

    /** Both SYNs are through. */
    void start(int segmentOctets, boolean sack) {
        segment = segmentOctets;
        recovery.start(una, segmentOctets, sack);
        congestion.start(segmentOctets, synRepeated ? 1 : profile.initialSegments());
        if (synRepeated) rtt.synWasRepeated();
        backoffs = 0;
    }

    /** The path takes no more than this: what is on its way in larger segments is lost. */
    void segmentOctets(int octets) {
        if (octets >= segment) return;
        segment = octets;
        congestion.segmentOctets(octets);
        recovery.segmentOctets(octets);
        if (isOutstanding() && una >= 1) {
            recovery.allIsTooLarge(una, max);
            timedPosition = -1;
        }
    }

    void synWasRepeated() {
        synRepeated = true;
    }

    void synWasSent(long now, boolean again) {
        if (max == 0) max = 1;
        timedPosition = again ? -1 : 1;
        timedNanos = now;
        lastSentNanos = now;
    }

    /** The other side has our SYN. */
    void synAcknowledged(long echoNanos, long now) {
        una = 1;
        sample(echoNanos, now);
    }

    // ---- acknowledgments

    /**
     * The window that a segment tells of, unless a later one has spoken (Linux {@code
     * tcp_may_update_window}).
     */
    void window(long segmentPosition, long acknowledged, long octets) {
        if (acknowledged < una) return;
        boolean isNews =
                acknowledged > windowAcknowledged
                        || segmentPosition > windowSegment
                        || (segmentPosition == windowSegment
                                && (acknowledged + octets > edge || octets == 0));
        if (!isNews) return;
        windowSegment = segmentPosition;
        windowAcknowledged = acknowledged;
        edge = acknowledged + octets;
        windowMax = Math.max(windowMax, octets);
    }

    /** Whether a window of so many octets would say nothing new: so its segment is a duplicate. */
    boolean isSameWindow(long octets) {
        return edge == una + octets;
    }

    /** Blocks that the other side has beyond what it acknowledges; octets that are new. */
    long sack(TcpSegment from, long acknowledged) {
        return recovery.sack(from, acknowledged, this);
    }

    /**
     * Looks whether the last fast recovery was for nothing, before what the segment acknowledges is
     * taken in.
     *
     * @param isStamped whether it acknowledges something new and echoes a time stamp
     */
    void undo(boolean isStamped, int echo) {
        if (recovery.wasForNothing(isStamped, echo, una, max)) congestion.undo();
    }

    /**
     * The other side has everything before {@code position}.
     *
     * @param echoNanos round trip by time stamps, -1 without
     */
    void acknowledged(long position, long echoNanos, long now) {
        long octets = position - una;
        una = position;
        buffer.acknowledged(position);
        sample(echoNanos, now);
        backoffs = 0;
        if (recovery.acknowledged(una, octets, max)) grow(octets, now);
    }

    private void grow(long octets, long now) {
        congestion.acknowledged(octets, isLimited, now, rtt.smoothedNanos());
    }

    private void sample(long echoNanos, long now) {
        if (timedPosition >= 0 && una >= timedPosition) {
            rtt.sample(now - timedNanos);
            timedPosition = -1;
        } else if (timedPosition < 0 && echoNanos >= 0) {
            rtt.sample(echoNanos);
        }
    }

    /**
     * An acknowledgment that moves nothing.
     *
     * @param tellsOfArrival whether it shows that some segment arrived: a plain duplicate, or one
     *     with news in its SACK blocks
     */
    void duplicate(boolean tellsOfArrival, long now) {
        if (!tellsOfArrival || !isOutstanding() || !recovery.duplicate(una, max)) return;
        congestion.lost(max - una, now);
        timedPosition = -1;
    }

    // ---- timers

    /** The retransmission timer has ended: everything is lost. */
    void timeout(long now) {
        boolean again = backoffs > 0 || recovery.isFast();
        backoffs++;
        timedPosition = -1;
        if (edge > una) {
            congestion.timedOut(max - una, again, now);
            // the other side may have thrown away what it said it has (RFC 2018 section 8)
            if (backoffs > 1) recovery.forgetSacked();
        }
        recovery.timeout(una, max);
        int after = profile.blackHoleAfter();
        if (after > 0 && backoffs == after && max - una >= segment && segment > 536) {
            segment = 536;
            recovery.segmentOctets(536);
            congestion.segmentOctets(536);
        }
    }

    long timeoutNanos() {
        return rtt.timeoutNanos(backoffs);
    }

    // ---- sending

    /** Segments of data that were sent again. */
    long repeatedSegments() {
        return repeatedSegments;
    }

    /** Octets are urgent up to the last one written. */
    void urgent() {
        urgentEnd = buffer.end();
    }

    /** Sends what may be sent now; why no more. */
    Held output(long now, boolean noDelay) {
        if (!synIsAcknowledged()) return Held.NOTHING_TO_SEND;
        if (!isOutstanding() && now - lastSentNanos > rtt.timeoutNanos(0) && rtt.isKnown()) {
            congestion.idle();
        }
        while (repeatOne(now)) {
            // until nothing is lost or no more may be sent
        }
        while (true) {
            Held held = sendOne(now, noDelay);
            if (held != null) {
                isLimited = held == Held.CONGESTION;
                return held;
            }
        }
    }

    private boolean repeatOne(long now) {
        if (!recovery.hasLost(una, max)) return false;
        if (!recovery.isDue() && !fits(segment)) return false;
        long to = recovery.takeLost(una, max, edge, connection.options.clock(now));
        repeatedSegments++;
        segment(recovery.taken(), to, now);
        return true;
    }

    /** Whether the congestion window has room for so many octets more, or nothing is on its way. */
    private boolean fits(long octets) {
        long flight = recovery.inFlight(una, max);
        return flight <= 0 || flight + octets <= congestion.windowOctets();
    }

    /** Null if one was sent. */
    private @Nullable Held sendOne(long now, boolean noDelay) {
        long waiting = end() - max;
        if (waiting <= 0) return Held.NOTHING_TO_SEND;
        long open = edge - max;
        if (open <= 0) return Held.WINDOW;
        long length = Math.min(Math.min(waiting, segment), open);
        if (!fits(length)) return Held.CONGESTION;
        boolean isAll = length == waiting;
        if (length < segment) {
            if (isAll) {
                boolean waits = profile.noDelayByMinshall() ? smallEnd > una : isOutstanding();
                if (waits && !noDelay && !finQueued) return Held.SMALL_SEGMENT;
            } else if (length < windowMax / 2) {
                return Held.WINDOW; // silly window avoidance (RFC 9293 section 3.8.6.2.1)
            }
            smallEnd = max + length;
        }
        segment(max, max + length, now);
        return null;
    }

    /** Asks whether a closed window has opened. */
    void probe(long now) {
        int octets = profile.zeroWindowProbeOctets();
        if (edge > max) {
            // there is room, only less than is worth while: now it is sent (the override timer)
            segment(max, Math.min(end(), Math.min(edge, max + segment)), now);
        } else if (octets > 0 && end() > max && !isOutstanding()) {
            segment(max, max + 1, now);
        } else {
            connection.sendPlain(una - 1, TcpView.ACK);
        }
    }

    private void segment(long from, long to, long now) {
        boolean isNew = to > max;
        boolean fin = finQueued && to == end();
        int data = (int) (to - from) - (fin ? 1 : 0);
        int flags = TcpView.ACK;
        if (fin) flags |= TcpView.FIN;
        if (data > 0 && to >= buffer.end()) flags |= TcpView.PSH;
        int urgent = 0;
        if (urgentEnd > from) {
            flags |= TcpView.URG;
            urgent = (int) Math.min(urgentEnd - from, 65535);
        }
        if (isNew) {
            if (timedPosition < 0) {
                timedPosition = to;
                timedNanos = now;
            }
            max = to;
        } else if (timedPosition > from) {
            timedPosition = -1; // Karn: no sample of what was sent twice
        }
        lastSentNanos = now;
        connection.sendData(from, data, flags, urgent);
    }

    void discard() {
        buffer.discard();
        recovery.discard();
    }
}
