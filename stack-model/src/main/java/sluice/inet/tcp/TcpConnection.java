package sluice.inet.tcp;

import org.jspecify.annotations.Nullable;
import sluice.packet.wire.TcpView;

/**
 * One connection (RFC 9293): segments, what the program does and the time go in; segments go to
 * {@link TcpOutput}, news to {@link TcpHandler}. After each call {@link #deadlineNanos} says when
 * {@link #poll} is due at the latest. The time is virtual or monotonic and never goes back.
 *
 * <p>All state is bounded: buffers by the profile, pieces out of order and reported ranges by
 * constants. One thread; the handler may call back in.
 */
public final class TcpConnection {
    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private final TcpContext context;
    private final TcpProfile profile;
    private final TcpNews news;
    private final int localPort;
    private final int remotePort;
    private final boolean passive;
    final Sender sender;
    final Receiver receiver;
    final TcpOptions options;
    private final TcpTimers timers;
    private final TcpOutput output;
    private final SegmentWriter writer;
    private final TcpInput input;

    private TcpState state = TcpState.CLOSED;
    private @Nullable TcpEnd end;
    private @Nullable TcpEnd softError;
    private @Nullable TcpListener listener;
    private long now;
    private int depth;
    private boolean noDelay;
    private boolean inputUnwanted;
    private boolean writeFellShort;
    private boolean waitsToBeAccepted;

    /**
     * A connection that is not yet open.
     *
     * @param profile the context's, or one with what the program has set
     * @param output where its segments go
     * @param pathOctets what an IP packet on the way may have at most for TCP: header and data
     * @param origin where its numbers begin
     */
    public TcpConnection(
            TcpContext context,
            TcpProfile profile,
            TcpOutput output,
            TcpHandler handler,
            int localPort,
            int remotePort,
            int pathOctets,
            TcpOrigin origin) {
        this(context, profile, output, localPort, remotePort, pathOctets, origin, null);
        news.handler(handler);
    }

    TcpConnection(
            TcpContext context,
            TcpProfile profile,
            TcpOutput output,
            int localPort,
            int remotePort,
            int pathOctets,
            TcpOrigin origin,
            @Nullable TcpListener listener) {
        this.context = context;
        this.profile = profile;
        this.localPort = localPort;
        this.remotePort = remotePort;
        this.listener = listener;
        passive = listener != null;
        sender = new Sender(this, origin.sequence());
        receiver = new Receiver(profile);
        options = new TcpOptions(profile, pathOctets, origin.timestamp());
        news = new TcpNews(this);
        this.output = output;
        writer = new SegmentWriter(this, output);
        input = new TcpInput(this, context);
        timers = new TcpTimers(this);
    }

    // ---- what it is

    /** What kind of host it plays. */
    public TcpProfile profile() {
        return profile;
    }

    /** Where its segments go. */
    public TcpOutput output() {
        return output;
    }

    /** Where it stands. */
    public TcpState state() {
        return state;
    }

    /** How it ended; null while it has not. In TIME_WAIT it has not. */
    public @Nullable TcpEnd end() {
        return end;
    }

    /** Port of this side. */
    public int localPort() {
        return localPort;
    }

    /** Port of the other side. */
    public int remotePort() {
        return remotePort;
    }

    /** Data in a full segment, octets. */
    public int segmentOctets() {
        return sender.segmentOctets();
    }

    /** Smoothed round-trip time, 0 before the first sample. */
    public long roundTripNanos() {
        return sender.rtt.smoothedNanos();
    }

    /** The congestion window, octets. */
    public long congestionWindowOctets() {
        return sender.congestion.windowOctets();
    }

    /** Octets written that are not acknowledged. */
    public long unacknowledgedOctets() {
        return sender.queuedOctets();
    }

    /** Segments of data that were sent again. */
    public long repeatedSegments() {
        return sender.repeatedSegments();
    }

    /** Octets that can be read. */
    public int readableOctets() {
        return receiver.buffer.readable();
    }

    /** Whether the other side has closed and all it sent has been read. */
    public boolean isAtEndOfInput() {
        return receiver.finCame() && readableOctets() == 0;
    }

    /** When {@link #poll} is due, {@link #NEVER} if nothing is waited for. */
    public long deadlineNanos() {
        return timers.deadline();
    }

    // ---- what the program does

    /** Connects. */
    public void open(long nowNanos) {
        if (state != TcpState.CLOSED || end != null)
            throw new IllegalStateException("opened before");
        enter(nowNanos);
        changeTo(TcpState.SYN_SENT);
        sendSyn(false);
        leave();
    }

    /** Small segments leave at once (the opposite of RFC 896). */
    public void noDelay(boolean on, long nowNanos) {
        noDelay = on;
        enter(nowNanos);
        leave();
    }

    /** Whether keep-alive probes are sent. */
    public void keepAlive(boolean on, long nowNanos) {
        enter(nowNanos);
        timers.keepAlive(on);
        leave();
    }

    /**
     * Writes; taken is what there is room for, and {@link TcpHandler#writable} comes once there is
     * more.
     *
     * @return octets taken; -1 if this side is closed
     */
    public int write(byte[] octets, int offset, int length, long nowNanos) {
        if (!maySend()) return -1;
        enter(nowNanos);
        int taken = sender.buffer.write(octets, offset, length);
        writeFellShort |= taken < length;
        leave();
        return taken;
    }

    /** Writes, and marks all that was written as urgent (RFC 6093). */
    public int writeUrgent(byte[] octets, int offset, int length, long nowNanos) {
        if (!maySend()) return -1;
        enter(nowNanos);
        int taken = sender.buffer.write(octets, offset, length);
        sender.urgent();
        leave();
        return taken;
    }

    private boolean maySend() {
        return end == null
                && !sender.finIsQueued()
                && state != TcpState.CLOSED
                && state != TcpState.TIME_WAIT;
    }

    /**
     * Reads what has come in order.
     *
     * @return octets read; 0 if there is nothing now; -1 at the end of input
     */
    public int read(byte[] to, int offset, int length, long nowNanos) {
        if (readableOctets() == 0) return receiver.finCame() || end != null ? -1 : 0;
        enter(nowNanos);
        int taken = receiver.buffer.read(to, offset, length);
        if (state.receives() && receiver.hasOpened()) receiver.acknowledgeNow();
        leave();
        return taken;
    }

    /** The program writes no more; it may still read (half-close). */
    public void shutdownOutput(long nowNanos) {
        if (end != null) return;
        enter(nowNanos);
        closeOutput();
        leave();
    }

    private void closeOutput() {
        switch (state) {
            case SYN_SENT -> finish(TcpEnd.CLOSED);
            case SYN_RECEIVED -> {
                sender.queueFin();
                if (sender.queuedOctets() == 0) { // else it waits until the handshake is complete
                    changeTo(TcpState.FIN_WAIT_1);
                    sender.finBeforeAcknowledgment(now);
                }
            }
            case ESTABLISHED, CLOSE_WAIT -> sender.queueFin();
            default -> {
                // closed before
            }
        }
    }

    /**
     * The program is done with the connection: what is written still goes out. Unread data, or data
     * that comes later, is answered with a reset (RFC 2525 section 2.17).
     */
    public void close(long nowNanos) {
        if (end != null) return;
        enter(nowNanos);
        inputUnwanted = true;
        if (readableOctets() > 0 && !isAtEndOfInput()) {
            sendReset();
            finish(TcpEnd.ABORTED);
        } else {
            closeOutput();
            if (state == TcpState.FIN_WAIT_2) timers.finWait2();
        }
        leave();
    }

    /** Gives the connection up with a reset. */
    public void abort(long nowNanos) {
        if (end != null) return;
        enter(nowNanos);
        if (state.isSynchronized() || state == TcpState.SYN_RECEIVED) {
            if (state != TcpState.TIME_WAIT) sendReset();
        }
        finish(TcpEnd.ABORTED);
        leave();
    }

    // ---- what comes from below

    /**
     * Takes a segment whose checksum is right and whose ports are this connection's.
     *
     * @return why it was not accepted, or null
     */
    public @Nullable TcpDrop segment(byte[] octets, int offset, int length, long nowNanos) {
        enter(nowNanos);
        TcpDrop drop = input.segment(octets, offset, length);
        leave();
        return drop;
    }

    /** Whether a SYN begins a new connection in place of this one (RFC 6191, RFC 9293 3.10.7.4). */
    public boolean isReplacedBy(byte[] octets, int offset, int length) {
        return state == TcpState.TIME_WAIT && input.isNewer(octets, offset, length);
    }

    /**
     * Leaves TIME_WAIT before its time: for a connection that takes its place, or because a host
     * keeps no more of them ({@code tcp_max_tw_buckets}). In other states does nothing.
     */
    public void forget(long nowNanos) {
        if (state != TcpState.TIME_WAIT) return;
        enter(nowNanos);
        finish(TcpEnd.CLOSED);
        leave();
    }

    /** Does what is due. */
    public void poll(long nowNanos) {
        enter(nowNanos);
        timers.poll();
        leave();
    }

    /**
     * ICMP says that a segment of this connection did not arrive.
     *
     * @param sequence of the segment that it quotes; one that is not on its way changes nothing
     *     (RFC 5927 section 4)
     * @param hard whether it says "protocol" or "port unreachable"
     */
    public void unreachable(int sequence, boolean hard, long nowNanos) {
        long position = sender.position(sequence);
        if (end != null || position < sender.una || position >= sender.max) return;
        enter(nowNanos);
        if (!state.isSynchronized() && (hard || profile.icmpEndsConnecting())) {
            finish(hard ? TcpEnd.REFUSED : TcpEnd.UNREACHABLE);
        } else {
            softError = TcpEnd.UNREACHABLE; // told when it is given up (RFC 1122 section 4.2.3.9)
        }
        leave();
    }

    /**
     * ICMP says that a packet was too large (RFC 1191, RFC 8201).
     *
     * @param pathOctets what now fits: TCP header and data
     */
    public void packetTooBig(int sequence, int pathOctets, long nowNanos) {
        long position = sender.position(sequence);
        if (end != null || position < sender.una || position >= sender.max) return;
        enter(nowNanos);
        sender.segmentOctets(options.pathChanged(pathOctets));
        leave();
    }

    // ---- within the package

    void openPassively(TcpSegment syn, long nowNanos) {
        enter(nowNanos);
        changeTo(TcpState.SYN_RECEIVED);
        receiver.start(syn.sequence);
        options.take(syn, this);
        sender.window(0, 0, syn.window);
        sendSyn(false);
        leave();
    }

    long now() {
        return now;
    }

    boolean isPassive() {
        return passive;
    }

    boolean inputIsUnwanted() {
        return inputUnwanted;
    }

    @Nullable TcpEnd softError() {
        return softError;
    }

    TcpTimers timers() {
        return timers;
    }

    void changeTo(TcpState next) {
        if (!state.successors().contains(next)) {
            throw new IllegalStateException(state + " to " + next);
        }
        TcpState before = state;
        state = next;
        context.observer().changed(this, before, next);
    }

    /** Why the listener cannot take it now; the acknowledgment is then forgotten, as in Linux. */
    @Nullable TcpDrop refusal() {
        TcpListener from = listener;
        return from == null || from.mayEstablish() ? null : TcpListener.full();
    }

    /** Both SYNs are acknowledged. */
    void establish() {
        TcpListener from = listener;
        if (state != TcpState.FIN_WAIT_1) changeTo(TcpState.ESTABLISHED);
        sender.start(options.segmentOctets(), options.sack());
        timers.established();
        if (from != null) {
            waitsToBeAccepted = true;
            from.established(this);
        }
        news.add(TcpNews.CONNECTED);
    }

    void dataArrived() {
        news.add(TcpNews.READABLE);
    }

    void urgentArrived() {
        news.add(TcpNews.URGENT);
    }

    void finArrived() {
        news.add(TcpNews.END_OF_INPUT);
        switch (state) {
            case ESTABLISHED -> changeTo(TcpState.CLOSE_WAIT);
            case FIN_WAIT_1 -> changeTo(TcpState.CLOSING);
            case FIN_WAIT_2 -> waitForTheLast();
            default -> {
                // known
            }
        }
    }

    /** Something of ours was acknowledged. */
    void wasAcknowledged() {
        if (writeFellShort && sender.buffer.room() >= profile.sendBufferOctets() / 3) {
            writeFellShort = false;
            news.add(TcpNews.WRITABLE);
        }
        if (!sender.finIsAcknowledged()) return;
        switch (state) {
            case FIN_WAIT_1 -> {
                changeTo(TcpState.FIN_WAIT_2);
                if (inputUnwanted) timers.finWait2();
            }
            case CLOSING -> waitForTheLast();
            case LAST_ACK -> finish(TcpEnd.CLOSED);
            default -> {
                // not closed yet
            }
        }
    }

    private void waitForTheLast() {
        changeTo(TcpState.TIME_WAIT);
        timers.timeWait();
        sender.discard();
    }

    void finish(TcpEnd how) {
        if (end != null) return;
        end = how;
        if (state != TcpState.CLOSED) changeTo(TcpState.CLOSED);
        TcpListener from = listener;
        if (from != null && !waitsToBeAccepted) {
            from.forget();
            listener = null;
        }
        timers.stop();
        sender.discard();
        if (how != TcpEnd.CLOSED || inputUnwanted) receiver.discard();
    }

    /** The listener's queue no longer holds it: its program hears what happened so far. */
    void accepted(TcpHandler program, long nowNanos) {
        listener = null;
        enter(nowNanos);
        news.handler(program);
        news.add(TcpNews.CONNECTED);
        if (readableOctets() > 0) news.add(TcpNews.READABLE);
        if (receiver.finCame()) news.add(TcpNews.END_OF_INPUT);
        leave();
    }

    // ---- sending

    void sendSyn(boolean again) {
        boolean answer = state != TcpState.SYN_SENT;
        writer.syn(answer);
        sender.synWasSent(now, again);
        timers.sent();
        if (answer) receiver.acknowledged();
    }

    void sendData(long position, int length, int flags, int urgent) {
        writer.data(position, length, flags, urgent);
        timers.sent();
        receiver.acknowledged();
    }

    void sendPlain(long position, int flags) {
        writer.data(position, 0, flags, 0);
        receiver.acknowledged();
    }

    void sendAck() {
        sendPlain(sender.max, TcpView.ACK);
    }

    /** A reset in the place of what was expected next. */
    void sendReset() {
        writer.reset(sender.wire(sender.max), true);
    }

    /** A reset for an acknowledgment that was never possible. */
    void sendReset(int sequence) {
        writer.reset(sequence, false);
    }

    // ---- each call begins and ends here

    private void enter(long nowNanos) {
        now = Math.max(now, nowNanos);
        depth++;
    }

    private void leave() {
        if (depth > 1) {
            depth--;
            return;
        }
        do {
            push();
            tell();
        } while (news.hasMore());
        push();
        depth--;
        if (state == TcpState.TIME_WAIT && inputUnwanted) receiver.discard();
    }

    /** Sends what may be sent, then what must be acknowledged. */
    private void push() {
        if (end != null || !state.isSynchronized() || state == TcpState.TIME_WAIT) {
            if (end == null && receiver.acknowledgesNow() && state.isSynchronized()) sendAck();
            return;
        }
        Sender.Held held = sender.output(now, noDelay);
        if (sender.finWasSent()) {
            if (state == TcpState.ESTABLISHED) changeTo(TcpState.FIN_WAIT_1);
            if (state == TcpState.CLOSE_WAIT) changeTo(TcpState.LAST_ACK);
        }
        timers.held(held);
        if (receiver.acknowledgesNow()) sendAck();
    }

    private void tell() {
        TcpListener from = listener;
        if (from != null) {
            if (news.forget(TcpNews.CONNECTED)) from.tell();
            if (listener != null) return;
        }
        news.tell();
    }

    /** To the program TIME_WAIT is the end: what is left is between the hosts. */
    @Nullable TcpEnd endForProgram() {
        return state == TcpState.TIME_WAIT ? TcpEnd.CLOSED : end;
    }

    @Override
    public String toString() {
        return localPort + " > " + remotePort + " " + state;
    }
}
