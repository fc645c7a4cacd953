package sluice.cli;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import sluice.conformance.BpfConformance;
import sluice.conformance.ConformanceProgress;
import sluice.conformance.ConformanceResult;
import sluice.conformance.DecodeConformance;
import sluice.conformance.PcapFilesConformance;
import sluice.conformance.kernel.KernelConformance;
import sluice.conformance.netfilter.NetfilterConformance;
import sluice.conformance.netfilter.RulesetsConformance;
import sluice.report.Progress;

/** {@code sluice conformance ...}: recorded truths of other tools, held against ours. */
@Command(
        name = "conformance",
        description = "Compare with what other tools recorded.",
        subcommands = {
            ConformanceCommand.Decode.class,
            ConformanceCommand.PcapFiles.class,
            ConformanceCommand.Bpf.class,
            ConformanceCommand.Netfilter.class,
            ConformanceCommand.Rulesets.class,
            ConformanceCommand.Kernel.class
        })
final class ConformanceCommand {
    /** Packets for one ruleset at most: what came of each is held in memory. */
    private static final int PACKETS_MAX = 100_000;

    private ConformanceCommand() {}

    /** What compares. */
    interface Comparison {
        ConformanceResult run(PrintWriter report, ConformanceProgress progress) throws IOException;
    }

    /** Where differences go. */
    static final class Report {
        @Option(
                names = "--report",
                paramLabel = "FILE",
                description = "Write every difference here instead of printing it.")
        private @Nullable Path file;
    }

    /** {@code sluice conformance decode DIR --captures DIR}. */
    @Command(
            name = "decode",
            description =
                    "Decode captures and compare each field with the tables of another decoder; DIR"
                            + " holds the tables.")
    static final class Decode implements Asking {
        @Parameters(paramLabel = "DIR", description = "The folder of the tables.")
        private @Nullable Path tables;

        @Option(
                names = "--captures",
                paramLabel = "DIR",
                required = true,
                description = "The folder of the captures.")
        private @Nullable Path captures;

        @Mixin private final Report report = new Report();

        @Override
        public Request request() {
            return new AskDecode(requireNonNull(tables), requireNonNull(captures), report.file);
        }
    }

    record AskDecode(Path tables, Path captures, @Nullable Path report) implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            requireFolder(tables);
            requireFolder(captures);
            return compare(
                    console,
                    report,
                    (writer, progress) ->
                            DecodeConformance.run(tables, captures, writer, progress));
        }
    }

    /** {@code sluice conformance pcap-files DIR}. */
    @Command(
            name = "pcap-files",
            description =
                    "Read good and broken capture files as libpcap does; DIR holds them with their"
                            + " TABLE.tsv.")
    static final class PcapFiles implements Asking {
        @Parameters(paramLabel = "DIR", description = "The folder.")
        private @Nullable Path folder;

        @Mixin private final Report report = new Report();

        @Override
        public Request request() {
            return new AskPcapFiles(requireNonNull(folder), report.file);
        }
    }

    record AskPcapFiles(Path folder, @Nullable Path report) implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            requireFolder(folder);
            return compare(
                    console,
                    report,
                    (writer, progress) -> PcapFilesConformance.run(folder, writer, progress));
        }
    }

    /** {@code sluice conformance bpf DIR --captures DIR}. */
    @Command(
            name = "bpf",
            description =
                    "Compile filters, match captures and run raw programs as libpcap does; DIR"
                            + " holds the recordings.")
    static final class Bpf implements Asking {
        @Parameters(paramLabel = "DIR", description = "The folder of the recordings.")
        private @Nullable Path folder;

        @Option(
                names = "--captures",
                paramLabel = "DIR",
                required = true,
                description = "The folder of the captures.")
        private @Nullable Path captures;

        @Mixin private final Report report = new Report();

        @Override
        public Request request() {
            return new AskBpf(requireNonNull(folder), requireNonNull(captures), report.file);
        }
    }

    record AskBpf(Path folder, Path captures, @Nullable Path report) implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            requireFolder(folder);
            requireFolder(captures);
            return compare(
                    console,
                    report,
                    (writer, progress) ->
                            BpfConformance.run(folder, captures, _ -> true, writer, progress));
        }
    }

    /** {@code sluice conformance netfilter DIR}. */
    @Command(
            name = "netfilter",
            description =
                    "Play packet path cases recorded from a Linux kernel on the Linux host; DIR"
                            + " holds them by family.")
    static final class Netfilter implements Asking {
        @Parameters(paramLabel = "DIR", description = "The folder of the cases.")
        private @Nullable Path folder;

        @Option(names = "--case", paramLabel = "ID", description = "Play this case only.")
        private String id = "";

        @Option(
                names = "--family",
                paramLabel = "NAME",
                description = "Play the cases of this family only.")
        private String family = "";

        @Option(
                names = "--variant",
                paramLabel = "NAME",
                description =
                        "Play with the rules in this language only: iptables, nft, nft_json or"
                                + " none.")
        private String variant = "";

        @Mixin private final Report report = new Report();

        @Override
        public Request request() {
            var wanted = new NetfilterConformance.Wanted(id, family, variant);
            return new AskNetfilter(requireNonNull(folder), wanted, report.file);
        }
    }

    record AskNetfilter(Path folder, NetfilterConformance.Wanted wanted, @Nullable Path report)
            implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            requireFolder(folder);
            if (!NetfilterConformance.any(folder, wanted)) {
                console.complain("there is no such case in " + folder);
                return ExitCode.USAGE;
            }
            return compare(
                    console,
                    report,
                    (writer, progress) ->
                            NetfilterConformance.run(folder, wanted, writer, progress));
        }
    }

    /** {@code sluice conformance rulesets DIR}. */
    @Command(
            name = "rulesets",
            description =
                    "Send packets recorded from a Linux kernel through whole rulesets; DIR holds"
                            + " the cases, which name the rulesets.")
    static final class Rulesets implements Asking {
        @Parameters(paramLabel = "DIR", description = "The folder of the cases.")
        private @Nullable Path folder;

        @Option(names = "--case", paramLabel = "ID", description = "Play this case only.")
        private String id = "";

        @Mixin private final Report report = new Report();

        @Override
        public Request request() {
            return new AskRulesets(requireNonNull(folder), id, report.file);
        }
    }

    record AskRulesets(Path folder, String id, @Nullable Path report) implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            requireFolder(folder);
            if (!RulesetsConformance.any(folder, id)) {
                console.complain("there is no such case in " + folder);
                return ExitCode.USAGE;
            }
            return compare(
                    console,
                    report,
                    (writer, progress) -> RulesetsConformance.run(folder, id, writer, progress));
        }
    }

    /** {@code sluice conformance kernel RULES...}. */
    @Command(
            name = "kernel",
            description =
                    "Send fresh packets through rulesets on this machine's kernel, in a network"
                            + " namespace of their own, and on the Linux host.")
    static final class Kernel implements Asking {
        @Parameters(
                paramLabel = "RULES",
                arity = "1..*",
                description = "Rulesets: iptables-save (.ipt), ip6tables-save (.ip6t) or nft.")
        private List<Path> rulesets = List.of();

        @Option(
                names = "--packets",
                paramLabel = "N",
                defaultValue = "100",
                description =
                        "So many packets for each ruleset, and the answers to them (default:"
                                + " ${DEFAULT-VALUE}).")
        private int packets;

        @Option(
                names = "--seed",
                paramLabel = "N",
                defaultValue = "1",
                description = "Which packets (default: ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = "--keep",
                paramLabel = "DIR",
                description = "Write what the kernel did here, as cases.")
        private @Nullable Path keep;

        @Mixin private final Report report = new Report();

        @Override
        public Request request() {
            return new AskKernel(
                    List.copyOf(rulesets),
                    new KernelConformance.Options(packets, seed, keep),
                    report.file);
        }
    }

    record AskKernel(List<Path> rulesets, KernelConformance.Options options, @Nullable Path report)
            implements Request {
        @Override
        public ExitCode carryOut(Console console) throws IOException {
            Optional<String> problem = KernelConformance.problem();
            if (problem.isPresent()) {
                console.complain("no kernel to compare with: " + problem.get());
                return ExitCode.USAGE;
            }
            if (options.packets() < 1 || options.packets() > PACKETS_MAX) {
                console.complain("--packets is 1 to " + PACKETS_MAX);
                return ExitCode.USAGE;
            }
            return compare(
                    console,
                    report,
                    (writer, progress) ->
                            KernelConformance.run(rulesets, options, writer, progress));
        }
    }

    static void requireFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new NotDirectoryException(folder.toString());
        }
    }

    static ExitCode compare(Console console, @Nullable Path report, Comparison comparison)
            throws IOException {
        ConformanceResult result;
        try (var bar = new Progress("compare", console.err(), console.errIsTerminal())) {
            if (report != null) {
                try (var writer = new PrintWriter(Files.newBufferedWriter(report))) {
                    result = comparison.run(writer, bar::count);
                }
            } else if (console.json()) {
                result = comparison.run(new PrintWriter(PrintWriter.nullWriter()), bar::count);
            } else {
                var writer = new PrintWriter(console.out(), false, StandardCharsets.UTF_8);
                result = comparison.run(writer, bar::count);
                writer.flush();
            }
        }
        if (report != null && !console.json()) {
            console.out().println(result.summary());
        }
        if (console.json()) {
            console.print(json -> {
                json.beginObject()
                        .member("passed", result.passed())
                        .member("failed", result.failed());
                json.member("skipped", result.skipped());
                result.figures().forEach(json::member);
                json.name("failures").beginArray();
                result.failures().forEach(json::value);
                json.endArray().endObject();
            });
        }
        return result.failed() == 0 ? ExitCode.DONE : ExitCode.NO;
    }
}
