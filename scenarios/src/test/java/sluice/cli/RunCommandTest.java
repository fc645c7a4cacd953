package sluice.cli;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunCommandTest {
    @TempDir private Path folder;

    /** Completes a send and then says once more how it ended. */
    public static final class SaysItTwice implements Intermediate {
        private @Nullable IntermediateContext context;

        @Override
        public void attach(IntermediateContext here) {
            context = here;
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            requireNonNull(context).above().sendComplete(packet, NdisStatus.FAILURE);
            return NdisStatus.FAILURE;
        }
    }

    private CommandRun run(String scenario, String... more) {
        String[] args = new String[more.length + 4];
        args[0] = "run";
        args[1] = scenario;
        args[2] = "--out";
        args[3] = folder.resolve("out").toString();
        System.arraycopy(more, 0, args, 4, more.length);
        return CommandRun.of(args);
    }

    private String file(String text) throws IOException {
        return Files.writeString(folder.resolve("own.yaml"), text).toString();
    }

    private static String withDriver(String driver) {
        return """
        title: own
        hosts:
          win: {kind: windows, drivers: [%s]}
          lin: {kind: linux}
        traffic:
          - udp: {from: win, to: "lin:9", text: hi}
        """
                .formatted(driver);
    }

    @Test
    void shouldLeaveTraceCaptureAndSummary() throws IOException {
        CommandRun run = run("ping");
        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(folder.resolve("out/trace.jsonl")).isNotEmptyFile();
        assertThat(folder.resolve("out/layers.pcapng")).isNotEmptyFile();
        JsonNode summary =
                new JsonMapper().readTree(Files.readString(folder.resolve("out/summary.json")));
        assertThat(summary.path("asAsked").asBoolean()).isTrue();
        assertThat(summary.path("hosts").size()).isEqualTo(2);
        assertThat(new JsonMapper().readTree(run("ping", "--format", "json").out()))
                .isEqualTo(summary);
    }

    @Test
    void shouldEndWithOneIfAnExpectationFails() throws IOException {
        CommandRun run =
                run(file(withDriver("passthru") + "expect: [{dropped: {on: win, count: 7}}]\n"));
        assertThat(run.code()).isEqualTo(ExitCode.NO.code());
        assertThat(run.out()).contains("FAILED   7 dropped on win; found 0").contains("own.yaml:");
    }

    @Test
    void shouldEndWithTwoIfTheScenarioIsWrong() throws IOException {
        CommandRun run = run(file(withDriver("{class: com.example.Nothing}")));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err())
                .contains("own.yaml:3:")
                .contains("class com.example.Nothing was not found")
                .hasLineCount(1);
        assertThat(run("nonsense").code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run("ping", "--until", "5").err()).contains("expected a time with its unit");
    }

    @Test
    void shouldTellTheHistoryOfThePacketOfABrokenContract() throws IOException {
        String driver = "{class: \"" + SaysItTwice.class.getName() + "\", name: twice}";
        String scenario = file(withDriver(driver));
        CommandRun run = run(scenario, "--seed", "5");
        assertThat(run.code()).isEqualTo(ExitCode.BREACH.code());
        assertThat(run.err())
                .startsWith("sluice: bug check: win stopped at ")
                .contains(", S02 by twice")
                .contains("history of packet ")
                .contains("twice is given it in MiniportSend")
                .contains("replay   ./sluice run " + scenario + " --seed 5 --until ")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldListWhatShipsAndWhatIsShown() {
        assertThat(CommandRun.of("list").out()).containsPattern("udp-echo +One echo through");
        assertThat(CommandRun.of("list", "--drivers").out())
                .contains("ask-program")
                .contains("port=53");
        assertThat(CommandRun.of("list", "--hooks").out()).contains("queue").contains("ttl=64");
        String coverage = CommandRun.of("list", "--coverage").out();
        assertThat(coverage.lines().count()).isEqualTo(1 + FeatureMap.ROWS.size());
        assertThat(coverage).containsPattern("S15 .*udp-echo").containsPattern("B9 .*all of it");
        JsonNode json =
                new JsonMapper()
                        .readTree(CommandRun.of("list", "--coverage", "--format", "json").out());
        assertThat(json.size()).isEqualTo(53);
        for (JsonNode row : json) {
            boolean shown = row.path("scenarios").size() > 0;
            assertThat(row.path("missing").asString().equals("all of it"))
                    .as(row.path("row").asString())
                    .isNotEqualTo(shown);
        }
        assertThat(CommandRun.of("list", "--hooks", "--drivers").code())
                .isEqualTo(ExitCode.USAGE.code());
    }
}
