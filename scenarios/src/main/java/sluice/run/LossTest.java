package sluice.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.LongSupplier;
import sluice.script.Catalogue;
import sluice.script.Scenario;
import sluice.script.ScenarioFile;

/**
 * The embedded sniffer beside a reference capture of the same traffic, for ever more packets.
 * Nothing is lost by chance: what is lost found the kernel buffer full, because the program that
 * empties it got too little of a processor whose work costs time.
 */
public final class LossTest {
    /** Octets of the descriptor beside each packet that is kept. */
    private static final int DESCRIPTOR_OCTETS = 24;

    private static final int HEADERS_OCTETS = 42;
    private static final long AFTERWARDS_NANOS = 2_000_000_000L;
    private static final long BEGIN_NANOS = 10_000_000L;
    private static final String SNIFFER = "sniffer";

    /** More packets are not tried: each is kept as eighteen octets on both sides. */
    public static final long PACKETS_MAX = 10_000_000;

    private LossTest() {}

    /**
     * What is tried.
     *
     * @param cost the board, by the name of its cost preset
     * @param kernelOctets the sniffer's kernel buffer
     * @param intervalNanos from one datagram to the next
     * @param dataOctets in each datagram
     */
    public record Setting(String cost, int kernelOctets, long intervalNanos, int dataOctets) {
        /** How many packets the kernel buffer holds. */
        public long slots() {
            return kernelOctets / (DESCRIPTOR_OCTETS + HEADERS_OCTETS + dataOctets);
        }
    }

    /**
     * What came of one number of packets.
     *
     * @param sent packets in the reference
     * @param same records that are the reference's, one by one
     * @param different records that are not
     * @param firstMissing number of the first packet that is missing, from 1; 0 if none is
     * @param lostElsewhere packets that were lost, but not by a full kernel buffer
     * @param kinds sent and captured of each kind of packet
     */
    public record Row(
            long sent,
            long same,
            long different,
            long firstMissing,
            long lostElsewhere,
            List<Kind> kinds) {
        /** Keeps the list from changing. */
        public Row {
            kinds = List.copyOf(kinds);
        }

        /** Packets that are in the reference only. */
        public long lost() {
            return sent - same;
        }

        /**
         * Of what came from the first loss on, the share that was captured: what the program drains
         * of what arrives, d/a. Not a number where nothing was lost.
         */
        public double drained() {
            if (firstMissing == 0) return Double.NaN;
            return (double) (same - (firstMissing - 1)) / (sent - (firstMissing - 1));
        }

        /** Their share of all. */
        public double rate() {
            return sent == 0 ? 0 : (double) lost() / sent;
        }
    }

    /** Packets of one kind. */
    public record Kind(String name, long sent, long captured) {}

    /**
     * Sends {@code packets} and compares.
     *
     * @throws UnfitScenario if the setting makes no scenario; the message says why
     */
    public static Row run(Setting setting, long packets) throws UnfitScenario, IOException {
        Scenario scenario = scenario(setting, packets);
        RunOptions known = RunOptions.DEFAULT;
        var options =
                new RunOptions(
                        known.seed(),
                        known.untilNanos(),
                        known.classpath(),
                        known.folder(),
                        Long.MAX_VALUE);
        try (var world = new ScenarioWorld(scenario, options, _ -> {})) {
            LongSupplier until = () -> ScenarioRunner.later(world.plannedNanos());
            ScenarioRunner.advance(world.world(), until, new StarvationWatch(world.world()));
            world.requireStepsDone();
            return row(world);
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static Row row(ScenarioWorld world) {
        Program sniffer = world.program(SNIFFER);
        ReferenceTap.Outcome outcome = world.comparison(SNIFFER).outcome();
        return new Row(
                outcome.sent(),
                outcome.same(),
                outcome.different(),
                outcome.firstMissing(),
                outcome.missing() - sniffer.counter("dropped"),
                outcome.kinds().stream()
                        .map(kind -> new Kind(kind.name(), kind.sent(), kind.captured()))
                        .toList());
    }

    /** As {@code embedded-loss} is, with one sniffer, and traffic of two kinds. */
    private static Scenario scenario(Setting setting, long packets) {
        long lasts = BEGIN_NANOS + packets * setting.intervalNanos() + AFTERWARDS_NANOS;
        String text =
                """
                title: Loss test
                question: What does the sniffer lose of %1$d packets?
                explain: Two captures of the same segment, one of which costs time.
                covers: [S35]
                hosts:
                  board: {kind: windows, cost: %2$s, nics: [{model: dm9000}]}
                  tap: {kind: windows}
                  sender: {kind: linux, neighbours: [{address: 192.0.2.77, mac: "02:00:00:00:00:77"}]}
                links:
                  - {between: [sender, board, tap], rate: 100Mbit}
                programs:
                  - capture: {name: reference, on: tap, packet-filter: [promiscuous], kernel-buffer: 64MB, least: 0B, timeout: 100ms, lasts: %3$dns}
                  - capture:
                      {name: sniffer, on: board, driver: packetce, kernel-buffer: %4$dB, packet-filter: [promiscuous], least: 0B, timeout: 100ms,
                       lasts: %3$dns, reference: reference}
                traffic:
                  - udp: {name: datagrams, from: sender, to: "192.0.2.77:9", length: %5$d, count: %1$d, interval: %6$dns, start: %7$dns}
                """
                        .formatted(
                                packets,
                                setting.cost(),
                                lasts,
                                setting.kernelOctets(),
                                setting.dataOctets(),
                                setting.intervalNanos(),
                                BEGIN_NANOS);
        ScenarioFile.Outcome outcome = ScenarioFile.read("losstest", text, Catalogue.SHIPPED);
        return outcome.scenario()
                .orElseThrow(() -> new IllegalStateException(outcome.problems().toString()));
    }
}
