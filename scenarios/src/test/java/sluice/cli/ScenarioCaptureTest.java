package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code sluice capture --scenario}: through the engines of the scenario's hosts. */
class ScenarioCaptureTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir Path folder;

    private static JsonNode totals(String... words) {
        var all = new java.util.ArrayList<>(java.util.List.of("capture", "-q", "--format=json"));
        all.addAll(java.util.List.of(words));
        var done = CommandRun.of(all.toArray(String[]::new));
        assertThat(done.code()).as(done.err()).isZero();
        return JSON.readTree(done.out());
    }

    @Test
    void shouldListTheAdaptersAsTheirHostsHaveThem() {
        var done = CommandRun.of("capture", "-D", "--scenario", "capture-filter");
        assertThat(done.code()).isZero();
        assertThat(done.out().lines())
                .hasSize(4)
                .anyMatch(line -> line.matches("win/NPF_Loopback +up .*0 \\(NULL\\).*"))
                .anyMatch(line -> line.matches("win/Ethernet0 +up .*\\\\Device\\\\NPF_Ethernet0.*"))
                .anyMatch(line -> line.matches("peer/lo .*loopback"))
                .anyMatch(line -> line.matches("peer/eth0 .*02:00:00:00:02:01"));
    }

    /** Link type null: the family in the order of the host, and the packet. */
    @Test
    void shouldWriteWhatTurnsRoundAsACaptureOfItsOwnLinkType(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("loop.pcap");
        var done =
                CommandRun.of(
                        "capture",
                        "--scenario",
                        "windows-loopback",
                        "--nic",
                        "win/NPF_Loopback",
                        "-q",
                        "-w",
                        file.toString());
        assertThat(done.code()).isZero();
        byte[] octets = Files.readAllBytes(file);
        assertThat(octets[20]).as("link type").isZero();
        assertThat(Arrays.copyOfRange(octets, 40, 45)).containsExactly(2, 0, 0, 0, 0x45);
        assertThat(octets).hasSize(24 + 14 * 16 + 12 * 42 + 2 * 62);
    }

    /** NPF counts what reached its tap, a packet socket what passed its filter. */
    @Test
    void shouldFilterInTheEngineOfTheHost() {
        JsonNode windows = totals("--scenario", "capture-filter", "udp port 53");
        JsonNode linux =
                totals("--scenario", "capture-filter", "--nic", "peer.eth0", "udp port 53");
        long wanted = windows.get("matched").longValue();
        assertThat(wanted).isPositive();
        assertThat(linux.get("matched").longValue()).isEqualTo(wanted);
        assertThat(windows.get("engine").get("received").longValue()).isGreaterThan(wanted);
        assertThat(linux.get("engine").get("received").longValue()).isEqualTo(wanted);
    }

    @Test
    void shouldTellOfABugCheckAsARunDoes() {
        var done =
                CommandRun.of(
                        "capture", "-q", "--scenario", "driver-verifier", "--nic", "lin/eth0");
        assertThat(done.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(done.err())
                .contains("sluice: bug check: win stopped at ")
                .contains(", S02 by careless-driver")
                .contains("last steps of win");
    }

    /** Without a verifier a look into a send that is over is some crash in the driver. */
    @Test
    void shouldHoldDriversToTheirContractAsCloselyAsAsked() throws IOException {
        Path file = folder.resolve("looks.yaml");
        Files.writeString(
                file,
                """
                title: A driver that looks back
                question: Who sees it?
                hosts:
                  win: {kind: windows, drivers: [{driver: careless-driver, options: {rule: S03}}]}
                  lin: {kind: linux}
                traffic:
                  - udp: {from: win, to: "lin:9", text: once, count: 2, interval: 10ms}
                """);
        String[] words = {"capture", "-q", "--scenario", file.toString(), "--verifier"};
        assertThat(CommandRun.of(and(words, "off")).err())
                .contains(", DRIVER_THREW by careless-driver");
        assertThat(CommandRun.of(and(words, "standard")).err())
                .contains(", S03 by careless-driver");
        assertThat(CommandRun.of(and(words, "loose")).code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(CommandRun.of("capture", "-r", file.toString(), "--verifier", "off").err())
                .contains("--verifier needs --scenario");
    }

    private static String[] and(String[] words, String more) {
        String[] all = java.util.Arrays.copyOf(words, words.length + 1);
        all[words.length] = more;
        return all;
    }

    @Test
    void shouldTakeFramesForOthersOnlyWhenAsked() {
        long all = totals("--scenario", "promiscuous").get("matched").longValue();
        long own = totals("--scenario", "promiscuous", "-p").get("matched").longValue();
        assertThat(own).isPositive().isLessThan(all);
    }

    @Test
    void shouldEndByVirtualTimeAndByCount() {
        JsonNode some = totals("--scenario", "capture-filter", "--duration", "20ms");
        assertThat(some.get("lastNanos").longValue()).isBetween(1L, 20_000_000L);
        JsonNode all = totals("--scenario", "capture-filter");
        assertThat(some.get("matched").longValue()).isLessThan(all.get("matched").longValue());
        JsonNode three = totals("--scenario", "capture-filter", "-c", "3");
        assertThat(three.get("matched").longValue()).isEqualTo(3);
    }

    @Test
    void shouldSayInTheFileWhetherItsPacketsHaveALinkHeader() throws Exception {
        Path tun = folder.resolve("tun.pcap");
        totals("--scenario", "tun-captures", "--nic", "left/tun0", "-w", tun.toString(), "icmp");
        try (CaptureReader reader = CaptureReader.open(tun, ReaderOptions.tolerant())) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.linkType()).isEqualTo(LinkType.RAW);
            assertThat(reader.capturedLengthOctets()).isEqualTo(84);
            assertThat(reader.octets()[reader.offset()]).isEqualTo((byte) 0x45);
        }
        Path tap = folder.resolve("tap.pcap");
        totals("--scenario", "tun-captures", "--nic", "left/tap0", "-w", tap.toString(), "icmp");
        try (CaptureReader reader = CaptureReader.open(tap, ReaderOptions.tolerant())) {
            assertThat(reader.next()).isTrue();
            assertThat(reader.linkType()).isEqualTo(LinkType.ETHERNET);
            assertThat(reader.capturedLengthOctets()).isEqualTo(98);
        }
    }

    @Test
    void shouldWriteTheSameFileEachTime() throws Exception {
        Path first = folder.resolve("1.pcap");
        Path second = folder.resolve("2.pcap");
        for (Path file : new Path[] {first, second}) {
            totals("--scenario", "capture-filter", "-s", "60", "-w", file.toString());
        }
        assertThat(first).hasSameBinaryContentAs(second);
        try (CaptureReader reader = CaptureReader.open(first, ReaderOptions.tolerant())) {
            while (reader.next()) assertThat(reader.capturedLengthOctets()).isLessThanOrEqualTo(60);
            assertThat(reader.damage()).isEmpty();
            assertThat(reader.packetNumber()).isPositive();
        }
    }

    /**
     * One datagram at the first instant, one back; each passes lo twice, and Windows shows none.
     */
    @Test
    void shouldTakeAFrameOfLoOnce() {
        JsonNode linux = totals("--scenario", "loopback-pair", "--nic", "lin/lo");
        assertThat(linux.get("matched").longValue()).isEqualTo(2);
        JsonNode windows = totals("--scenario", "loopback-pair", "--nic", "win/Ethernet0");
        assertThat(windows.get("matched").longValue()).isZero();
    }

    @Test
    void shouldSayWhichNicMayBeMeant() {
        CommandRun.of("capture", "--scenario", "capture-filter", "--nic", "win.Etherne0")
                .endsWith(2, "did you mean \"win/Ethernet0\"");
        CommandRun.of("capture", "--scenario", "capture-filtre").endsWith(2, "did you mean");
        CommandRun.of("capture", "-r", "a.pcap", "--nic", "a.b").endsWith(2, "needs --scenario");
    }

    @Test
    void shouldPointAtWhatIsWrongWithAnExpression() {
        var done = CommandRun.of("capture", "--scenario", "capture-filter", "tcp prot 80");
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).startsWith("sluice: ").contains("column");
    }

    @Test
    void shouldControlTheNicOfTheScenario() {
        var plain = CommandRun.of("capture", "--scenario", "ping", "--nic", "lin/eth0", "arp");
        var set =
                CommandRun.of(
                        "capture",
                        "--scenario",
                        "ping",
                        "--nic",
                        "lin/eth0",
                        "--set",
                        "mac=02:00:00:00:00:77,rate=1Mbit",
                        "arp");
        assertThat(set.code()).as(set.err()).isZero();
        assertThat(plain.out()).doesNotContain("02:00:00:00:00:77");
        assertThat(set.out()).contains("02:00:00:00:00:77");
    }

    /** The scenario goes on, and what was captured is told; that the step failed is, too. */
    @Test
    void shouldSayWhatCannotBeSetOnThatNic() {
        var done =
                CommandRun.of(
                        "capture", "--scenario", "ping", "--nic", "lin/lo", "--set", "rate=1Mbit");
        assertThat(done.code()).isEqualTo(1);
        assertThat(done.err()).contains("it has no such rate").doesNotContain("\tat ");
    }

    @Test
    void shouldSayWhatIsWrongWithASetting() {
        for (String wrong :
                new String[] {"mac=1", "address=1.2.3.4", "rate=quick", "at=1s", "speed=1", ""}) {
            var done = CommandRun.of("capture", "--scenario", "ping", "--set", wrong);
            assertThat(done.code()).as(wrong).isEqualTo(2);
            assertThat(done.err()).as(wrong).startsWith("sluice: ").hasLineCount(1);
        }
    }
}
