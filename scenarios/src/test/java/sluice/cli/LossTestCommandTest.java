package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.run.LossTest;

/** {@code sluice losstest}: what an overrun sniffer loses, and why. */
class LossTestCommandTest {
    @TempDir private Path folder;

    private record Ended(int code, String out, String err) {}

    private Ended run(String... options) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        List<String> words = new ArrayList<>(List.of("losstest", "--out", folder.toString()));
        words.addAll(List.of(options));
        int code =
                Main.run(
                        words.toArray(new String[0]),
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Ended(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void shouldPrintATableAndLeaveFilesAndAPlot() throws Exception {
        Ended ended = run("--packets", "50,2000", "--kernel-buffer", "16600B");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains(
                        "first lost",
                        "each lost packet found the kernel buffer full",
                        "UDP 50 of 50");
        List<String> lines = Files.readAllLines(folder.resolve("loss.csv"));
        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).isEqualTo("50,50,0,0.000000,0,0,0");
        assertThat(Files.readString(folder.resolve("loss.svg")))
                .startsWith("<svg")
                .endsWith("</svg>\n");
        assertThat(Files.readString(folder.resolve("loss.json"))).contains("\"rows\"");
    }

    /** npf.md 11: the first loss after about slots / (1 - d/a). */
    @Test
    void shouldLoseFirstWhereTheDrainForetells() throws Exception {
        var setting = new LossTest.Setting("embedded-400mhz", 16_600, 46_600, 100);
        LossTest.Row few = LossTest.run(setting, 100);
        assertThat(few.lost()).isZero();
        assertThat(few.same()).isEqualTo(100);
        LossTest.Row many = LossTest.run(setting, 20_000);
        assertThat(many.lost()).isPositive();
        assertThat(many.different()).isZero();
        assertThat(many.lostElsewhere()).isZero();
        assertThat(many.drained()).isBetween(0.5, 0.95);
        double foretold = setting.slots() / (1 - many.drained());
        assertThat((double) many.firstMissing()).isCloseTo(foretold, within(0.4 * foretold));
    }

    /**
     * The subject taken out: with room for all, or with work that takes no time, nothing is lost.
     */
    @Test
    void shouldLoseNothingWithRoomOrTime() throws Exception {
        assertThat(
                        LossTest.run(
                                        new LossTest.Setting(
                                                "embedded-400mhz", 8_000_000, 46_600, 100),
                                        5000)
                                .lost())
                .isZero();
        assertThat(LossTest.run(new LossTest.Setting("zero", 16_600, 46_600, 100), 5000).lost())
                .isZero();
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThat(run("--packets", "0").err()).contains("expected 1 to 10000000 packets");
        assertThat(run("--interval", "10us").err()).contains("expected 14us, which a packet takes");
        assertThat(run("--interval", "100000s").err()).contains("to 100ms");
        Ended ended = run("--cost", "embeded-400mhz");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("no cost preset").contains("did you mean");
    }
}
