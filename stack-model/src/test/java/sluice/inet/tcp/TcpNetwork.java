package sluice.inet.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.TcpView;

/**
 * Two ends of one connection and what lies between: delay, a bottleneck with a queue, loss,
 * duplication, reordering and corruption, drawn from a seed. It watches what each end may send.
 */
final class TcpNetwork {
    private static final int IP_OCTETS = 20;

    /**
     * The way between the ends, the same in both directions.
     *
     * @param rateOctets octets a second, 0 for no limit
     * @param queueOctets what waits before a limited rate
     */
    record Path(
            double loss,
            double duplication,
            double reordering,
            double corruption,
            long delayNanos,
            long rateOctets,
            long queueOctets) {}

    private record Event(long at, long order, Runnable what) {}

    final End left;
    final End right;
    final Random random;
    final Path path;
    long now;

    /**
     * Whether both ends ask for keep-alive once connected: so each learns that the other is gone.
     */
    boolean keepAlive;

    /** Loss from left to right alone, beside that of the path. */
    double lossLeft;

    private long order;
    private final PriorityQueue<Event> queue =
            new PriorityQueue<>((a, b) ->
                    a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));

    TcpNetwork(TcpProfile leftProfile, TcpProfile rightProfile, Path path, long seed) {
        this.path = path;
        random = new Random(seed);
        left = new End(leftProfile, 40_000);
        right = new End(rightProfile, 80);
        left.peer = right;
        right.peer = left;
    }

    /** One host with one connection at most, and a listener if asked. */
    final class End implements TcpOutput {
        final TcpContext context;
        final int port;
        final byte[] room = new byte[65_600];
        @Nullable End peer;
        @Nullable TcpConnection connection;
        @Nullable TcpListener listener;
        int mtu = 1500;
        private long freeAt;
        private boolean offers;
        private int edgeWire;
        private int shift;
        private boolean scales;

        End(TcpProfile profile, int port) {
            context = new TcpContext(profile);
            this.port = port;
        }

        TcpConnection connection() {
            return java.util.Objects.requireNonNull(connection);
        }

        End peer() {
            return java.util.Objects.requireNonNull(peer);
        }

        TcpConnection connect(TcpHandler handler) {
            connection =
                    new TcpConnection(
                            context,
                            context.profile(),
                            this,
                            handler,
                            port,
                            peer().port,
                            mtu - IP_OCTETS,
                            origin());
            connection.open(now);
            if (keepAlive) connection.keepAlive(true, now);
            return connection;
        }

        void listen(int backlog, TcpHandler handler) {
            listener =
                    new TcpListener(
                            context,
                            context.profile(),
                            port,
                            backlog,
                            from -> from.accept(handler, now));
        }

        @Override
        public boolean begin(int lengthOctets) {
            assertThat(lengthOctets).isLessThanOrEqualTo(mtu - IP_OCTETS);
            return true;
        }

        @Override
        public byte[] octets() {
            return room;
        }

        @Override
        public int offset() {
            return 0;
        }

        @Override
        public void send(int lengthOctets) {
            byte[] segment = Arrays.copyOf(room, lengthOctets);
            watch(segment);
            transmit(this, segment);
        }

        /** Nothing beyond what the other side has offered; and what this one offers from now on. */
        private void watch(byte[] segment) {
            TcpView view = TcpView.checked(segment, 0, segment.length).orElseThrow();
            int header = (Octets.u8(segment, 12) >>> 4) * 4;
            int length = segment.length - header;
            int flags = Octets.u8(segment, 13);
            boolean syn = (flags & TcpView.SYN) != 0;
            if (syn) {
                scales = false;
                TcpSegment parsed = new TcpSegment();
                parsed.parse(segment, 0, segment.length);
                scales = parsed.windowShift >= 0;
                shift = Math.max(0, parsed.windowShift);
            }
            if (length > 0) {
                End other = peer();
                int beyond = Octets.i32(segment, 4) + length - other.edgeWire;
                int probe = context.profile().zeroWindowProbeOctets();
                assertThat(beyond).as("octets beyond the window").isLessThanOrEqualTo(probe);
            }
            if ((flags & TcpView.ACK) != 0) {
                int window =
                        Octets.u16(segment, 14) << (syn || !scales || !peer().scales ? 0 : shift);
                int offered = Octets.i32(segment, 8) + window;
                if (!offers || offered - edgeWire > 0) edgeWire = offered;
                offers = true;
            }
            assertThat(view.sourcePort()).isEqualTo(port);
        }

        void deliver(byte[] segment) {
            TcpConnection known = connection;
            if (known != null && known.state() != TcpState.CLOSED) {
                known.segment(segment, 0, segment.length, now);
            } else {
                TcpListener at = listener;
                if (at == null) return;
                switch (at.segment(
                        this, segment, 0, segment.length, mtu - IP_OCTETS, origin(), now)) {
                    case TcpListener.Arrival.Connecting(TcpConnection made) -> connection = made;
                    case TcpListener.Arrival.Refused _ -> {}
                }
            }
            TcpConnection made = connection;
            if (keepAlive && made != null) made.keepAlive(true, now);
        }
    }

    private TcpOrigin origin() {
        return new TcpOrigin(random.nextInt(), random.nextInt());
    }

    private void transmit(End from, byte[] segment) {
        long at = now;
        if (path.rateOctets > 0) {
            long waiting = Math.max(0, from.freeAt - now) * path.rateOctets / 1_000_000_000L;
            if (waiting + segment.length > path.queueOctets) return;
            from.freeAt =
                    Math.max(now, from.freeAt)
                            + (segment.length + IP_OCTETS) * 1_000_000_000L / path.rateOctets;
            at = from.freeAt;
        }
        if (chance(path.loss) || (from == left && chance(lossLeft))) return;
        if (chance(path.corruption)) return; // what a checksum finds is lost
        int copies = chance(path.duplication) ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long late = chance(path.reordering) ? random.nextLong(1 + 3 * path.delayNanos) : 0;
            End to = from.peer();
            at(at + path.delayNanos + late, () -> to.deliver(segment));
        }
    }

    private boolean chance(double share) {
        return share > 0 && random.nextDouble() < share;
    }

    void at(long time, Runnable what) {
        queue.add(new Event(time, order++, what));
    }

    /** Runs until nothing is waited for or the time is over; true if it came to rest. */
    boolean run(long untilNanos) {
        while (true) {
            long next = queue.isEmpty() ? Long.MAX_VALUE : queue.peek().at;
            next = Math.min(next, Math.min(deadline(left), deadline(right)));
            if (next == Long.MAX_VALUE) return true;
            if (next > untilNanos) {
                now = untilNanos;
                return false;
            }
            now = Math.max(now, next);
            if (!queue.isEmpty() && queue.peek().at <= now) queue.poll().what.run();
            poll(left);
            poll(right);
        }
    }

    private static long deadline(End end) {
        TcpConnection connection = end.connection;
        return connection == null ? Long.MAX_VALUE : connection.deadlineNanos();
    }

    private void poll(End end) {
        TcpConnection connection = end.connection;
        if (connection != null && connection.deadlineNanos() <= now) connection.poll(now);
    }
}
