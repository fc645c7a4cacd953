package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ScenarioCommandsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    @TempDir Path folder;

    private String file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    @Test
    void shouldSayThatAFileIsValid() {
        var done = CommandRun.of("validate", "ping");
        assertThat(done.code()).isZero();
        assertThat(done.out()).isEqualTo("ping.yaml: valid\n");
        assertThat(done.err()).isEmpty();
    }

    @Test
    void shouldListEveryProblemOfAFileAndSayNo() throws Exception {
        String file =
                file(
                        "bad.yaml",
                        "title: t\nhosts:\n  a: {kind: windows, drivers: [pass-thru]}\n  b: {kind: windwos}\n");
        var done = CommandRun.of("validate", file);
        assertThat(done.code()).isEqualTo(1);
        assertThat(done.out()).isEmpty();
        assertThat(done.err())
                .isEqualTo(
                        file
                                + ":3:32: unknown driver \"pass-thru\"; did you mean \"passthru\"?\n"
                                + file
                                + ":4:13: found \"windwos\"; expected one of linux, windows; did you mean \"windows\"?\n"
                                + file
                                + ": 2 problems\n");
    }

    @Test
    void shouldListProblemsAsJson() throws Exception {
        var done = CommandRun.of("--format", "json", "validate", file("bad.yaml", "title: t\n"));
        assertThat(done.code()).isEqualTo(1);
        JsonNode json = JSON.readTree(done.out());
        assertThat(json.get("valid").booleanValue()).isFalse();
        assertThat(json.get("problems").get(0).get("line").intValue()).isEqualTo(1);
        assertThat(json.get("problems").get(0).get("message").stringValue())
                .contains("without \"hosts\"");
    }

    @Test
    void shouldSayThatThereIsNoSuchFile() {
        CommandRun.of("validate", "no/such.yaml").endsWith(2, "no/such.yaml: no such file");
        CommandRun.of("explain", "such.yaml").endsWith(2, "such.yaml: no such file");
        CommandRun.of("explain", "pign")
                .endsWith(2, "\"pign\" is neither a file nor a scenario that comes with Sluice");
        CommandRun.of("explain", "pign").endsWith(2, "did you mean \"ping\"?");
        CommandRun.of("validate", "a\0b").endsWith(2, "no file can have this name");
        CommandRun.of("validate", folder.toString())
                .endsWith(2, "a folder; expected a scenario file");
    }

    @Test
    void shouldSayThatAFileIsNoText() throws Exception {
        Path file = folder.resolve("binary.yaml");
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        var done = CommandRun.of("validate", file.toString());
        assertThat(done.code()).isEqualTo(1);
        assertThat(done.err()).contains(":1:1: this is not UTF-8 text");
    }

    @Test
    void shouldExplainAScenarioInWords() {
        var done = CommandRun.of("explain", "drop-udp");
        assertThat(done.code()).isZero();
        assertThat(done.out())
                .startsWith("A driver that drops UDP to port 53\n")
                .contains("| ")
                .contains("0 delivered on lin, UDP port 53");
    }

    @Test
    void shouldExplainAsJson() {
        JsonNode json = JSON.readTree(CommandRun.of("explain", "drop-udp", "--format=json").out());
        assertThat(json.get("title").stringValue()).isEqualTo("A driver that drops UDP to port 53");
        assertThat(json.get("covers").get(0).stringValue()).isEqualTo("S12");
    }

    @Test
    void shouldNotExplainWhatIsWrong() throws Exception {
        var done = CommandRun.of("explain", file("bad.yaml", "title: t\n"));
        assertThat(done.code()).isEqualTo(2);
        assertThat(done.err()).contains("bad.yaml:1:1: scenario without \"hosts\"");
        assertThat(done.out()).isEmpty();
    }

    @Test
    void shouldAskForTheMissingParameter() {
        CommandRun.of("validate").endsWith(2, "missing: SCENARIO (sluice validate --help)");
        CommandRun.of("validate", "a", "b").endsWith(2, "unexpected argument \"b\"");
    }

    @Test
    void shouldReadTextInUtf8() throws Exception {
        String file =
                file(
                        "utf8.yaml",
                        new String(
                                "title: Prüfung\nhosts: {a: {kind: linux}}\n"
                                        .getBytes(StandardCharsets.UTF_8),
                                StandardCharsets.UTF_8));
        assertThat(CommandRun.of("explain", file).out()).startsWith("Prüfung\n");
    }
}
