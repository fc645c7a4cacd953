package sluice.inet.tcp;

import org.jspecify.annotations.Nullable;
import sluice.packet.wire.TcpView;

/** What a segment does to a connection: RFC 9293 section 3.10.7, in its order. One thread. */
final class TcpInput {
    /** A time stamp older than this says nothing any more (RFC 7323 section 5.5). */
    private static final long TIMESTAMP_NANOS_MAX = 24L * 24 * 3600 * 1_000_000_000L;

    private static final long MILLI = 1_000_000L;

    private final TcpConnection connection;
    private final TcpContext context;
    private final TcpSegment segment;
    private final Sender sender;
    private final Receiver receiver;
    private final TcpOptions options;
    private long urgentEnd;

    TcpInput(TcpConnection connection, TcpContext context) {
        this.connection = connection;
        this.context = context;
        segment = context.segment;
        sender = connection.sender;
        receiver = connection.receiver;
        options = connection.options;
    }

    @Nullable TcpDrop segment(byte[] octets, int offset, int length) {
        if (!segment.parse(octets, offset, length)) return TcpSegment.malformed();
        return switch (connection.state()) {
            case CLOSED -> TcpDrop.CONNECTION_OVER;
            case SYN_SENT -> connecting();
            default -> inOrder();
        };
    }

    /** RFC 9293 section 3.10.7.3. */
    private @Nullable TcpDrop connecting() {
        boolean acknowledges = segment.has(TcpView.ACK);
        if (acknowledges && !acknowledgesWhatWasSent()) return acknowledgmentOfUnsent(true);
        if (segment.has(TcpView.RST) && acknowledges) {
            connection.finish(TcpEnd.REFUSED);
            return null;
        }
        if (segment.has(TcpView.RST) || !segment.has(TcpView.SYN)) return TcpDrop.NOT_FOR_THIS_SYN;
        receiver.start(segment.sequence);
        options.take(segment, connection);
        sender.window(0, acknowledges ? 1 : 0, segment.window);
        if (!acknowledges) {
            connection.changeTo(TcpState.SYN_RECEIVED);
            connection.sendSyn(false);
            return null;
        }
        sender.synAcknowledged(echoNanos(), connection.now());
        connection.establish();
        receiver.acknowledgeNow();
        segment.sequence++;
        segment.flags &= ~TcpView.SYN;
        return text(1);
    }

    private boolean acknowledgesWhatWasSent() {
        long position = sender.position(segment.acknowledgment);
        return position > sender.una && position <= sender.max;
    }

    private TcpDrop acknowledgmentOfUnsent(boolean reset) {
        if (!reset) challenge();
        else if (!segment.has(TcpView.RST)) connection.sendReset(segment.acknowledgment);
        return TcpDrop.ACK_OF_UNSENT;
    }

    private void challenge() {
        if (context.mayChallenge(connection.now())) connection.sendAck();
    }

    private @Nullable TcpDrop inOrder() {
        if (isOldByTimestamp()) {
            challenge();
            return TcpDrop.OLD_TIMESTAMP;
        }
        if (!sender.synIsAcknowledged()
                && segment.has(TcpView.SYN)
                && receiver.position(segment.sequence) == 0) {
            if (!segment.has(TcpView.ACK)) {
                if (context.mayChallenge(connection.now())) connection.sendSyn(true);
                return null;
            }
            // both have opened at once: the SYN is known, the acknowledgment is not
            segment.sequence++;
            segment.flags &= ~TcpView.SYN;
        }
        long position = receiver.position(segment.sequence);
        if (!receiver.isAcceptable(position, segment.occupies())) return outOfWindow();
        if (segment.has(TcpView.RST)) return reset(position);
        if (segment.has(TcpView.SYN)) {
            challenge();
            return TcpDrop.SYN_IN_CONNECTION;
        }
        if (!segment.has(TcpView.ACK)) return TcpDrop.NO_ACK;
        if (!sender.synIsAcknowledged()) {
            if (!acknowledgesWhatWasSent()) return acknowledgmentOfUnsent(true);
            TcpDrop full = connection.refusal();
            if (full != null) return full;
            sender.synAcknowledged(echoNanos(), connection.now());
            sender.window(position, 1, (long) segment.window << options.peerShift());
            connection.establish();
        }
        long acknowledged = sender.position(segment.acknowledgment);
        if (acknowledged > sender.max) return acknowledgmentOfUnsent(false);
        if (acknowledged < sender.una - Math.max(sender.windowMax(), 1)) {
            challenge();
            return TcpDrop.OLD_ACK;
        }
        stamp(position);
        connection.timers().heard();
        acknowledgment(position, acknowledged);
        if (connection.end() != null) return null;
        urgent(position);
        return text(position);
    }

    private boolean isOldByTimestamp() {
        return options.timestamps()
                && segment.hasTimestamps
                && !segment.has(TcpView.RST)
                && segment.timestamp - options.recent() < 0
                && connection.now() - options.recentNanos() < TIMESTAMP_NANOS_MAX;
    }

    private TcpDrop outOfWindow() {
        boolean waits = connection.state() == TcpState.TIME_WAIT;
        if (waits && segment.has(TcpView.FIN)) connection.timers().timeWait();
        if (!segment.has(TcpView.RST)) {
            // data may be a repetition whose acknowledgment was lost; the rest could go on for ever
            if (segment.occupies() > 0) connection.sendAck();
            else challenge();
        }
        return TcpDrop.OUT_OF_WINDOW;
    }

    /** RFC 5961 section 3.2. */
    private @Nullable TcpDrop reset(long position) {
        if (position != receiver.next()) {
            challenge();
            return TcpDrop.RESET_NOT_EXACT;
        }
        boolean refused = connection.state() == TcpState.SYN_RECEIVED && !connection.isPassive();
        boolean over = connection.state() == TcpState.TIME_WAIT;
        connection.finish(over ? TcpEnd.CLOSED : refused ? TcpEnd.REFUSED : TcpEnd.RESET);
        return null;
    }

    /** RFC 7323 section 4.3: what is echoed is of the segment that moves the window's left edge. */
    private void stamp(long position) {
        if (options.timestamps() && segment.hasTimestamps && position <= receiver.next()) {
            options.echo(segment.timestamp, connection.now());
        }
    }

    private long echoNanos() {
        if (!options.timestamps() || !segment.hasTimestamps || segment.timestampEcho == 0) {
            return -1;
        }
        int millis = options.clock(connection.now()) - segment.timestampEcho;
        return millis < 0 ? -1 : Math.max(1, millis) * MILLI;
    }

    private void acknowledgment(long position, long acknowledged) {
        long window = (long) segment.window << options.peerShift();
        long now = connection.now();
        long news = sender.sack(segment, acknowledged);
        boolean isStamped = options.timestamps() && segment.hasTimestamps;
        sender.undo(
                isStamped && segment.timestampEcho != 0 && acknowledged > sender.una,
                segment.timestampEcho);
        if (acknowledged > sender.una) {
            sender.acknowledged(acknowledged, echoNanos(), now);
            sender.window(position, acknowledged, window);
            connection.timers().acknowledged();
            connection.wasAcknowledged();
        } else if (acknowledged == sender.una) {
            boolean plain =
                    segment.dataLength == 0
                            && !segment.has(TcpView.FIN)
                            && sender.isSameWindow(window);
            sender.duplicate(options.sack() ? news > 0 : plain, now);
            sender.window(position, acknowledged, window);
        }
    }

    private void urgent(long position) {
        if (!segment.has(TcpView.URG) || !connection.state().receives()) return;
        long end = position + segment.urgentPointer;
        if (end <= urgentEnd || end <= receiver.next()) return;
        urgentEnd = end;
        connection.urgentArrived();
    }

    private @Nullable TcpDrop text(long position) {
        if (!connection.state().receives()) return null;
        int length = segment.dataLength;
        if (length > 0) {
            if (connection.inputIsUnwanted() && position + length > receiver.next()) {
                connection.sendReset();
                connection.finish(TcpEnd.ABORTED);
                return TcpDrop.AFTER_CLOSE;
            }
            int before = receiver.buffer.readable();
            long added =
                    receiver.take(
                            position, segment.octets, segment.dataOffset, length, connection.now());
            if (added < 0) return TcpDrop.TOO_MANY_HOLES;
            if (receiver.buffer.readable() > before) connection.dataArrived();
        }
        if (segment.has(TcpView.FIN)) receiver.fin(position + length);
        if (receiver.finArrives()) connection.finArrived();
        return null;
    }

    /** RFC 9293 section 3.10.7.4 on TIME-WAIT, RFC 6191. */
    boolean isNewer(byte[] octets, int offset, int length) {
        if (!segment.parse(octets, offset, length)) return false;
        boolean isSyn =
                segment.has(TcpView.SYN) && !segment.has(TcpView.ACK) && !segment.has(TcpView.RST);
        if (!isSyn) return false;
        boolean later =
                options.timestamps()
                        && segment.hasTimestamps
                        && segment.timestamp - options.recent() > 0;
        return later || segment.sequence - receiver.nextWire() > 0;
    }
}
