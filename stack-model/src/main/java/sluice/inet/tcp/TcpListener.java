package sluice.inet.tcp;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sluice.packet.wire.TcpView;

/**
 * A port that is listened on (RFC 9293 section 3.10.7.2): SYNs make connections that are half open
 * first, then wait to be accepted. Both queues are bounded by the backlog, as in Linux ({@code
 * sk_acceptq_is_full}, {@code inet_csk_reqsk_queue_is_full}). One thread.
 */
public final class TcpListener {
    /** Told that a connection waits. */
    @FunctionalInterface
    public interface Handler {
        /** At least one can be accepted. */
        void acceptable(TcpListener listener);
    }

    /** What became of a segment to the listener. */
    public sealed interface Arrival {
        /** A SYN made this connection; the host finds it by its addresses from now on. */
        record Connecting(TcpConnection connection) implements Arrival {}

        /**
         * It was not taken.
         *
         * @param reset whether the host answers with a reset
         */
        record Refused(TcpDrop why, boolean reset) implements Arrival {}
    }

    private final TcpContext context;
    private final TcpProfile profile;
    private final int port;
    private final int backlog;
    private final Handler handler;
    private final ArrayDeque<TcpConnection> ready = new ArrayDeque<>();
    private int halfOpen;
    private boolean closed;

    /**
     * Listens.
     *
     * @param profile the context's, or one with what the program has set
     * @param backlog connections that wait to be accepted, as {@code listen()} has it
     */
    public TcpListener(
            TcpContext context, TcpProfile profile, int port, int backlog, Handler handler) {
        this.context = context;
        this.profile = profile;
        this.port = port;
        this.backlog = Math.max(0, backlog);
        this.handler = handler;
    }

    /** The port. */
    public int port() {
        return port;
    }

    /** Connections whose handshake is not complete. */
    public int halfOpen() {
        return halfOpen;
    }

    /** Connections that wait. */
    public int waiting() {
        return ready.size();
    }

    /**
     * Takes a segment that belongs to no connection.
     *
     * @param output where segments of the connection go that it makes, if it makes one
     * @param pathOctets and {@code origin}: as {@link TcpConnection} has them
     */
    public Arrival segment(
            TcpOutput output,
            byte[] octets,
            int offset,
            int length,
            int pathOctets,
            TcpOrigin origin,
            long nowNanos) {
        TcpSegment syn = context.segment;
        if (!syn.parse(octets, offset, length))
            return new Arrival.Refused(TcpSegment.malformed(), false);
        boolean isSyn =
                syn.has(TcpView.SYN)
                        && !syn.has(TcpView.ACK)
                        && !syn.has(TcpView.RST)
                        && !syn.has(TcpView.FIN);
        if (!isSyn || closed) {
            boolean reset = syn.has(TcpView.ACK) && !syn.has(TcpView.RST);
            return new Arrival.Refused(TcpDrop.LISTEN_NOT_SYN, reset);
        }
        if (!mayEstablish()) return new Arrival.Refused(full(), false);
        if (halfOpen > backlog) return new Arrival.Refused(TcpDrop.HALF_OPEN_FULL, false);
        var connection =
                new TcpConnection(
                        context, profile, output, port, syn.sourcePort, pathOctets, origin, this);
        halfOpen++;
        connection.openPassively(syn, nowNanos);
        return new Arrival.Connecting(connection);
    }

    static TcpDrop full() {
        return TcpDrop.BACKLOG_FULL;
    }

    boolean mayEstablish() {
        return ready.size() <= backlog;
    }

    void established(TcpConnection connection) {
        halfOpen--;
        ready.addLast(connection);
    }

    /** Connections wait: told once the connection has done what it was doing. */
    void tell() {
        if (!closed && !ready.isEmpty()) handler.acceptable(this);
    }

    /** One that was half open is over. One that waits stays: who accepts it learns how it ended. */
    void forget() {
        halfOpen--;
    }

    /** The connection that waits longest, and goes on waiting; null if none does. */
    public @Nullable TcpConnection first() {
        return ready.peekFirst();
    }

    /** The connection that waits longest, from now on with this handler; null if none waits. */
    public @Nullable TcpConnection accept(TcpHandler program, long nowNanos) {
        TcpConnection first = ready.pollFirst();
        if (first != null) first.accepted(program, nowNanos);
        return first;
    }

    /** Listens no more; those that wait are reset, those half open are forgotten. */
    public void close(long nowNanos) {
        closed = true;
        while (true) {
            TcpConnection next = ready.pollFirst();
            if (next == null) return;
            next.accepted(TcpNews.NOBODY, nowNanos);
            next.abort(nowNanos);
        }
    }
}
