package sluice.conformance.netfilter;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import sluice.conformance.ConformanceProgress;
import sluice.conformance.ConformanceResult;

/**
 * Cases recorded from a Linux kernel, played on the emulated host. The folder has a folder for each
 * family, and in it a JSON file for each case.
 *
 * <p>Each case is played once for each language in which its rules were recorded. What must agree
 * in every step: the error of its call, the frames that left each device, what sockets were told,
 * which rules decided, and what a packet socket saw; at the end the counters of rules, the tracked
 * connections and the tables a case asks for. The kernel's statistics (snmp) are compared and
 * reported apart: they decide nothing.
 */
public final class NetfilterConformance {
    private final PrintWriter report;
    private final Wanted wanted;
    private final Map<String, int[]> variants = new TreeMap<>();
    private final Map<String, int[]> families = new TreeMap<>();
    private final Map<String, Integer> reasons = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int passed;
    private int skipped;
    private int compared;
    private int agreeing;

    private NetfilterConformance(Wanted wanted, PrintWriter report) {
        this.wanted = wanted;
        this.report = report;
    }

    /**
     * Which cases are wanted; empty stands for all.
     *
     * @param id of the only case
     * @param family of the only family
     * @param variant the only language of rules: {@code iptables}, {@code nft}, {@code nft_json};
     *     {@code none} to play all cases without their rules, and compare what rules have no part
     *     in
     */
    public record Wanted(String id, String family, String variant) {
        /** All cases. */
        public static final Wanted ALL = new Wanted("", "", "");

        boolean matches(Path file) {
            return (id.isEmpty() || id.equals(idOf(file)))
                    && (family.isEmpty() || family.equals(familyOf(file)));
        }
    }

    /**
     * Plays the cases of a folder and reports each difference; the last line of the report is the
     * summary.
     *
     * @throws IOException if the folder or a file cannot be read
     */
    public static ConformanceResult run(
            Path folder, Wanted wanted, PrintWriter report, ConformanceProgress progress)
            throws IOException {
        return new NetfilterConformance(wanted, report).run(files(folder, wanted), progress);
    }

    /**
     * Whether a folder has a case that is wanted.
     *
     * @throws IOException if the folder cannot be read
     */
    public static boolean any(Path folder, Wanted wanted) throws IOException {
        return !files(folder, wanted).isEmpty();
    }

    private static List<Path> files(Path folder, Wanted wanted) throws IOException {
        try (Stream<Path> all = Files.find(folder, 2, (path, _) -> isCase(folder, path))) {
            return all.filter(wanted::matches).sorted().toList();
        }
    }

    private static boolean isCase(Path folder, Path path) {
        return folder.relativize(path).getNameCount() == 2
                && String.valueOf(path.getFileName()).endsWith(".json");
    }

    private static String idOf(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.json$", "");
    }

    private static String familyOf(Path file) {
        Path parent = file.getParent();
        return parent == null ? "" : String.valueOf(parent.getFileName());
    }

    private ConformanceResult run(List<Path> files, ConformanceProgress progress)
            throws IOException {
        int done = 0;
        for (Path file : files) {
            String id = idOf(file);
            progress.next(done++, files.size(), id);
            count(id, familyOf(file), outcome(Files.readString(file)));
        }
        families.forEach((family, counts) ->
                report.println(
                        "%s: %d passed, %d failed, %d skipped"
                                .formatted(family, counts[0], counts[1], counts[2])));
        reasons.forEach((reason, count) -> report.println(count + " skipped: " + reason));
        variants.forEach((variant, counts) ->
                report.println(
                        "with %s: %d passed, %d failed".formatted(variant, counts[0], counts[1])));
        if (compared > 0) report.println("snmp %d/%d".formatted(agreeing, compared));
        var result = new ConformanceResult(passed, failures.size(), skipped, failures);
        report.println(result.summary());
        report.flush();
        return result;
    }

    private CaseOutcome outcome(String text) {
        KernelCase one;
        try {
            one = CaseReader.read(text);
        } catch (CaseFault fault) {
            return new CaseOutcome.Failed("cannot be read: " + fault.text(), List.of());
        }
        boolean played = false;
        Map<String, Difference> counted = new TreeMap<>();
        List<String> first = new ArrayList<>();
        List<String> details = new ArrayList<>();
        for (CaseRuleset.Variant variant : variants(one)) {
            played = true;
            List<Difference> all = CasePlayer.play(one, variant);
            all.stream()
                    .filter(each -> each.aspect() == Difference.Aspect.STATISTICS)
                    .findFirst()
                    .ifPresent(each -> counted.putIfAbsent(variant.name(), each));
            List<Difference> found = Findings.withoutStatistics(all);
            if (variant.expectation().equals(CaseRuleset.NONE)) found = Findings.ofPath(found);
            int[] counts = variants.computeIfAbsent(variant.name(), _ -> new int[2]);
            counts[found.isEmpty() ? 0 : 1]++;
            if (!found.isEmpty()) Findings.describe(variant.name(), found, first, details);
        }
        if (played) statistics(one, counted);
        if (!played) return new CaseOutcome.Skipped("not recorded with " + wanted.variant());
        return first.isEmpty()
                ? new CaseOutcome.Passed()
                : new CaseOutcome.Failed(first.getFirst(), details);
    }

    // The kernel's statistics are of the first variant that was played there: all have the same.
    private void statistics(KernelCase one, Map<String, Difference> differing) {
        if (one.statistics().isEmpty() || wanted.variant().equals(CaseRuleset.NONE)) return;
        compared++;
        if (differing.isEmpty()) {
            agreeing++;
            return;
        }
        differing.forEach((variant, difference) -> {
            report.println("snmp of " + one.id() + " differs with " + variant + ":");
            difference.details().forEach(report::println);
        });
    }

    private List<CaseRuleset.Variant> variants(KernelCase one) {
        if (wanted.variant().equals(CaseRuleset.NONE)) return List.of(CaseRuleset.WITHOUT);
        return one.ruleset().variants().stream()
                .filter(each -> wanted.variant().isEmpty() || wanted.variant().equals(each.name()))
                .toList();
    }

    private void count(String id, String family, CaseOutcome outcome) {
        int[] counts = families.computeIfAbsent(family, _ -> new int[3]);
        switch (outcome) {
            case CaseOutcome.Passed _ -> {
                passed++;
                counts[0]++;
            }
            case CaseOutcome.Failed failed -> {
                failures.add(id + ": " + failed.difference());
                counts[1]++;
                report.println("failed " + id + ": " + failed.difference());
                failed.details().forEach(report::println);
            }
            case CaseOutcome.Skipped(String reason) -> {
                skipped++;
                counts[2]++;
                reasons.merge(reason, 1, Integer::sum);
            }
        }
    }
}
