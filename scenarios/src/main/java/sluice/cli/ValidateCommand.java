package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import sluice.report.Figures;
import sluice.script.Problem;
import sluice.script.ScenarioFile;

/** {@code sluice validate FILE}. */
@Command(
        name = "validate",
        description = "Say all that is wrong with a scenario file, by line and column.")
final class ValidateCommand implements Asking {
    @Parameters(
            paramLabel = "SCENARIO",
            description = "A scenario file, or the name of one that comes with Sluice.")
    private @Nullable String scenario;

    @Override
    public Request request() {
        return new Ask(requireNonNull(scenario));
    }

    record Ask(String scenario) implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            ScenarioFile.Outcome outcome = ScenarioArgument.read(scenario);
            boolean valid = outcome.problems().isEmpty();
            if (console.json()) {
                json(outcome, valid, console);
            } else if (valid) {
                console.out().println(outcome.file() + ": valid");
            } else {
                ScenarioArgument.complain(outcome, console);
                console.err()
                        .println(
                                outcome.file()
                                        + ": "
                                        + Figures.counted(outcome.problems().size(), "problem"));
            }
            return valid ? ExitCode.DONE : ExitCode.NO;
        }

        private static void json(ScenarioFile.Outcome outcome, boolean valid, Console console) {
            console.print(json -> {
                json.beginObject().member("file", outcome.file()).member("valid", valid);
                json.name("problems").beginArray();
                for (Problem problem : outcome.problems()) {
                    json.beginObject()
                            .member("line", problem.place().line())
                            .member("column", problem.place().column())
                            .member("message", problem.message())
                            .endObject();
                }
                json.endArray().endObject();
            });
        }
    }
}
