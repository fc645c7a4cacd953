package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import sluice.ndis.PacketFilters;
import sluice.packet.Octets;
import sluice.tap.CaptureStats;
import sluice.tap.RecordCursor;
import sluice.time.CostTable;
import sluice.time.InterruptDelivery;
import sluice.time.UserThread;
import sluice.world.HostOptions;

/**
 * A capture on a machine whose NIC interrupts several processors, whatever comes when, and whatever
 * the work costs.
 *
 * <ul>
 *   <li>What is read is in the order in which it came, by number and by time.
 *   <li>Nothing comes twice; what came and was neither rejected, dropped nor thrown away by a
 *       resize is read.
 *   <li>received = captured + dropped since the last resize.
 * </ul>
 */
class CaptureRingsOfCpusProperties {
    private static final int FRAME_OCTETS = 60;

    /** Something that happens {@code afterNanos} after what was before it. */
    sealed interface Act {
        long afterNanos();
    }

    record Burst(long afterNanos, int frames) implements Act {}

    record Read(long afterNanos, int userOctets) implements Act {}

    record Resize(long afterNanos, int octets) implements Act {}

    @Provide
    Arbitrary<List<Act>> acts() {
        Arbitrary<Long> after = Arbitraries.longs().between(0, 300_000);
        Arbitrary<Act> burst =
                Combinators.combine(after, Arbitraries.integers().between(1, 100)).as(Burst::new);
        Arbitrary<Act> read =
                Combinators.combine(after, Arbitraries.integers().between(0, 20_000)).as(Read::new);
        Arbitrary<Act> resize =
                Combinators.combine(after, Arbitraries.integers().between(0, 30_000))
                        .as(Resize::new);
        return Arbitraries.frequencyOf(Tuple.of(6, burst), Tuple.of(3, read), Tuple.of(1, resize))
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void shouldReadInOrderOfTimeAndLoseNothingUnsaid(
            @ForAll("acts") List<Act> acts,
            @ForAll @IntRange(min = 1, max = 6) int cpus,
            @ForAll @LongRange(max = 3) long cost) {
        var costs = new CostTable(0, 0, cost * 500, cost * 700, cost, cost, cost * 300, 0, 0);
        var options = new HostOptions(cpus, costs, 20_000_000, InterruptDelivery.LOWEST_PRIORITY);
        try (var rig = new CaptureRig(NpfPreset.NPF, options)) {
            var run = new Run(rig, rig.open(PacketFilters.PROMISCUOUS, 20_000, null));
            acts.forEach(run::plan);
            rig.advance(CaptureRig.SECOND);
            run.read(new Read(0, 1_000_000));
            rig.advance(CaptureRig.SECOND);
            run.check();
        }
    }

    /** One run, and what has to come out of it. */
    private static final class Run {
        final CaptureRig rig;
        final NpfInstance capture;
        final Set<Integer> seen = new HashSet<>();
        long at;
        int sent;
        long lastNanos = Long.MIN_VALUE;
        int lastMark = -1;
        long read;
        long lost; // by resizes
        long told; // counted before resizes
        final List<String> wrong = new ArrayList<>();

        Run(CaptureRig rig, NpfInstance capture) {
            this.rig = rig;
            this.capture = capture;
        }

        void plan(Act act) {
            at += act.afterNanos();
            switch (act) {
                case Burst burst -> {
                    for (int i = 0; i < burst.frames(); i++) {
                        byte[] frame = CaptureRig.frame(CaptureRig.MAC, FRAME_OCTETS, 0);
                        Octets.put32(frame, 20, sent++);
                        rig.arriveLater(at, frame);
                    }
                }
                case Read reading ->
                        rig.world
                                .scheduler()
                                .schedule(at, rig.world.scheduler().wire(), this::read, reading);
                case Resize resizing ->
                        rig.world
                                .scheduler()
                                .schedule(at, rig.world.scheduler().wire(), this::resize, resizing);
            }
        }

        void read(Read reading) {
            rig.host.cpu().start("reader", 8, self -> read(self, reading.userOctets()));
        }

        private void read(UserThread self, int userOctets) {
            byte[] user = new byte[userOctets];
            int used = capture.read(self, user, 0, userOctets);
            if (used < 0) return; // its size is 0
            var cursor = new RecordCursor().over(user, 0, used);
            while (cursor.next()) {
                int mark = Octets.i32(user, cursor.offset() + 20);
                if (!seen.add(mark)) wrong.add(mark + " came twice");
                if (mark < lastMark) wrong.add(mark + " came after " + lastMark);
                if (cursor.timeNanos() < lastNanos) wrong.add(mark + " is stamped too early");
                lastMark = mark;
                lastNanos = cursor.timeNanos();
                read++;
            }
        }

        void resize(Resize resizing) {
            CaptureStats before = capture.stats();
            told += before.received();
            // a reader may be on its way back with what it has taken out already
            lost += before.dropped() + capture.waitingRecords();
            capture.setBufferSize(resizing.octets());
        }

        void check() {
            assertThat(wrong).isEmpty();
            assertThat(rig.world.programFailures()).isEmpty();
            CaptureStats stats = capture.stats();
            assertThat(stats.received()).isEqualTo(stats.captured() + stats.dropped());
            assertThat(stats.rejected()).isZero();
            assertThat(capture.usedOctets()).isZero();
            assertThat(told + stats.received()).isEqualTo(sent - lostInTheNic());
            assertThat(read + lost + stats.dropped()).isEqualTo(told + stats.received());
        }

        /** Frames that came while the NIC's own ring was full. */
        private long lostInTheNic() {
            return rig.nic.place().stats(0).dropped();
        }
    }
}
