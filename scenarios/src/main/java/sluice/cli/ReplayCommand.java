package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sluice.edge.IpAddress;
import sluice.ndis.VerifierLevel;
import sluice.replay.ReplayJob;
import sluice.replay.ReplayParts;
import sluice.replay.StackInstaller;
import sluice.report.Progress;
import sluice.run.BreachReport;
import sluice.run.BugCheckReport;
import sluice.world.WorldOptions;

/** {@code sluice replay CAPTURE}. */
@Command(
        name = "replay",
        description = {
            "Send a capture through an emulated host, its station played by stand-ins, and compare what the",
            "stack says by itself with what was recorded."
        })
final class ReplayCommand implements Asking {
    @Parameters(paramLabel = "CAPTURE", description = "A pcap or pcapng file of Ethernet frames.")
    private @Nullable Path capture;

    @Option(
            names = "--host",
            paramLabel = "linux|windows|both",
            description = "The stack or stacks it goes through (default: both).")
    private String host = "both";

    @Option(
            names = "--as",
            paramLabel = "ADDRESS",
            description = "The station to play (default: the address in most frames).")
    private @Nullable String as;

    @Option(
            names = "--driver",
            paramLabel = "NAME[:KEY=VALUE,...]",
            description = {
                "A driver over the Windows host's NIC, one that ships or a class from --classpath;",
                "several stand bottom to top."
            })
    private List<String> drivers = new ArrayList<>();

    @Option(
            names = "--hook",
            paramLabel = "POINT:NAME[:KEY=VALUE,...]",
            description = {
                "A hook at a point of the Linux host, such as INPUT:count; one that ships or a class",
                "from --classpath."
            })
    private List<String> hooks = new ArrayList<>();

    @Option(
            names = "--verifier",
            paramLabel = "LEVEL",
            completionCandidates = VerifierWord.Candidates.class,
            converter = VerifierWord.class,
            description = {
                "How closely drivers of the Windows host are held to the NDIS contract: off, standard or",
                "strict (default: standard; off if one waits for a program, which a replay has not)."
            })
    private @Nullable VerifierLevel verifier;

    @Option(
            names = "--packet",
            paramLabel = "N",
            converter = DecodeCommand.PacketNumber.class,
            description = "Follow frame N through every layer.")
    private long packet;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the files (default: out/CAPTURE).")
    private @Nullable Path out;

    @Option(
            names = "--seed",
            paramLabel = "N",
            converter = SeedNumber.class,
            description =
                    "Run events of one instant in an order drawn from N (default: as they come).")
    private @Nullable Long seed;

    @Override
    public Request request() {
        return new Ask(
                requireNonNull(capture),
                host,
                Optional.ofNullable(as),
                List.copyOf(drivers),
                List.copyOf(hooks),
                Optional.ofNullable(verifier),
                packet,
                Optional.ofNullable(out),
                Optional.ofNullable(seed));
    }

    record Ask(
            Path capture,
            String host,
            Optional<String> as,
            List<String> drivers,
            List<String> hooks,
            Optional<VerifierLevel> verifier,
            long packet,
            Optional<Path> out,
            Optional<Long> seed)
            implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            Inputs.requireNoFolder(capture);
            Map<String, StackInstaller> hosts = new LinkedHashMap<>();
            Optional<IpAddress> station = as.flatMap(IpAddress::checked);
            if (as.isPresent() && station.isEmpty()) {
                console.complain("--as: \"" + as.get() + "\" is no IP address");
                return ExitCode.USAGE;
            }
            try {
                var parts = new ReplayParts(console.classpath());
                switch (host) {
                    case "linux" -> hosts.put("linux", parts.linux(hooks));
                    case "windows" -> hosts.put("windows", parts.windows(drivers, verifier));
                    case "both" -> {
                        hosts.put("linux", parts.linux(hooks));
                        hosts.put("windows", parts.windows(drivers, verifier));
                    }
                    default -> {
                        console.complain(
                                "--host: expected linux, windows or both, not \"" + host + "\"");
                        return ExitCode.USAGE;
                    }
                }
            } catch (ReplayParts.Unknown unknown) {
                console.complain(unknown.text());
                return ExitCode.USAGE;
            }
            if (!hosts.containsKey("windows") && !drivers.isEmpty()) {
                console.complain("--driver stands in a Windows host; add --host windows or both");
                return ExitCode.USAGE;
            }
            if (!hosts.containsKey("linux") && !hooks.isEmpty()) {
                console.complain("--hook stands in a Linux host; add --host linux or both");
                return ExitCode.USAGE;
            }
            if (!hosts.containsKey("windows") && verifier.isPresent()) {
                console.complain("--verifier looks at a Windows host; add --host windows or both");
                return ExitCode.USAGE;
            }
            return replay(console, hosts, station);
        }

        private ExitCode replay(
                Console console, Map<String, StackInstaller> hosts, Optional<IpAddress> station)
                throws IOException {
            Path folder = out.orElseGet(() -> Path.of("out", baseName(capture)));
            WorldOptions world =
                    seed.map(WorldOptions.DEFAULT::withShuffle).orElse(WorldOptions.DEFAULT);
            ReplayJob.Outcome outcome;
            try {
                outcome =
                        run(console, ReplayJob.of(capture, hosts, station, packet, folder, world));
            } catch (ReplayJob.Unfit unfit) {
                console.complain(unfit.text());
                return ExitCode.USAGE;
            }
            if (console.json()) console.out().println(outcome.json());
            else console.out().print(outcome.text());
            outcome.damage()
                    .ifPresent(damage -> console.complain(damage.describe(capture.toString())));
            if (!outcome.contractsKept()) {
                for (ReplayJob.Broken broken : outcome.broken()) tell(broken, console);
                return ExitCode.BREACH;
            }
            if (outcome.damage().isPresent()) return ExitCode.USAGE;
            return outcome.balanced() ? ExitCode.DONE : ExitCode.NO;
        }

        /** What a host broke, and how to see it again on that host alone. */
        private void tell(ReplayJob.Broken broken, Console console) throws IOException {
            for (var stopped : broken.bugChecks()) console.complain(BugCheckReport.lines(stopped));
            if (broken.bugChecks().isEmpty())
                console.complain(BreachReport.lines(broken.breaches(), broken.folder()));
            var again = new StringBuilder("  replay   ./sluice replay " + capture);
            again.append(" --host ").append(broken.host());
            as.ifPresent(address -> again.append(" --as ").append(address));
            boolean windows = broken.host().equals("windows");
            for (String part : windows ? drivers : hooks) {
                again.append(windows ? " --driver " : " --hook ").append(part);
            }
            if (windows)
                verifier.map(VerifierWord::of)
                        .ifPresent(level -> again.append(" --verifier ").append(level));
            seed.ifPresent(number -> again.append(" --seed ").append(number));
            console.err().println(again.append(console.classpathOption()));
        }

        /** A bar on a terminal for each time that a long capture is read. */
        private ReplayJob.Outcome run(Console console, ReplayJob job)
                throws IOException, ReplayJob.Unfit {
            try (var progress =
                    new Progress(
                            String.valueOf(capture.getFileName()),
                            console.err(),
                            console.errIsTerminal())) {
                return job.run(console.palette(), progress::report);
            }
        }

        private static String baseName(Path capture) {
            String name = String.valueOf(capture.getFileName());
            int dot = name.lastIndexOf('.');
            return dot > 0 ? name.substring(0, dot) : name;
        }
    }
}
