package sluice.inet.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** What is left of a link when it loses, is far, or has little room to queue. */
class GoodputTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long LINK_OCTETS = 12_500_000; // 100 Mbit/s
    private static final String BEGIN = "<!-- goodput, written by GoodputTest -->\n";
    private static final String END = "<!-- end of goodput -->";

    /** Octets a second that arrive, of a connection that has found its rate. */
    private static double goodput(
            CongestionControl.Maker control,
            double loss,
            int roundTripMillis,
            long rate,
            long queue,
            int seconds) {
        TcpProfile profile = TcpProfile.LINUX_6.withCongestion(control);
        var path = new TcpNetwork.Path(0, 0, 0, 0, roundTripMillis * 500_000L, rate, queue);
        var network = new TcpNetwork(profile, profile, path, 42);
        network.lossLeft = loss;
        var sink = new BulkProgram(network, false);
        network.right.listen(1, sink);
        network.left.connect(new BulkProgram(network, true));
        network.run(seconds / 4 * SECOND);
        long before = sink.read;
        network.run((seconds / 4 + seconds) * SECOND);
        return (double) (sink.read - before) / seconds;
    }

    /**
     * RFC 5348 section 3.1 without timeouts and with each segment counted, since octets are: s / (R
     * sqrt(2p/3)).
     */
    @Test
    void shouldLetRenoHaveWhatTheResponseFunctionGives() {
        for (double loss : new double[] {0.001, 0.002, 0.005, 0.01, 0.02}) {
            double model = 1448 / 0.1 * Math.sqrt(3 / (2 * loss));
            double goodput = goodput(Reno::new, loss, 100, 0, 0, 300);
            assertThat(goodput / model).as("loss " + loss).isBetween(0.75, 1.25);
        }
    }

    @Test
    void shouldFillALinkThatLosesNothing() {
        for (CongestionControl.Maker control :
                new CongestionControl.Maker[] {Reno::new, Cubic::new}) {
            double goodput = goodput(control, 0, 20, LINK_OCTETS, 250_000, 20);
            assertThat(goodput).isBetween(0.9 * LINK_OCTETS, (double) LINK_OCTETS);
        }
    }

    /** The table in the reference is what comes out; {@code -Dsluice.renew=true} writes it. */
    @Test
    void shouldGiveTheTableOfTheReference() throws IOException {
        Path page = Path.of(System.getProperty("sluice.root", ".."), "docs/reference/tcp.md");
        String text = Files.readString(page);
        int begin = text.indexOf(BEGIN) + BEGIN.length();
        int end = text.indexOf(END);
        String table = table();
        if (Boolean.getBoolean("sluice.renew")) {
            Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
            return;
        }
        assertThat(table).isEqualTo(text.substring(begin, end));
    }

    private static String table() {
        var lines =
                new StringBuilder(
                        """
                        | loss | round trip | queue 16 KiB: Reno | CUBIC | queue 256 KiB: Reno | CUBIC |
                        | --- | --- | --- | --- | --- | --- |
                        """);
        for (double loss : new double[] {0, 0.001, 0.01, 0.05}) {
            for (int roundTrip : new int[] {2, 20, 200}) {
                lines.append(
                        String.format(Locale.ROOT, "| %.1f %% | %d ms |", loss * 100, roundTrip));
                for (long queue : new long[] {16 << 10, 256 << 10}) {
                    for (boolean cubic : new boolean[] {false, true}) {
                        CongestionControl.Maker control = cubic ? Cubic::new : Reno::new;
                        double goodput = goodput(control, loss, roundTrip, LINK_OCTETS, queue, 20);
                        lines.append(String.format(Locale.ROOT, " %.1f |", goodput * 8 / 1e6));
                    }
                }
                lines.append('\n');
            }
        }
        return lines.toString();
    }
}
