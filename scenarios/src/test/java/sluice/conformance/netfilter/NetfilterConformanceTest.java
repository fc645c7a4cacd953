package sluice.conformance.netfilter;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sluice.conformance.ConformanceProgress;
import sluice.conformance.ConformanceResult;
import sluice.conformance.Recordings;
import sluice.conformance.netfilter.NetfilterConformance.Wanted;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class NetfilterConformanceTest {
    private static final int CASES = 395;

    /** A host that answers one echo request: what came in, what left, and where it was seen. */
    private static final String ECHO =
            """
            {"schema": 1, "id": "echo", "family": "own", "title": "t", "shows": "s",
             "dut": {
              "interfaces": [
               {"name": "lo", "kind": "lo", "addrs": ["127.0.0.1/8"]},
               {"name": "eth0", "kind": "veth", "mac": "02:00:00:00:00:10",
                "addrs": ["192.168.1.1/24"]}],
              "neigh": [{"ip": "192.168.1.2", "dev": "eth0", "mac": "06:00:00:00:01:02"}],
              "sockets": [{"id": "r", "proto": "raw", "num": 1}]},
             "ruleset": {"iptables": "*filter\\n:INPUT ACCEPT [0:0]\\n-A INPUT\\nCOMMIT\\n"},
             "observe": ["neigh"],
             "steps": [{"op": "inject", "dev": "eth0", "hex": "%1$s"}],
             "expect": {"steps": [{
              "tx": {"eth0": [{"len": 42, "hex": "%2$s", "csum": {"ip": "ok", "l4": "ok"},
                "mask": [{"f": "ip.id", "off": 18, "len": 2}]}]},
              "tap": [
               {"dev": "eth0", "dir": "rx", "pkttype": "HOST", "len": 42, "hex": "%1$s",
                "csum": {"ip": "ok", "l4": "ok"}},
               {"dev": "eth0", "dir": "tx", "pkttype": "OUTGOING", "len": 42, "hex": "%2$s",
                "csum": {"ip": "ok", "l4": "ok"},
                "mask": [{"f": "ip.id", "off": 18, "len": 2}]}],
              "sock": [{"sock": "r", "event": "recv", "from": "192.168.1.2", "len": 28,
               "payload": "%3$s"}]}],
             "neigh": [{"ip": "192.168.1.2", "dev": "eth0", "mac": "06:00:00:00:01:02",
              "state": ["PERMANENT"]}]}}
            """
                    .formatted(
                            "020000000010060000000102080045000"
                                    + "01c123400004001e559c0a80102c0a801010800f78500770003",
                            "060000000102020000000010080045000"
                                    + "01c000000004001f78dc0a80101c0a801020000ff8500770003",
                            "4500001c0000000040010000c0a80102c0a801010800f78500770003");

    private static final Wanted WITHOUT_RULES = new Wanted("", "", "none");

    @TempDir Path folder;

    private final StringWriter report = new StringWriter();

    private ConformanceResult run(Path where, Wanted wanted) throws IOException {
        return NetfilterConformance.run(
                where, wanted, new PrintWriter(report), ConformanceProgress.NONE);
    }

    private ConformanceResult runOwn(String text) throws IOException {
        Path family = Files.createDirectories(folder.resolve("own"));
        Files.writeString(family.resolve("echo.json"), text);
        return run(folder, WITHOUT_RULES);
    }

    // ---- with the recordings ---------------------------------------------------------------

    /** The recorded cases, which are kept with the tests, as a folder. */
    private Path recorded() throws IOException {
        Path cases = Files.createDirectories(folder.resolve("recorded"));
        try (InputStream packed =
                        requireNonNull(
                                NetfilterConformanceTest.class.getResourceAsStream(
                                        "/sluice/conformance/netfilter-cases.json.gz"));
                var text = new GZIPInputStream(packed)) {
            JsonNode all = new JsonMapper().readTree(text);
            for (String name : all.propertyNames()) {
                Path file = cases.resolve(name);
                Files.createDirectories(requireNonNull(file.getParent()));
                Files.writeString(file, all.path(name).toString());
            }
        }
        return cases;
    }

    @ParameterizedTest
    @CsvSource({"'', 395", "iptables, 334", "nft, 376", "nft_json, 368"})
    void shouldAnswerAsTheKernelInEveryCase(String language, int cases) throws IOException {
        ConformanceResult result = run(recorded(), new Wanted("", "", language));
        assertThat(result.failures()).isEmpty();
        assertThat(result.passed()).isEqualTo(cases);
        assertThat(report.toString().lines()).contains("snmp %1$d/%1$d".formatted(cases));
    }

    @Test
    void shouldKeepTheCasesAsTheyWereRecorded() throws IOException {
        Path original = Recordings.require("conformance/netfilter");
        Path kept = recorded();
        var mapper = new JsonMapper();
        long compared = 0;
        try (Stream<Path> files = Files.walk(kept)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path theirs = original.resolve(kept.relativize(file).toString());
                assertThat(mapper.readTree(Files.readString(file)))
                        .isEqualTo(mapper.readTree(Files.readString(theirs)));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(CASES);
    }

    // ---- that it can say no ----------------------------------------------------------------

    private static String counted(int answers) {
        return """
        "snmp": {"Ip.InReceives": 1, "Ip.InDelivers": 1, "Ip.OutRequests": 1,
         "Ip.OutTransmits": 1, "Icmp.InMsgs": 1, "Icmp.InEchos": 1,
         "IcmpMsg.InType8": 1, "Icmp.OutMsgs": 1, "Icmp.OutEchoReps": 1,
         "IcmpMsg.OutType0": %d}, "neigh": [{"ip\"\
        """
                .formatted(answers);
    }

    @Test
    void shouldReportStatisticsApart() throws IOException {
        Path family = Files.createDirectories(folder.resolve("own"));
        int steps = ECHO.indexOf("\"expect\"");
        for (int answers = 1; answers <= 2; answers++) {
            String text =
                    ECHO.substring(0, steps)
                            + ECHO.substring(steps)
                                    .replace("\"neigh\": [{\"ip\"", counted(answers));
            Files.writeString(family.resolve("echo.json"), text);
            run(folder, Wanted.ALL);
        }
        assertThat(report.toString().lines())
                .containsSubsequence(
                        "snmp 1/1",
                        "snmp of echo differs with iptables:",
                        "    IcmpMsg.OutType0: ours 1, kernel 2",
                        "snmp 0/1");
    }

    @Test
    void shouldCountWhatAgreesAndSayWhatIsNotCompared() throws IOException {
        assertThat(runOwn(ECHO).isClean()).isTrue();
        assertThat(report.toString().lines())
                .containsExactly(
                        "own: 1 passed, 0 failed, 0 skipped",
                        "with none: 1 passed, 0 failed",
                        "1 passed, 0 failed, 0 skipped");
    }

    @Test
    void shouldShowTheFirstOctetThatDiffersWithBothFrames() throws IOException {
        ConformanceResult result = runOwn(ECHO.replace("c0a801020000ff85", "c0a801020000ff86"));
        assertThat(result.failures())
                .containsExactly("echo: step 0: frame 0 sent on eth0: octet 37 is 85, kernel 86");
        assertThat(report.toString())
                .contains("    ours   192.168.1.1 > 192.168.1.2 ICMP 42 echo reply")
                .contains("    0020 ours   01 02 00 00 ff 85 00 77 00 03")
                .contains("    0020 kernel 01 02 00 00 ff 86 00 77 00 03");
    }

    @Test
    void shouldMaskOnlyWhatTheCaseMasks() throws IOException {
        String other = ECHO.replace("\"ip.id\", \"off\": 18", "\"ip.tos\", \"off\": 15");
        // The identification is drawn at random and may be zero, too, but not in this world.
        assertThat(runOwn(other).failures()).singleElement().asString().contains("octet 18 is");
    }

    @Test
    void shouldFailACaseForEachThingThatDiffers() throws IOException {
        assertThat(differences("\"tx\": {\"eth0\"", "\"tx\": {\"eth1\""))
                .contains("0 frames sent on eth1, kernel 1");
        assertThat(differences("\"l4\": \"ok\"", "\"l4\": \"zero\""))
                .contains("transport checksum ok, kernel zero");
        assertThat(differences("\"HOST\"", "\"OTHERHOST\""))
                .contains("packet socket, frame 0: eth0 rx HOST, kernel eth0 rx OTHERHOST");
        assertThat(differences("\"from\": \"192.168.1.2\"", "\"from\": \"192.168.1.3\""))
                .contains("socket: r recv: from 192.168.1.2, kernel 192.168.1.3");
        assertThat(differences("\"payload\": \"45", "\"payload\": \"46"))
                .contains("socket: r recv: payload 4500001c", "kernel 4600001c");
        assertThat(
                        differences(
                                "\"sock\": [{\"sock\"",
                                "\"error\": \"EPERM\", \"sock\": [{\"sock\""))
                .contains("error none, kernel EPERM");
        assertThat(differences("PERMANENT", "STALE")).contains("the neighbours differ");
        assertThat(differences("eth0\", \"hex\"", "eth7\", \"hex\"")).contains("no device eth7");
    }

    /** The failure after a change of the case; empty if it still passes. */
    private String differences(String from, String to) throws IOException {
        return String.join("", runOwn(ECHO.replace(from, to)).failures());
    }

    // ---- what cannot be read ----------------------------------------------------------------

    @Test
    void shouldSayWhereACaseCannotBeRead() throws IOException {
        assertThat(
                        runOwn(ECHO.replace("\"op\": \"inject\"", "\"op\": \"inject\", \"x\": 1"))
                                .failures())
                .containsExactly(
                        "echo: cannot be read: line 11, column 29: /steps/0/x: unknown member x");
        assertThat(runOwn(ECHO.replace("\"kind\": \"veth\"", "\"kind\": 7")).failures())
                .singleElement()
                .asString()
                .contains("line 5, column", "/dut/interfaces/1/kind: expected text, found 7");
        assertThat(runOwn("{").failures())
                .containsExactly("echo: cannot be read: line 1, column 2: this is not JSON");
        assertThat(runOwn("[]").failures()).singleElement().asString().contains("the file:");
    }

    @Test
    void shouldSurviveEveryPrefixOfACase() throws IOException {
        for (int length = 0; length < ECHO.length() - 2; length += 7) {
            assertThat(runOwn(ECHO.substring(0, length)).failed()).isEqualTo(1);
        }
    }
}
