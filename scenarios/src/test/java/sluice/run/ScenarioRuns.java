package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import sluice.script.Catalogue;
import sluice.script.Scenario;
import sluice.script.ScenarioFile;

/** Scenarios run in tests, shipped ones and texts. */
final class ScenarioRuns {
    private ScenarioRuns() {}

    static String shippedText(String name) {
        try (InputStream in =
                ScenarioRuns.class.getResourceAsStream("/sluice/scenarios/" + name + ".yaml")) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Scenario scenario(String text) {
        ScenarioFile.Outcome outcome = ScenarioFile.read("test.yaml", text, Catalogue.SHIPPED);
        assertThat(outcome.problems()).isEmpty();
        return outcome.scenario().orElseThrow();
    }

    static RunResult run(String text) throws UnfitScenario, IOException {
        return run(text, RunOptions.DEFAULT);
    }

    static RunResult run(String text, RunOptions options) throws UnfitScenario, IOException {
        return ScenarioRunner.run(scenario(text), options, step -> {});
    }

    /** The trace of a run as its file would hold it. */
    static String trace(String text, RunOptions options) throws UnfitScenario, IOException {
        var lines = new StringWriter();
        try (var sink = new TraceLines(lines)) {
            ScenarioRunner.run(scenario(text), options, sink);
        }
        return lines.toString();
    }
}
