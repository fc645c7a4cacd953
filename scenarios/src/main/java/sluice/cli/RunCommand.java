package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;
import sluice.ndis.VerifierLevel;
import sluice.run.BreachReport;
import sluice.run.BugCheckReport;
import sluice.run.RunFiles;
import sluice.run.RunJson;
import sluice.run.RunOptions;
import sluice.run.RunReport;
import sluice.run.RunResult;
import sluice.run.ScenarioRunner;
import sluice.run.UnfitScenario;
import sluice.script.Scenario;
import sluice.script.ScenarioFile;
import sluice.script.Units;

/** {@code sluice run SCENARIO}. */
@Command(
        name = "run",
        description = {
            "Run a scenario and hold its expectations against what came out. Leaves trace.jsonl,",
            "layers.pcapng and summary.json."
        })
final class RunCommand implements Asking {
    @Parameters(
            paramLabel = "SCENARIO",
            description = "A scenario file, or the name of one that comes with Sluice.")
    private @Nullable String scenario;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = SeedNumber.class,
            description = {
                "Another seed than the scenario's; it also draws the order of what happens at one",
                "instant."
            })
    private @Nullable Long seed;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Virtual end, such as 250ms, in place of the scenario's own.")
    private @Nullable Long until;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = {
                "Folder for the files, one set for all hosts of the scenario",
                "(default: out/SCENARIO)."
            })
    private @Nullable Path out;

    @Option(
            names = "--verifier",
            paramLabel = "LEVEL",
            completionCandidates = VerifierWord.Candidates.class,
            converter = VerifierWord.class,
            description = {
                "How closely drivers of Windows hosts are held to the NDIS contract: off, standard"
                        + " or",
                "strict, in place of what the scenario says."
            })
    private @Nullable VerifierLevel verifier;

    @Override
    public Request request() {
        return new Ask(
                requireNonNull(scenario),
                Optional.ofNullable(seed),
                Optional.ofNullable(until),
                Optional.ofNullable(out),
                Optional.ofNullable(verifier));
    }

    static final class TimeConverter implements ITypeConverter<Long> {
        @Override
        public Long convert(String word) {
            OptionalLong nanos = Units.nanos(word);
            if (nanos.isEmpty()) {
                throw new TypeConversionException(
                        "expected a time with its unit such as 250ms but was \"" + word + "\"");
            }
            return nanos.getAsLong();
        }
    }

    record Ask(
            String scenario,
            Optional<Long> seed,
            Optional<Long> until,
            Optional<Path> out,
            Optional<VerifierLevel> verifier)
            implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            ScenarioFile.Outcome outcome = ScenarioArgument.read(scenario);
            if (outcome.scenario().isEmpty()) {
                ScenarioArgument.complain(outcome, console);
                return ExitCode.USAGE;
            }
            return run(outcome.scenario().get(), console);
        }

        private ExitCode run(Scenario known, Console console) throws IOException {
            Path folder = out.orElseGet(() -> Path.of("out", baseName(scenario)));
            var options =
                    new RunOptions(
                            seed.map(OptionalLong::of).orElse(OptionalLong.empty()),
                            until.map(OptionalLong::of).orElse(OptionalLong.empty()),
                            console.classpath(),
                            ScenarioArgument.folder(scenario),
                            RunOptions.EVENTS_MAX,
                            verifier);
            RunResult result;
            try (RunFiles files = RunFiles.in(folder, known.title(), 0)) {
                result = ScenarioRunner.run(known, options, files);
                files.summary(RunJson.of(result));
            } catch (UnfitScenario unfit) {
                console.err().println(unfit.problem().line(known.file()));
                return ExitCode.USAGE;
            }
            if (console.json()) {
                console.out().println(RunJson.of(result));
            } else {
                console.out().print(RunReport.of(result, console.palette()));
                console.out()
                        .println(
                                "look closer: "
                                        + folder.resolve("trace.jsonl")
                                        + "; wireshark "
                                        + folder.resolve("layers.pcapng"));
            }
            if (!result.breaches().isEmpty()) {
                tell(result, folder, console);
                return ExitCode.BREACH;
            }
            return result.asAsked() ? ExitCode.DONE : ExitCode.NO;
        }

        /** The broken contracts, the history of the first one's packet, and how to see it again. */
        private void tell(RunResult result, Path folder, Console console) throws IOException {
            for (var stopped : result.bugChecks()) console.complain(BugCheckReport.lines(stopped));
            if (result.bugChecks().isEmpty())
                console.complain(BreachReport.lines(result.breaches(), folder));
            String replay = "  replay   ./sluice run " + scenario;
            if (result.shuffled()) {
                replay += " --seed " + result.seed();
            }
            if (verifier.isPresent()) replay += " --verifier " + VerifierWord.of(verifier.get());
            replay += console.classpathOption();
            console.err().println(replay + " --until " + result.endNanos() + "ns");
        }

        private static String baseName(String scenario) {
            Path name = Path.of(scenario).getFileName();
            String text = name == null ? "run" : name.toString();
            int dot = text.lastIndexOf('.');
            return dot > 0 ? text.substring(0, dot) : text;
        }
    }
}
