package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tshark makes of the line in the scenario {@code pppoe}. */
class PppoeCaptureTest {
    /** Each record carries a comment about its packet, and nothing worse is found. */
    private static final String COMMENT_ONLY = "1048576";

    private static final String ON_THE_LINE =
            "frame.interface_name == \"tap/nic/Ethernet0 | line\" and not tcp";

    @Test
    void shouldBeDissectedWithoutAWarning(@TempDir Path folder) throws Exception {
        LayersCaptureTest.assumeOrSay(
                LayersCaptureTest.hasTshark(), "tshark is not installed: it has not seen PPPoE");
        var out = new ByteArrayOutputStream();
        try (var layers = new LayersCapture(out, "pppoe", 1_700_000_000_000_000_000L)) {
            ScenarioRunner.run(
                    ScenarioRuns.scenario(ScenarioRuns.shippedText("pppoe")),
                    RunOptions.DEFAULT,
                    layers);
        }
        Path file = folder.resolve("layers.pcapng");
        Files.write(file, out.toByteArray());
        List<String> found =
                LayersCaptureTest.tshark(
                                folder,
                                false,
                                "-n",
                                "-r",
                                file.toString(),
                                "-Y",
                                ON_THE_LINE,
                                "-T",
                                "fields",
                                "-e",
                                "frame.protocols",
                                "-e",
                                "_ws.expert.severity")
                        .lines()
                        .toList();
        assertThat(found).allMatch(line -> line.endsWith("\t" + COMMENT_ONLY));
        assertThat(found).allMatch(line -> line.startsWith("eth:ethertype:pppoe"));
        assertThat(found).filteredOn(line -> line.contains(":pppoed")).hasSize(4);
        assertThat(found).filteredOn(line -> line.contains(":ppp:lcp")).hasSize(4);
        assertThat(found).filteredOn(line -> line.contains(":ppp:ipcp")).hasSize(4);
        assertThat(found).filteredOn(line -> line.contains(":ppp:ip:udp")).hasSizeGreaterThan(20);
    }
}
