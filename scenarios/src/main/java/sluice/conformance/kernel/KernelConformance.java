package sluice.conformance.kernel;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sluice.conformance.ConformanceProgress;
import sluice.conformance.ConformanceResult;
import sluice.conformance.kernel.CaseText.Plays;
import sluice.conformance.kernel.CaseText.Written;
import sluice.conformance.kernel.KernelRules.Counted;
import sluice.conformance.netfilter.WrittenCase;
import sluice.conformance.netfilter.WrittenCase.Finding;
import sluice.edge.IpAddress;
import sluice.firewall.Syntax;
import sluice.pcap.netns.NetworkNamespace;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;

/**
 * The kernel of this machine and the emulated host, each with the same rules and the same fresh
 * packets: how many of them agree, and why the others do not.
 *
 * <p>A packet agrees when the frames that left, on each device, and the rules that matched, in
 * their order, are the same. At the end of a ruleset the counters of all rules are held against
 * each other, too.
 */
public final class KernelConformance {
    private static final Pattern LITERAL4 =
            Pattern.compile("\\b(\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern ENDING = Pattern.compile("\\.[^.]*$");

    /** Two paces, so that what depends on time differs between the plays. */
    private static final long PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private static final long OTHER_PACE_NANOS = TimeUnit.MILLISECONDS.toNanos(3);
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DETAILS_MAX = 16;

    /** Seeds of the emulated host with which a difference must show, too. */
    private static final int OTHER_SEEDS = 4;

    /**
     * What is wanted.
     *
     * @param packets at least so many for each ruleset
     * @param keep folder for what the kernel did, as recorded cases, if it is to be kept
     */
    public record Options(int packets, long seed, @Nullable Path keep) {}

    private final Options options;
    private final PrintWriter report;
    private final Map<String, Cause> causes = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private int agreeing;
    private int skipped;
    private long packets;
    private long agreed;
    private long unrepeatable;

    /** Packets that differ in the same way. */
    private static final class Cause {
        final Finding first;
        final String where;
        final Set<String> rulesets = new HashSet<>();
        int count;

        Cause(Finding first, String where) {
            this.first = first;
            this.where = where;
        }
    }

    private KernelConformance(Options options, PrintWriter report) {
        this.options = options;
        this.report = report;
    }

    /** Why there is no kernel to compare with here, or empty. */
    public static Optional<String> problem() {
        Optional<String> problem = NetworkNamespace.problem();
        if (problem.isPresent()) return problem;
        for (String tool :
                List.of("ip", "nft", "iptables-restore", "iptables-save", "ip6tables-restore"))
            if (Tool.find(tool).isEmpty()) return Optional.of("there is no program " + tool);
        return Optional.empty();
    }

    /**
     * Compares for each of the rulesets; the last line of the report is the summary.
     *
     * @throws IOException if a ruleset cannot be read
     */
    public static ConformanceResult run(
            List<Path> rulesets, Options options, PrintWriter report, ConformanceProgress progress)
            throws IOException {
        return new KernelConformance(options, report).all(rulesets, progress);
    }

    private ConformanceResult all(List<Path> rulesets, ConformanceProgress progress)
            throws IOException {
        int done = 0;
        for (Path file : rulesets) {
            progress.next(done++, rulesets.size(), String.valueOf(file.getFileName()));
            ruleset(file);
            report.flush();
        }
        List<Cause> sorted = new ArrayList<>(causes.values());
        sorted.sort(Comparator.comparingInt(each -> -each.count));
        for (Cause each : sorted) print(each);
        report.println(
                "%d of %d packets agree, %d more are left to chance or time"
                        .formatted(agreed, packets, unrepeatable));
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("packets", packets);
        figures.put("packetsThatAgree", agreed);
        figures.put("packetsNotRepeatable", unrepeatable);
        figures.put("causes", (long) causes.size());
        var result = new ConformanceResult(agreeing, failures.size(), skipped, failures, figures);
        report.println(result.summary());
        report.flush();
        return result;
    }

    private void print(Cause cause) {
        report.println(
                "cause, %d packets, %s: %s: %s"
                        .formatted(
                                cause.count,
                                String.join(" ", cause.rulesets.stream().sorted().toList()),
                                cause.first.aspect(),
                                cause.first.text()));
        report.println("    first  " + cause.where);
        cause.first.details().stream().limit(DETAILS_MAX).forEach(report::println);
    }

    // ---- a ruleset -------------------------------------------------------------------------

    private void ruleset(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        String text = Files.readString(file);
        Syntax syntax = syntax(name, text);
        Optional<RuleAims> rules = aims(name, syntax, text);
        if (rules.isEmpty()) {
            skip(name, "its rules are not understood (sluice firewall check says why)");
            return;
        }
        TestDevice device = TestDevice.of(rules.get());
        List<FreshStep> steps =
                new FreshPackets(device, rules.get(), options.seed()).make(options.packets());
        known(text, device);
        Plays plays;
        try {
            plays = plays(device, syntax, text, steps);
        } catch (IOException e) {
            skip(name, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
            return;
        }
        String id = ENDING.matcher(name).replaceFirst("");
        Written written = CaseText.write(id, name, syntax, device, plays);
        if (options.keep() != null)
            Files.writeString(options.keep().resolve(name + ".json"), written.text());
        List<Finding> found = WrittenCase.play(written.text(), text, QUIET_NANOS, 0);
        // What only some seeds differ in was drawn, as it may have been on the kernel.
        for (int seed = 1; seed <= OTHER_SEEDS && !found.isEmpty(); seed++)
            found =
                    inBoth(
                            found,
                            WrittenCase.play(written.text(), text, QUIET_NANOS, seed),
                            written);
        judge(name, plays, written, found);
    }

    /**
     * Findings that two plays of the emulated host share; steps of the others are not repeatable.
     */
    private static List<Finding> inBoth(List<Finding> one, List<Finding> other, Written written) {
        Map<Integer, Finding> steps = new HashMap<>();
        for (Finding each : other) steps.put(each.step(), each);
        List<Finding> both = new ArrayList<>();
        boolean drawn = false;
        for (Finding each : one) {
            if (each.step() < 0 || steps.containsKey(each.step())) {
                both.add(each);
            } else {
                written.unrepeatable().set(written.places().get(each.step()));
                drawn = true;
            }
        }
        if (drawn) both.removeIf(each -> each.step() < 0 && each.aspect().equals("counters"));
        return both;
    }

    private void skip(String name, String why) {
        skipped++;
        report.println("skipped " + name + ": " + why);
    }

    private static Syntax syntax(String name, String text) {
        if (name.endsWith(".ip6t")) return Syntax.IP6TABLES;
        if (name.endsWith(".ipt")) return Syntax.IPTABLES;
        return Syntax.detect(text);
    }

    private static Optional<RuleAims> aims(String name, Syntax syntax, String text) {
        var ruleset = new Ruleset();
        NftDevices devices = NftDevices.any();
        boolean loaded =
                switch (syntax) {
                    case IPTABLES ->
                            IptablesText.load(
                                            ruleset,
                                            RuleFamily.IP,
                                            name,
                                            text,
                                            IptablesOptions.strict())
                                    .diagnostics()
                                    .isEmpty();
                    case IP6TABLES ->
                            IptablesText.load(
                                            ruleset,
                                            RuleFamily.IP6,
                                            name,
                                            text,
                                            IptablesOptions.strict())
                                    .diagnostics()
                                    .isEmpty();
                    case NFT ->
                            NftText.load(ruleset, devices, name, text, NftOptions.strict())
                                    .errors()
                                    .isEmpty();
                    case JSON -> false;
                };
        return loaded ? Optional.of(RuleAims.of(ruleset, devices)) : Optional.empty();
    }

    /** Stations that only a translation leads to. */
    private static void known(String text, TestDevice device) {
        Matcher literals = LITERAL4.matcher(text);
        while (literals.find())
            IpAddress.checked(literals.group(1))
                    .ifPresent(address -> device.station(address, device.outside()));
    }

    private static Plays plays(TestDevice device, Syntax syntax, String text, List<FreshStep> steps)
            throws IOException {
        Map<String, Counted> counters = new HashMap<>();
        List<PlayedStep> one = play(device, syntax, text, steps, PACE_NANOS, counters);
        List<FreshStep> same = one.stream().map(PlayedStep::step).toList();
        Map<String, Counted> otherCounters = new HashMap<>();
        List<PlayedStep> other = play(device, syntax, text, same, OTHER_PACE_NANOS, otherCounters);
        return new Plays(one, counters, other, otherCounters);
    }

    private static List<PlayedStep> play(
            TestDevice device,
            Syntax syntax,
            String text,
            List<FreshStep> steps,
            long paceNanos,
            Map<String, Counted> counters)
            throws IOException {
        List<PlayedStep> played = new ArrayList<>();
        var failed = new AtomicReference<@Nullable Throwable>();
        Thread inside =
                Thread.ofPlatform()
                        .name("namespace")
                        .unstarted(() -> {
                            try (var play = new KernelPlay(device, syntax, text, paceNanos)) {
                                played.addAll(play.play(steps));
                                counters.putAll(KernelRules.counters(syntax));
                            } catch (IOException | RuntimeException | Error e) {
                                failed.set(e);
                            }
                        });
        inside.start();
        try {
            inside.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return switch (failed.get()) {
            case null -> played;
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IOException(failed.get());
        };
    }

    // ---- judging ---------------------------------------------------------------------------

    private void judge(String name, Plays plays, Written written, List<Finding> found) {
        Map<Integer, Finding> wrong = new LinkedHashMap<>();
        List<Finding> atTheEnd = new ArrayList<>();
        boolean unsteady = !CaseText.unsteady(plays).isEmpty();
        for (Finding each : found) {
            switch (each.aspect()) {
                case "sockets", "conntrack", "tap" -> {}
                default -> {
                    if (each.step() < 0) {
                        if (!unsteady || !each.aspect().equals("counters")) atTheEnd.add(each);
                    } else {
                        int index = written.places().get(each.step());
                        // Which rules decided says more than what came of it.
                        if (each.aspect().equals("trace")) wrong.put(index, each);
                        else wrong.putIfAbsent(index, each);
                    }
                }
            }
        }
        long here = 0;
        long same = 0;
        for (int i = 0; i < plays.one().size(); i++) {
            if (written.unrepeatable().get(i)) {
                unrepeatable++;
                continue;
            }
            here++;
            Finding finding = wrong.get(i);
            if (finding == null) same++;
            else cause(name, finding, name + ", packet " + i + ": " + said(plays.one().get(i)));
        }
        for (Finding each : atTheEnd) cause(name, each, name + ", at the end");
        packets += here;
        agreed += same;
        String counts = "%d of %d packets".formatted(same, here);
        if (same == here && atTheEnd.isEmpty()) {
            agreeing++;
            report.println("passed " + name + ": " + counts);
        } else {
            Finding first =
                    wrong.isEmpty() ? atTheEnd.getFirst() : wrong.values().iterator().next();
            failures.add(name + ": " + counts + ": " + first.text());
            report.println("failed " + failures.getLast());
        }
    }

    private static String said(PlayedStep played) {
        return switch (played.step()) {
            case FreshStep.Arrives(String device, byte[] frame, String what) ->
                    "%s on %s (%s) %s"
                            .formatted(
                                    WrittenCase.decoded(frame),
                                    device,
                                    what,
                                    HexFormat.of().formatHex(frame));
            case FreshStep.Answers _ -> "";
            case FreshStep.Sends(int from, IpAddress to, int port, var _) ->
                    "UDP sent from port %d to %s port %d".formatted(from, to, port);
            case FreshStep.Connects(int from, IpAddress to, int port, var _) ->
                    "TCP connects from port %d to %s port %d".formatted(from, to, port);
        };
    }

    private void cause(String name, Finding finding, String where) {
        String key =
                finding.aspect()
                        + " "
                        + finding.text()
                                .replaceAll("(event|packet|frame|mark|octet) [0-9]+", "$1")
                                .replaceAll("is [0-9a-f]{2}, kernel [0-9a-f]{2}", "")
                                .replaceAll("[0-9]+ (packets|octets)", "$1");
        Cause cause = causes.computeIfAbsent(key, _ -> new Cause(finding, where));
        cause.count++;
        cause.rulesets.add(name);
    }
}
