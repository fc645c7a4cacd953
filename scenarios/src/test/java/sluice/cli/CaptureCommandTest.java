package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;
import sluice.sniffer.SavedFiles;
import sluice.sniffer.SniffedPacket;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CaptureCommandTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OFFICE_LAN =
            Path.of(System.getProperty("sluice.root", ".."), "examples", "office-lan.pcap")
                    .toString();
    @TempDir Path folder;

    @Test
    void shouldShowALineForEachPacketThatMatches() {
        var done = CommandRun.of("capture", "-r", OFFICE_LAN, "udp", "port", "53");
        assertThat(done.code()).isZero();
        assertThat(done.out().lines()).hasSize(20).allMatch(line -> line.contains(" DNS "));
        assertThat(done.err()).contains("667 packets, 20 match");
    }

    @Test
    void shouldWriteWhatMatchesAndNothingElse() throws Exception {
        for (String name : List.of("dns.pcap", "dns.pcapng")) {
            Path file = folder.resolve(name);
            var done = CommandRun.of("capture", "-r", OFFICE_LAN, "-w", file.toString(), "port 53");
            assertThat(done.code()).isZero();
            assertThat(done.out()).contains("20 match").contains("written " + file);
            try (CaptureReader all =
                            CaptureReader.open(Path.of(OFFICE_LAN), ReaderOptions.tolerant());
                    CaptureReader dns = CaptureReader.open(file, ReaderOptions.tolerant())) {
                long found = 0;
                while (dns.next()) {
                    do assertThat(all.next()).isTrue();
                    while (all.epochNanos() != dns.epochNanos());
                    assertThat(dns.capturedLengthOctets()).isEqualTo(all.capturedLengthOctets());
                    found++;
                }
                assertThat(found).isEqualTo(20);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"-c,5,5", "--duration,1s,10", "-s,20,667"})
    void shouldHoldTheLimits(String option, String value, long matched) throws Exception {
        var done = CommandRun.of("capture", "-r", OFFICE_LAN, "-q", "--format=json", option, value);
        JsonNode totals = JSON.readTree(done.out());
        if (!option.equals("--duration")) {
            assertThat(totals.get("matched").longValue()).isEqualTo(matched);
        }
        long span = totals.get("lastNanos").longValue() - totals.get("firstNanos").longValue();
        assertThat(span).isPositive();
        if (option.equals("--duration")) assertThat(span).isLessThanOrEqualTo(1_000_000_000L);
    }

    @Test
    void shouldCountTheIntervals() throws Exception {
        var done = CommandRun.of("capture", "-r", OFFICE_LAN, "--stat", "1s", "--format", "json");
        long packets = 0;
        for (JsonNode interval : JSON.readTree(done.out()).get("intervals")) {
            packets += interval.get("packets").longValue();
        }
        assertThat(packets).isEqualTo(667);
        assertThat(
                        CommandRun.of("capture", "-r", OFFICE_LAN, "--stat", "1s")
                                .out()
                                .lines()
                                .toList())
                .hasSizeGreaterThan(5)
                .last()
                .asString()
                .contains("667 match");
    }

    @Test
    void shouldShowTheNewestPacketsOnly() {
        var done = CommandRun.of("capture", "-r", OFFICE_LAN, "--newest", "3", "arp");
        assertThat(done.out().lines()).hasSize(5);
        assertThat(done.out()).contains("    8     8.135415 ");
    }

    @Test
    void shouldPointAtWhatIsWrongWithAnExpression() {
        var done = CommandRun.of("capture", "-r", OFFICE_LAN, "tcp port 80 and");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.out()).isEmpty();
        assertThat(done.err())
                .startsWith("sluice: ")
                .contains("column 16")
                .contains("\n  tcp port 80 and\n                 ^")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldWriteNothingWhereTheExpressionIsWrong() {
        Path file = folder.resolve("none.pcap");
        CommandRun.of("capture", "-r", OFFICE_LAN, "-w", file.toString(), "tcp prot 80");
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldNotOverwriteWhatItReads() throws Exception {
        Path file = folder.resolve("a.pcap");
        Files.copy(Path.of(OFFICE_LAN), file);
        CommandRun.of("capture", "-r", file.toString(), "-w", file.toString(), "arp")
                .endsWith(2, "would be overwritten");
        assertThat(file).hasSameBinaryContentAs(Path.of(OFFICE_LAN));
    }

    @ParameterizedTest
    @CsvSource({
        "--files,3,needs --file-size or --file-time",
        "--file-size,10MB,need --write",
        "--file-size,10,with its unit",
        "-c,0,from 1",
        "--newest,999999,at most",
        "--stat,0s,no time"
    })
    void shouldSayWhatIsWrongWithAnOption(String option, String value, String words) {
        var done = CommandRun.of("capture", "-r", OFFICE_LAN, option, value);
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains(words);
    }

    @Test
    void shouldGiveThePacketsBeforeTheCut() throws Exception {
        Path cut = folder.resolve("cut.pcap");
        byte[] whole = Files.readAllBytes(Path.of(OFFICE_LAN));
        Files.write(cut, java.util.Arrays.copyOf(whole, whole.length - 7));
        var done = CommandRun.of("capture", "-r", cut.toString(), "-q");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.out()).contains("666 packets");
        assertThat(done.err()).contains("damaged at octet");
    }

    @Test
    void shouldKeepWhatCameBeforeALinkTypeThatHasNoFilters() throws Exception {
        Path mixed = folder.resolve("mixed.pcapng");
        Path kept = folder.resolve("kept.pcapng");
        var packet = new SniffedPacket();
        try (var saved =
                new SavedFiles(
                        mixed, CaptureFormat.PCAPNG, LinkType.ETHERNET, SavedFiles.Ring.NONE)) {
            for (int type : new int[] {1, 1, 147}) {
                packet.set(new LinkType(type), 1, 0, new byte[60], 0, 60, 60);
                saved.packet(packet, 60);
            }
        }
        var done =
                CommandRun.of("capture", "-r", mixed.toString(), "-w", kept.toString(), "less 100");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).startsWith("sluice: ").contains("147");
        try (CaptureReader reader = CaptureReader.open(kept, ReaderOptions.tolerant())) {
            while (reader.next()) assertThat(reader.linkType()).isEqualTo(LinkType.ETHERNET);
            assertThat(reader.packetNumber()).isEqualTo(2);
            assertThat(reader.damage()).isEmpty();
        }
    }
}
