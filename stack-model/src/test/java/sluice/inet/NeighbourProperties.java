package sluice.inet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** Laws of the neighbour table under any sequence of events. */
class NeighbourProperties {
    private static final long SECOND = 1_000_000_000L;

    /** Windows and Linux alike, with so little room that everything overflows. */
    private static NeighbourTimings tight(NeighbourTimings of) {
        return new NeighbourTimings(
                of.ageing(),
                of.retransNanos(),
                of.broadcastRequests(),
                of.unicastRequests(),
                of.reachableNanos(),
                of.referencedNanos(),
                of.delayProbeNanos(),
                of.lockNanos(),
                3000,
                3,
                5);
    }

    @Property(tries = 500)
    void shouldGiveBackEachPacketOnceAndNeverAskWithoutEnd(@ForAll long seed, @ForAll boolean xp) {
        var random = new Random(seed);
        var timings = tight(xp ? NeighbourTimings.WINDOWS_XP : NeighbourTimings.LINUX);
        var table = new NeighbourTable<Integer>(timings);
        var sink = new Sink(table, random);
        int accepted = 0;
        for (int step = 0; step < 200; step++) {
            sink.nowNanos += random.nextLong(3 * SECOND);
            int low = random.nextInt(8);
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> {
                    if (table.use(1, 0, low, sink.nowNanos) == NeighbourTable.NOT_RESOLVED
                            && table.queue(1, 0, low, step, 1000, sink.nowNanos, sink)) accepted++;
                }
                case 3 -> learn(table, sink, low, random.nextInt(3), NeighbourState.STALE);
                case 4 -> learn(table, sink, low, random.nextInt(3), NeighbourState.REACHABLE);
                case 5 -> table.remove(1, 0, low, sink);
                case 6 -> table.confirm(1, 0, low, sink.nowNanos);
                default -> table.putPermanent(1, 0, low % 2, 9, sink.nowNanos, sink);
            }
            table.poll(sink.nowNanos, sink);
            assertThat(table.nextDeadlineNanos()).isGreaterThan(sink.nowNanos);
            assertThat(table.entries()).hasSizeLessThanOrEqualTo(5);
            for (var entry : table.entries()) {
                assertThat(entry.pendingCount()).isLessThanOrEqualTo(3);
                assertThat(entry.state().valid())
                        .isEqualTo(
                                entry.hardwareAddress() != NeighbourTable.NOT_RESOLVED
                                        && entry.state() != NeighbourState.FAILED);
                if (entry.state().valid()) assertThat(entry.pendingCount()).isZero();
            }
        }
        // Left alone, the table comes to rest: no request is repeated for ever.
        sink.reenters = false;
        int polls = 0;
        while (table.nextDeadlineNanos() != NeighbourTable.NEVER && polls++ < 200) {
            sink.nowNanos = table.nextDeadlineNanos();
            table.poll(sink.nowNanos, sink);
        }
        assertThat(table.nextDeadlineNanos()).isEqualTo(NeighbourTable.NEVER);
        assertThat(sink.back).hasSize(accepted + sink.acceptedInside).doesNotHaveDuplicates();
    }

    private static void learn(
            NeighbourTable<Integer> table, Sink sink, int low, int mac, NeighbourState state) {
        table.learn(1, 0, low, mac, state, mac == 1, mac != 2, sink.nowNanos, sink);
    }

    /** Takes packets back, and now and then sends a new one from inside the call. */
    private static final class Sink implements NeighbourSink<Integer> {
        final List<Integer> back = new ArrayList<>();
        final NeighbourTable<Integer> table;
        final Random random;
        long nowNanos;
        boolean reenters = true;
        int acceptedInside;
        private int fresh = 1_000_000;

        Sink(NeighbourTable<Integer> table, Random random) {
            this.table = table;
            this.random = random;
        }

        @Override
        public void request(
                int deviceIndex, long high, long low, long mac, @Nullable Integer newest) {
            sendAnother();
        }

        @Override
        public void ready(Integer packet, int deviceIndex, long hardwareAddress) {
            back.add(packet);
            sendAnother();
        }

        @Override
        public void failed(Integer packet, int deviceIndex, long high, long low) {
            back.add(packet);
            sendAnother();
        }

        @Override
        public void overflowed(Integer packet, int deviceIndex, long high, long low) {
            back.add(packet);
            sendAnother();
        }

        private void sendAnother() {
            if (!reenters || random.nextInt(3) > 0) return;
            int low = random.nextInt(8);
            if (table.queue(1, 0, low, fresh++, 1000, nowNanos, this)) acceptedInside++;
        }
    }
}
