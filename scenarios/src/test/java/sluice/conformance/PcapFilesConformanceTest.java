package sluice.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapFilesConformanceTest {
    private static final String HEADER =
            "file\tlibpcap.dlt\tlibpcap.packets\tlibpcap.open_error\tlibpcap.read_error"
                    + "\tlibpcap.first\n";

    @TempDir Path folder;

    private final StringWriter report = new StringWriter();

    private ConformanceResult run(Path where) throws IOException {
        return PcapFilesConformance.run(where, new PrintWriter(report));
    }

    @Test
    void shouldAgreeWithLibpcapOnEveryRecordedFile() throws IOException {
        Path recorded = Recordings.require("conformance/pcap-files");
        ConformanceResult result = run(recorded);
        assertThat(result.failures()).isEmpty();
        assertThat(result.skipped()).isZero();
        assertThat(result.passed()).isPositive();
    }

    @Test
    void shouldCloseTheReportWithTheSummaryAloneOnALine() throws IOException {
        pcap("one.pcap");
        Files.writeString(
                folder.resolve("TABLE.tsv"),
                HEADER
                        + "one.pcap\tEN10MB\t1\t\t\t[[1, 2000, 1, 9]]\n"
                        + "gone.pcap\tEN10MB\t1\t\t\t[]\n");
        assertThat(run(folder).isClean()).isTrue();
        assertThat(report.toString().lines())
                .containsExactly(
                        "skipped gone.pcap: the file is not there",
                        "1 passed, 0 failed, 1 skipped");
    }

    @Test
    void shouldFailACaseForEachThingThatDiffers() throws IOException {
        pcap("one.pcap");
        Files.writeString(
                folder.resolve("TABLE.tsv"),
                HEADER
                        + "one.pcap\tRAW\t1\t\t\t[[1,2000,1,9]]\n"
                        + "one.pcap\tEN10MB\t2\t\t\t[[1,2000,1,9]]\n"
                        + "one.pcap\tEN10MB\t1\tunknown file format\t\t[[1,2000,1,9]]\n"
                        + "one.pcap\tEN10MB\t1\t\tsome error\t[[1,2000,1,9]]\n"
                        + "one.pcap\tEN10MB\t1\t\t\t[[1,2001,1,9]]\n");
        assertThat(run(folder).failures())
                .satisfiesExactly(
                        one -> assertThat(one).contains("link type [EN10MB], recorded [RAW]"),
                        two -> assertThat(two).contains("packets [1], recorded [2]"),
                        three -> assertThat(three).contains("open error []"),
                        four -> assertThat(four).contains("read error [], recorded [some error]"),
                        five -> assertThat(five).contains("first packets [[[1,2000,1,9]]]"));
    }

    private void pcap(String name) throws IOException {
        String hex =
                "d4c3b2a1020004000000000000000000ffff000001000000"
                        + "010000000200000001000000090000002a";
        Files.write(folder.resolve(name), HexFormat.of().parseHex(hex));
    }
}
