package sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecodeConformanceTest {
    private static final String EXAMPLE = "office-lan.pcap";

    @TempDir Path folder;

    private final StringWriter report = new StringWriter();

    private ConformanceResult run(Path tables, Path captures) throws IOException {
        return DecodeConformance.run(tables, captures, new PrintWriter(report));
    }

    @Test
    void shouldAgreeWithTsharkOnTheShippedExample() throws IOException {
        Path tables = exampleTables();
        Path captures = Files.createDirectory(folder.resolve("captures"));
        Files.copy(example(), captures.resolve(EXAMPLE));

        ConformanceResult result = run(tables, captures);

        assertThat(result.failures()).isEmpty();
        assertThat(result.passed()).isEqualTo(1);
        assertThat(report.toString().lines()).last().isEqualTo("1 passed, 0 failed, 0 skipped");
    }

    @Test
    void shouldNoticeOneChangedCell() throws IOException {
        Path tables = exampleTables();
        Path captures = Files.createDirectory(folder.resolve("captures"));
        Files.copy(example(), captures.resolve(EXAMPLE));
        Path nested = tables.resolve(EXAMPLE + ".nested.tsv");
        List<String> lines = Files.readAllLines(nested);
        lines.set(1, lines.get(1).replaceFirst("192\\.0\\.2\\.", "192.0.3."));
        Files.write(nested, lines);

        assertThat(run(tables, captures).failures()).hasSize(1);
    }

    @Test
    void shouldSkipACaptureThatTsharkRefused() throws IOException {
        Files.writeString(
                folder.resolve("ERRORS.tsv"),
                "file\tpackets_decoded\ttshark_error\nodd.pcap\t0\tunknown\n");
        Files.writeString(folder.resolve("odd.pcap.tsv"), "frame.number\n");
        Path captures = Files.createDirectory(folder.resolve("captures"));
        Files.writeString(captures.resolve("odd.pcap"), "no capture");

        assertThat(run(folder, captures).summary()).isEqualTo("0 passed, 0 failed, 1 skipped");
    }

    @Test
    void shouldAgreeWithTsharkOnEveryRecordedCapture() throws IOException {
        Path tables = Recordings.require("conformance/decode");
        ConformanceResult result = run(tables, Recordings.require("captures"));

        assertThat(result.passed()).isPositive();
        assertThat(result.failures()).isEmpty();
    }

    private Path exampleTables() throws IOException {
        Path tables = Files.createDirectory(folder.resolve("tables"));
        for (String name : List.of(EXAMPLE + ".tsv.gz", EXAMPLE + ".nested.tsv")) {
            try (InputStream in =
                    Objects.requireNonNull(
                            getClass().getResourceAsStream("office-lan/" + name), name)) {
                Files.copy(in, tables.resolve(name));
            }
        }
        return tables;
    }

    /** The example in the repository; before it is there, the recording it comes from. */
    static Path example() {
        Path shipped = Path.of(System.getProperty("sluice.root", "."), "examples").resolve(EXAMPLE);
        return Files.exists(shipped)
                ? shipped
                : Recordings.require("captures-own").resolve(EXAMPLE);
    }
}
