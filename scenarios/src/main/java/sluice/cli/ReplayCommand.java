package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sluice.edge.IpAddress;
import sluice.replay.ReplayJob;
import sluice.report.Progress;
import sluice.run.BreachReport;
import sluice.run.BugCheckReport;
import sluice.run.ChosenParts;
import sluice.run.StackInstaller;
import sluice.script.HostKind;
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

    @Mixin private PartOptions parts = new PartOptions();

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
                parts.chosen(),
                packet,
                Optional.ofNullable(out),
                Optional.ofNullable(seed));
    }

    record Ask(
            Path capture,
            String host,
            Optional<String> as,
            PartOptions.Chosen parts,
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
            Set<HostKind> kinds = EnumSet.noneOf(HostKind.class);
            if (host.equals("both")) kinds.addAll(List.of(HostKind.values()));
            else
                for (HostKind kind : HostKind.values())
                    if (kind.word().equals(host)) kinds.add(kind);
            if (kinds.isEmpty()) {
                console.complain("--host: expected linux, windows or both, not \"" + host + "\"");
                return ExitCode.USAGE;
            }
            Optional<String> misplaced = parts.misplaced(kinds);
            if (misplaced.isPresent()) {
                console.complain(misplaced.get() + " or both");
                return ExitCode.USAGE;
            }
            try {
                var known = new ChosenParts(console.classpath());
                for (HostKind kind : kinds) hosts.put(kind.word(), parts.installer(known, kind));
            } catch (ChosenParts.Unknown unknown) {
                console.complain(unknown.text());
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
            for (HostKind kind : HostKind.values())
                if (kind.word().equals(broken.host())) again.append(parts.again(kind));
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
