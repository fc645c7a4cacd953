package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sluice.pcap.file.LinkType;
import sluice.sniffer.NewestSink;
import sluice.sniffer.SniffedPacket;
import sluice.sniffer.SourceCounts;

/** What a capture draws on a terminal. */
class CaptureScreenTest {
    private static final Pattern WORD =
            Pattern.compile("\u001b\\[(\\d*)A|\u001b\\[(J|K|\\?7[lh])|\r|\n|[^\u001b\r\n]+");
    private static final String OFFICE_LAN =
            Path.of(System.getProperty("sluice.root", ".."), "examples", "office-lan.pcap")
                    .toString();

    private long nowNanos;

    /** A terminal that is long enough; the most lines that were ever on it, too. */
    static final class Terminal {
        final List<StringBuilder> lines = new ArrayList<>();
        int row;
        int most;

        Terminal(String written) {
            Matcher words = WORD.matcher(written);
            int at = 0;
            while (words.find()) {
                assertThat(words.start()).as("understood all before").isEqualTo(at);
                at = words.end();
                take(words.group(), words.group(1));
            }
            assertThat(at).isEqualTo(written.length());
        }

        private void take(String word, @org.jspecify.annotations.Nullable String up) {
            while (lines.size() <= row) lines.add(new StringBuilder());
            if (up != null) {
                row -= Integer.parseInt(up);
                assertThat(row).isNotNegative();
            } else if (word.equals("\n")) {
                row++;
            } else if (word.endsWith("J")) {
                while (lines.size() > row) lines.removeLast();
            } else if (word.endsWith("K")) {
                lines.get(row).setLength(0);
            } else if (word.charAt(0) != '\r' && word.charAt(0) != '\u001b') {
                lines.get(row).append(word);
            }
            most = Math.max(most, lines.size());
        }

        List<String> text() {
            return lines.stream().map(StringBuilder::toString).toList();
        }
    }

    private static SniffedPacket packet(long nanos) {
        var packet = new SniffedPacket();
        packet.set(LinkType.ETHERNET, nanos, new byte[60], 0, 60, 60);
        return packet;
    }

    @Test
    void shouldDrawTheNewestOverItselfAndNotGrow() {
        var octets = new ByteArrayOutputStream();
        var out = new PrintStream(octets, true, StandardCharsets.US_ASCII);
        var screen = new NewestScreen(out, new NewestSink(3, false), () -> nowNanos);
        for (int i = 0; i < 1_000; i++) {
            nowNanos += 100_000_000;
            screen.packet(packet(1_000_000_000L + i), 60);
            screen.idle(0);
        }
        screen.close();
        String written = octets.toString(StandardCharsets.US_ASCII);
        var terminal = new Terminal(written);
        assertThat(terminal.most).isLessThanOrEqualTo(5);
        assertThat(terminal.text()).hasSizeBetween(4, 5);
        assertThat(terminal.text().getFirst()).contains("0.000000").contains("60");
        assertThat(terminal.text().get(3))
                .isEqualTo("1 000 packets, 60 000 octets, since 1.000000 s, 0.000001 s");
        // Five times a second of 100 s, and once at the end.
        assertThat(written.split(Pattern.quote("\u001b[J"), -1)).hasSizeBetween(480, 520);
    }

    @Test
    void shouldSayTheTimeOfDayOfARealPacket() {
        assertThat(NewestScreen.begin(1_795_300_475_321_933_000L))
                .isEqualTo("2026-11-21T22:34:35.321933Z");
        assertThat(NewestScreen.begin(2_500_000_000L)).isEqualTo("2.500000 s");
    }

    @Test
    void shouldSayHowALongCaptureDoes() {
        var octets = new ByteArrayOutputStream();
        var line =
                new CountLine(
                        new PrintStream(octets, true, StandardCharsets.US_ASCII),
                        () -> Optional.of(new SourceCounts(9, 2, 1)),
                        () -> nowNanos);
        for (int i = 0; i < 25; i++) {
            nowNanos += 100_000_000;
            line.packet(packet(i), 60);
            line.idle(0);
        }
        assertThat(new Terminal(octets.toString(StandardCharsets.US_ASCII)).text())
                .containsExactly("2 s  20 packets (10/s)  dropped 3");
        line.close();
        assertThat(new Terminal(octets.toString(StandardCharsets.US_ASCII)).text())
                .containsExactly("");
    }

    @Test
    void shouldDrawOnATerminalAndOnlyThere() {
        String[] words = {"capture", "-r", OFFICE_LAN, "--newest", "4"};
        var octets = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        Main.run(
                words,
                new Streams(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(octets, false, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        true,
                        true));
        List<String> shown = new Terminal(octets.toString(StandardCharsets.UTF_8)).text();
        List<String> plain = CommandRun.of(words).out().lines().toList();
        assertThat(shown.subList(0, 4)).isEqualTo(plain.subList(0, 4));
        assertThat(shown.get(4)).startsWith("667 packets, ").contains("since 20");
        assertThat(plain.toString()).doesNotContain("\u001b");
        assertThat(plain.getLast()).matches("from 20.*Z on");
    }
}
