package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.capture.CaptureRig.MAC;
import static sluice.capture.CaptureRig.MILLI;
import static sluice.capture.CaptureRig.SECOND;
import static sluice.capture.CaptureRig.frame;

import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sluice.ndis.PacketFilters;

/** Both ends of the trade-off between few calls and little delay, over a grid. */
class CaptureThresholdsTest {
    private static final int[] TIMEOUTS_MILLIS = {10, 100, 1000};
    private static final int[] LEAST_OCTETS = {0, 1_000, 16_000, 64_000};
    private static final int FRAMES = 2_000;
    private static final int FRAME_OCTETS = 200;
    private static final long EVERY_NANOS = 2 * MILLI;

    private record Figures(double callsPerPacket, double meanMillis, double maxMillis) {}

    private static Figures run(int timeoutMillis, int leastOctets) {
        try (var rig = new CaptureRig()) {
            var options =
                    CaptureOptions.WPCAP
                            .withPacketFilter(PacketFilters.PROMISCUOUS)
                            .withThresholds(timeoutMillis, leastOctets);
            var program = new CaptureProgram(rig.driver, "eth0", options);
            rig.host.cpu().start("capture", 8, program);
            rig.run();
            long before = Objects.requireNonNull(program.adapter()).tally().systemCalls();
            for (int i = 0; i < FRAMES; i++)
                rig.arriveLater(i * EVERY_NANOS, frame(MAC, FRAME_OCTETS, i));
            rig.advance(FRAMES * EVERY_NANOS);
            long calls = Objects.requireNonNull(program.adapter()).tally().systemCalls() - before;
            rig.advance(2 * SECOND);
            assertThat(program.account().packets()).isEqualTo(FRAMES);
            return new Figures(
                    calls / (double) FRAMES,
                    program.account().delayNanosMean() / 1e6,
                    program.account().delayNanosMax() / 1e6);
        }
    }

    @Test
    void shouldTradeCallsForDelay() {
        System.out.printf(
                "S25: %d frames of %d octets, one every %d ms%n",
                FRAMES, FRAME_OCTETS, EVERY_NANOS / MILLI);
        System.out.println("  timeout ms  least octets  calls/packet  mean delay ms  max delay ms");
        for (int timeout : TIMEOUTS_MILLIS) {
            double callsBefore = Double.MAX_VALUE;
            double delayBefore = -1;
            for (int least : LEAST_OCTETS) {
                Figures now = run(timeout, least);
                System.out.printf(
                        Locale.ROOT,
                        "  %10d  %12d  %12.4f  %13.3f  %12.3f%n",
                        timeout,
                        least,
                        now.callsPerPacket(),
                        now.meanMillis(),
                        now.maxMillis());
                assertThat(now.callsPerPacket()).isLessThanOrEqualTo(callsBefore);
                assertThat(now.meanMillis()).isGreaterThanOrEqualTo(delayBefore);
                assertThat(now.maxMillis()).isLessThanOrEqualTo(timeout);
                if (least == 0) assertThat(now.maxMillis()).isZero();
                callsBefore = now.callsPerPacket();
                delayBefore = now.meanMillis();
            }
        }
        // 16 000 octets are 71 records of 24 + 200; the timeout of 1 s is never reached.
        assertThat(run(1000, 16_000).callsPerPacket()).isBetween(1 / 76.0, 1 / 68.0);
        assertThat(run(1000, 16_000).maxMillis()).isBetween(140.0, 1000.0);
    }
}
