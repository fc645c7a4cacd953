package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import sluice.script.Explanation;
import sluice.script.Scenario;
import sluice.script.ScenarioFile;

/** {@code sluice explain SCENARIO}. */
@Command(
        name = "explain",
        description = "Draw a scenario's hosts and say in words what will happen.")
final class ExplainCommand implements Asking {
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
            if (outcome.scenario().isEmpty()) {
                ScenarioArgument.complain(outcome, console);
                return ExitCode.USAGE;
            }
            Scenario known = outcome.scenario().get();
            String text = Explanation.of(known);
            if (console.json()) {
                console.print(json -> {
                    json.beginObject().member("file", known.file()).member("title", known.title());
                    json.member("question", known.question())
                            .member("explanation", known.explanation());
                    json.name("covers").beginArray();
                    known.covers().forEach(json::value);
                    json.endArray().member("text", text).endObject();
                });
            } else {
                console.out().print(text);
            }
            return ExitCode.DONE;
        }
    }
}
