package sluice.conformance.netfilter;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import sluice.conformance.ConformanceProgress;
import sluice.conformance.ConformanceResult;
import sluice.conformance.GzippedText;
import sluice.conformance.netfilter.Difference.Aspect;

/**
 * Whole rulesets with packets aimed at their rules, recorded from a Linux kernel. A case passes
 * when the fates of all its packets, the rules that decided about them and the counters agree; the
 * packets whose fate and rules agree are counted beside it.
 */
public final class RulesetsConformance {
    private static final Set<Aspect> COMPARED =
            EnumSet.complementOf(EnumSet.of(Aspect.CONNTRACK, Aspect.TAP, Aspect.TABLES));
    private static final String SUFFIX = "\\.json(\\.gz)?$";

    private final PrintWriter report;
    private final List<String> failures = new ArrayList<>();
    private int passed;
    private long packets;
    private long packetsAgreed;
    private int conntrackDiffers;

    private RulesetsConformance(PrintWriter report) {
        this.report = report;
    }

    /** Whether a folder has a case that is wanted; an empty id stands for all. */
    public static boolean any(Path folder, String id) throws IOException {
        return !files(folder, id).isEmpty();
    }

    private static List<Path> files(Path folder, String id) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(path -> name(path).matches(".*" + SUFFIX))
                    .filter(path -> id.isEmpty() || id.equals(idOf(path)))
                    .sorted()
                    .toList();
        }
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static String idOf(Path path) {
        return name(path).replaceFirst(SUFFIX, "");
    }

    /**
     * Plays the cases of a folder and reports each difference; the last line of the report is the
     * summary.
     *
     * @param id of the only case, or empty
     * @throws IOException if the folder, a case or a ruleset cannot be read
     */
    public static ConformanceResult run(
            Path folder, String id, PrintWriter report, ConformanceProgress progress)
            throws IOException {
        return new RulesetsConformance(report).run(files(folder, id), progress);
    }

    private ConformanceResult run(List<Path> files, ConformanceProgress progress)
            throws IOException {
        int done = 0;
        for (Path file : files) {
            progress.next(done++, files.size(), idOf(file));
            one(file);
            report.flush();
        }
        report.println(packetsAgreed + " of " + packets + " packets agree");
        report.println("tracked connections differ in " + conntrackDiffers + " cases");
        Map<String, Long> figures = new LinkedHashMap<>();
        figures.put("packets", packets);
        figures.put("packetsThatAgree", packetsAgreed);
        figures.put("casesWithOtherConnections", (long) conntrackDiffers);
        var result = new ConformanceResult(passed, failures.size(), 0, failures, figures);
        report.println(result.summary());
        report.flush();
        return result;
    }

    private void one(Path file) throws IOException {
        String id = idOf(file);
        KernelCase one;
        try {
            one = CaseReader.read(GzippedText.read(file));
        } catch (CaseFault fault) {
            failures.add(id + ": cannot be read: " + fault.text());
            report.println("failed " + failures.getLast());
            return;
        }
        CaseRuleset ruleset = one.ruleset();
        if (!ruleset.file().isEmpty())
            ruleset = ruleset.with(Files.readString(file.resolveSibling(ruleset.file())));
        for (CaseRuleset.Variant variant : ruleset.variants())
            count(id, one, Findings.withoutStatistics(CasePlayer.play(one, variant)));
    }

    private void count(String id, KernelCase one, List<Difference> all) {
        List<Difference> connections =
                all.stream().filter(each -> each.aspect() == Aspect.CONNTRACK).toList();
        if (!connections.isEmpty()) {
            conntrackDiffers++;
            report.println("tracked otherwise in " + id + ": " + connections.getFirst().line());
            connections.getFirst().details().forEach(report::println);
        }
        List<Difference> found =
                all.stream().filter(each -> COMPARED.contains(each.aspect())).toList();
        Set<Integer> wrong = new HashSet<>();
        boolean stopped = false;
        for (Difference each : found) {
            if (each.step() >= 0) wrong.add(each.step());
            else stopped |= each.aspect() == Aspect.PLAY;
        }
        long here = 0;
        long agreed = 0;
        for (int i = 0; i < one.steps().size(); i++) {
            if (!sendsAPacket(one.steps().get(i))) continue;
            here++;
            if (!stopped && !wrong.contains(i)) agreed++;
        }
        packets += here;
        packetsAgreed += agreed;
        String counts = "%d of %d packets".formatted(agreed, here);
        if (found.isEmpty()) {
            passed++;
            report.println("passed " + id + ": " + counts);
            return;
        }
        List<String> lines = new ArrayList<>();
        List<String> details = new ArrayList<>();
        Findings.describe(CaseRuleset.NONE, found, lines, details);
        failures.add(id + ": " + lines.getFirst());
        report.println(
                "failed %s: %s, %s differ: %s"
                        .formatted(id, counts, Findings.aspects(found), lines.getFirst()));
        details.forEach(report::println);
    }

    private static boolean sendsAPacket(CaseStep step) {
        return switch (step) {
            case CaseStep.Inject _,
                    CaseStep.UdpSend _,
                    CaseStep.Ping _,
                    CaseStep.RawSend _,
                    CaseStep.TcpConnect _,
                    CaseStep.TcpSend _ ->
                    true;
            case CaseStep.Close _, CaseStep.Wait _, CaseStep.IpCommand _ -> false;
        };
    }
}
