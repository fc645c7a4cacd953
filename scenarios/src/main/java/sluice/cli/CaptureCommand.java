package sluice.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import sluice.ndis.VerifierLevel;
import sluice.script.Units;
import sluice.sniffer.SavedFiles;
import sluice.sniffer.SniffLimits;

/** {@code sluice capture}. */
@Command(
        name = "capture",
        description = {
            "Take packets from a file, an interface or a scenario's NIC past a filter: show them, count",
            "them, or write those that match.",
            "EXPRESSION is one of pcap-filter, as tcpdump takes it."
        })
final class CaptureCommand implements Asking {
    @Parameters(
            arity = "0..*",
            paramLabel = "EXPRESSION",
            description = "Which packets; all words together are one expression (default: all).")
    private List<String> expression = new ArrayList<>();

    @Option(
            names = {"-r", "--read"},
            paramLabel = "FILE",
            description = "A pcap or pcapng file to take packets from.")
    private @Nullable Path read;

    @Option(
            names = {"-i", "--interface"},
            paramLabel = "DEVICE",
            description = "An interface of this machine to take packets from, through libpcap.")
    private @Nullable String device;

    @Option(
            names = "--scenario",
            paramLabel = "SCENARIO",
            description = {
                "A scenario to take packets from while it runs: a file, or the name of one that",
                "comes with Sluice."
            })
    private @Nullable String scenario;

    @Option(
            names = "--nic",
            paramLabel = "HOST/NIC",
            description = "Which NIC of the scenario (default: the first).")
    private @Nullable String nic;

    @Option(
            names = "--set",
            paramLabel = "SETTING",
            converter = NicSetting.Converter.class,
            description = {
                "Control the scenario's NIC: mac=, address= (IPv4, with its prefix length), rate=,",
                "with commas between them, and at= for when (default: at once); several times."
            })
    private List<NicSetting> settings = new ArrayList<>();

    @Option(
            names = "--verifier",
            paramLabel = "LEVEL",
            completionCandidates = VerifierWord.Candidates.class,
            converter = VerifierWord.class,
            description = {
                "How closely drivers of the scenario's Windows hosts are held to the NDIS contract: off,",
                "standard or strict, in place of what the scenario says."
            })
    private @Nullable VerifierLevel verifier;

    @Option(
            names = {"-D", "--list-interfaces"},
            description = {
                "List the interfaces, each with whether it can be used; with --scenario, that of",
                "its hosts."
            })
    private boolean list;

    @Option(
            names = {"-p", "--no-promiscuous"},
            description = "Do not have the interface take frames for other stations.")
    private boolean notPromiscuous;

    @Option(
            names = {"-w", "--write"},
            paramLabel = "FILE",
            description = "Write what matches; the ending .pcap or .pcapng says how.")
    private @Nullable Path write;

    @Option(
            names = {"-c", "--count"},
            paramLabel = "N",
            converter = Count.class,
            description = "End after N packets that match.")
    private long count = Long.MAX_VALUE;

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = RunCommand.TimeConverter.class,
            description = {
                "End so long after the first packet of a file, or after the begin of any other",
                "capture, such as 10s; a scenario's time is virtual."
            })
    private @Nullable Long duration;

    @Option(
            names = {"-s", "--snap"},
            paramLabel = "OCTETS",
            converter = Count.class,
            description = "Keep at most so many octets of a packet (default: all).")
    private long snap = Integer.MAX_VALUE;

    @Option(
            names = {"-q", "--quiet"},
            description = "No line for each packet, only the totals.")
    private boolean quiet;

    @Option(
            names = {"-e", "--link-level"},
            description = "Lines of packets begin with the MAC addresses and the VLAN tag.")
    private boolean linkLevel;

    @Option(
            names = "--newest",
            paramLabel = "N",
            converter = Count.class,
            description = {
                "Show the newest N packets only: on a terminal while they come, elsewhere at the",
                "end."
            })
    private long newest;

    @Option(
            names = "--stat",
            paramLabel = "INTERVAL",
            converter = RunCommand.TimeConverter.class,
            description = "Statistics mode: packets and octets of each interval, such as 1s.")
    private @Nullable Long stat;

    @Option(
            names = "--file-size",
            paramLabel = "SIZE",
            converter = Size.class,
            description = "A new file after so many octets, such as 10MB.")
    private long fileSize = Long.MAX_VALUE;

    @Option(
            names = "--file-time",
            paramLabel = "TIME",
            converter = RunCommand.TimeConverter.class,
            description = "A new file after so long, such as 1h.")
    private @Nullable Long fileTime;

    @Option(
            names = "--files",
            paramLabel = "N",
            converter = Count.class,
            description = "Keep the newest N files; needs --file-size or --file-time.")
    private long files = Integer.MAX_VALUE;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Request request() {
        int sources =
                (read == null ? 0 : 1) + (device == null ? 0 : 1) + (scenario == null ? 0 : 1);
        if (list && scenario == null) return new AdapterListRequest();
        if (sources != 1) {
            throw wrong(
                    "expected one of --read FILE, --interface DEVICE, --scenario SCENARIO,"
                            + " --list-interfaces");
        }
        if (nic != null && scenario == null) throw wrong("--nic needs --scenario");
        if (!settings.isEmpty() && scenario == null) throw wrong("--set needs --scenario");
        if (verifier != null && scenario == null) throw wrong("--verifier needs --scenario");
        CaptureOutput output = output();
        if (scenario != null) {
            return new ScenarioCaptureRequest(
                    scenario,
                    nic == null ? "" : nic,
                    settings,
                    Optional.ofNullable(verifier),
                    list,
                    !notPromiscuous,
                    output);
        }
        if (read != null) {
            if (notPromiscuous) throw wrong("--no-promiscuous needs --interface or --scenario");
            return new CaptureRequest(read, output);
        }
        return new LiveCaptureRequest(
                java.util.Objects.requireNonNull(device), !notPromiscuous, output);
    }

    private CaptureOutput output() {
        boolean turns = fileSize != Long.MAX_VALUE || fileTime != null;
        if (turns && write == null) throw wrong("--file-size and --file-time need --write");
        if (files != Integer.MAX_VALUE && !turns) {
            throw wrong("--files needs --file-size or --file-time");
        }
        if (stat != null && stat < 1) throw wrong("--stat: an interval of no time");
        if (newest > CaptureOutput.NEWEST_MAX) {
            throw wrong("--newest: at most " + CaptureOutput.NEWEST_MAX);
        }
        return new CaptureOutput(
                String.join(" ", expression),
                Optional.ofNullable(write),
                new SniffLimits(
                        count,
                        duration == null ? Long.MAX_VALUE : duration,
                        (int) Math.min(snap, Integer.MAX_VALUE)),
                new SavedFiles.Ring(
                        fileSize,
                        fileTime == null ? Long.MAX_VALUE : fileTime,
                        (int) Math.min(files, Integer.MAX_VALUE)),
                quiet,
                linkLevel,
                (int) newest,
                Optional.ofNullable(stat));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), message);
    }

    /** A number from 1. */
    static final class Count implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            long number = text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
            if (number < 1) {
                throw new TypeConversionException(
                        "expected a number from 1 but was \"" + text + "\"");
            }
            return number;
        }
    }

    /** A size with its unit. */
    static final class Size implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            OptionalLong octets = Units.octets(text);
            if (octets.isEmpty() || octets.getAsLong() < 1) {
                throw new TypeConversionException(
                        "expected a size with its unit such as 10MB but was \"" + text + "\"");
            }
            return octets.getAsLong();
        }
    }
}
