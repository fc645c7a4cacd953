package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import sluice.script.Catalogue;
import sluice.script.Explanation;
import sluice.script.Problem;
import sluice.script.ScenarioFile;

/** Any text is a scenario that can be explained, or has problems, each at a place in the text. */
final class ScenarioFuzz {
    private ScenarioFuzz() {}

    static void run(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        var outcome = ScenarioFile.read("fuzz.yaml", text, Catalogue.SHIPPED);
        assertThat(outcome.scenario().isPresent()).isEqualTo(outcome.problems().isEmpty());
        outcome.scenario().ifPresent(scenario -> assertThat(Explanation.of(scenario)).isNotBlank());
        int lines = text.split("\r\n|[\r\n\u0085\u2028\u2029]", -1).length;
        for (Problem problem : outcome.problems()) {
            assertThat(problem.place().line()).isBetween(1, lines + 1);
            assertThat(problem.place().column()).isBetween(1, text.length() + 1);
            assertThat(problem.message()).isNotBlank();
        }
    }
}
