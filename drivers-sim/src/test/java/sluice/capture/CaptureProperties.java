package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.ndis.PacketFilters;
import sluice.tap.CaptureStats;

/** The engine beside a list, from the wire to the program. */
class CaptureProperties {
    private static final long STEP_NANOS = 3 * CaptureRig.MILLI;

    /**
     * Whatever the sizes, thresholds and filter: received = rejected + captured + dropped, and the
     * program gets exactly what was captured, in order, cut as the filter said.
     */
    @Property(tries = 200)
    void shouldGiveTheProgramWhatWasCapturedInOrder(
            @ForAll @IntRange(min = 1, max = 4000) int kernelOctets,
            @ForAll @IntRange(min = 0, max = 2000) int leastOctets,
            @ForAll @IntRange(min = 1, max = 50) int timeoutMillis,
            @ForAll @IntRange(min = 17, max = 300) int keep,
            @ForAll @Size(min = 1, max = 80) int[] frames) {
        try (var rig = new CaptureRig()) {
            Deque<byte[]> model = new ArrayDeque<>();
            var options =
                    CaptureOptions.WPCAP
                            .withPacketFilter(PacketFilters.PROMISCUOUS)
                            .withFilter(NpfInstanceTest.marked(7, keep))
                            .withBuffers(kernelOctets, 4000)
                            .withThresholds(timeoutMillis, leastOctets);
            long[] order = {0, 0};
            var program =
                    new CaptureProgram(rig.driver, "eth0", options)
                            .handing(record -> {
                                byte[] expected = model.removeFirst();
                                while (expected[16] != record.octets()[record.offset() + 16])
                                    expected = model.removeFirst(); // dropped
                                int at = record.offset();
                                int kept = record.capturedOctets();
                                assertThat(Arrays.copyOfRange(record.octets(), at, at + kept))
                                        .isEqualTo(Arrays.copyOf(expected, kept));
                                assertThat(kept).isEqualTo(Math.min(keep, expected.length));
                                assertThat(record.wireOctets()).isEqualTo(expected.length);
                                assertThat(record.timeNanos()).isGreaterThanOrEqualTo(order[0]);
                                order[0] = record.timeNanos();
                                order[1]++;
                            });
            rig.host.cpu().start("capture", 8, program);
            rig.run();
            int number = 0;
            for (int code : frames) {
                byte[] frame =
                        CaptureRig.frame(
                                CaptureRig.MAC, 30 + (code & 0x1ff), (code & 0x600) == 0 ? 8 : 7);
                frame[16] = (byte) number++;
                if (frame[20] == 7) model.addLast(frame);
                // Several at one instant make bursts.
                rig.arriveLater((long) (number / 4) * STEP_NANOS, frame);
            }
            rig.advance(CaptureRig.SECOND);
            NpfInstance adapter = java.util.Objects.requireNonNull(program.adapter());
            CaptureStats stats = adapter.stats();
            assertThat(rig.world.programFailures()).isEmpty();
            assertThat(stats.received()).isEqualTo(frames.length);
            assertThat(stats.received())
                    .isEqualTo(stats.rejected() + stats.captured() + stats.dropped());
            boolean hasRing = kernelOctets >= 24;
            assertThat(order[1]).isEqualTo(hasRing ? stats.captured() : 0);
        }
    }
}
