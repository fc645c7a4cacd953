package sluice.benchmarks.userland;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import sluice.time.CostPreset;
import sluice.time.CostTable;
import sluice.userland.FetchWay;
import sluice.userland.InspectionCounts;
import sluice.userland.InspectionOptions;
import sluice.userland.InterceptionTrial;
import sluice.userland.InterceptionTrial.Result;
import sluice.userland.InterceptionTrial.Setup;
import sluice.userland.InterceptionTrial.Source;
import sluice.userland.ReturnWay;
import sluice.userland.RingKind;
import sluice.userland.SendPolicy;

/**
 * What is left of a link's rate when a program decides about every packet? Prints the table of
 * rates x protocols x ways to fetch x ways to return x send policies, with losses and the control
 * without a driver; what changes if each cost is 30 % less or more; and losses against slots.
 *
 * <p>Virtual time: the figures do not depend on the machine it runs on. Estimated before: with one
 * request a packet the NIC stands still between two frames, some 15 to 25 us of 123 us at 100
 * Mbit/s, so 83 to 89 % are left; by shared memory all.
 */
public final class InterceptionTable {
    private static final long[] RATES = {512_000, 10_000_000, 100_000_000, 1_000_000_000};
    private static final long FAST = 100_000_000;
    private static CostTable costs = CostPreset.PC_2003.table();
    private static final Map<Setup, Result> KNOWN = new LinkedHashMap<>();
    private static final PrintStream OUT =
            new PrintStream(System.out, true, StandardCharsets.UTF_8);

    private InterceptionTable() {}

    /**
     * Prints what is asked for: {@code rates}, {@code slots}, {@code slower}, {@code costs}, all of
     * them without arguments; {@code sums}; after the name of a preset under that, else under
     * {@code pc-2003}. Programs are virtual threads, so a run is much faster inside one than beside
     * them.
     */
    public static void main(String[] arguments) throws InterruptedException {
        List<String> asked =
                arguments.length == 0
                        ? List.of("rates", "slots", "slower", "costs")
                        : List.of(arguments);
        Thread.ofVirtual().start(() -> print(asked)).join();
    }

    private static void print(List<String> asked) {
        for (String part : asked) {
            Optional<CostPreset> preset = CostPreset.named(part);
            if (preset.isPresent()) {
                costs = preset.get().table();
                continue;
            }
            switch (part) {
                case "sums" -> sums();
                case "rates" -> rates();
                case "costs" -> sensitivity();
                case "slots" -> slots();
                case "slower" -> slower();
                default ->
                        throw new IllegalArgumentException(
                                "rates, slots, slower, costs, sums or a preset: " + part);
            }
        }
    }

    private static Result run(Setup setup) {
        return KNOWN.computeIfAbsent(setup, InterceptionTrial::run);
    }

    private static void line(String format, Object... values) {
        OUT.printf(Locale.ROOT, format + "%n", values);
    }

    private static InspectionOptions options(SendPolicy policy, FetchWay fetch, ReturnWay back) {
        return InspectionOptions.DEFAULT.with(policy, fetch, back);
    }

    private static String rate(long bitsPerSecond) {
        String digits = bitsPerSecond < 1_000_000 ? "%.3f" : "%.1f";
        return String.format(Locale.ROOT, digits, (double) bitsPerSecond / 1e6);
    }

    // ---- rates

    private static void rates() {
        line(
                "| link | traffic | control | sender is told | buffered, I/O | shared, I/O |"
                        + " buffered, shared | shared, shared |");
        line("|---|---|---|---|---|---|---|---|");
        for (long link : RATES) {
            for (Source source : List.of(Source.UDP, Source.TCP)) {
                long control = run(Setup.of(link, source, null, costs)).goodputBitsPerSecond();
                for (SendPolicy policy : SendPolicy.values()) {
                    var row = new StringBuilder();
                    for (ReturnWay back : List.of(ReturnWay.IO, ReturnWay.SHARED))
                        for (FetchWay fetch : FetchWay.values())
                            row.append(" | ")
                                    .append(
                                            cell(
                                                    run(
                                                            Setup.of(
                                                                    link,
                                                                    source,
                                                                    options(policy, fetch, back),
                                                                    costs)),
                                                    control));
                    line("| %s | %s | %s | %s%s |", rate(link), source, rate(control), policy, row);
                }
            }
        }
        line("");
        line(
                "| link | UDP, several on their way | UDP, each call waits | UDP of 8 KiB, each"
                        + " call waits |");
        line("|---|---|---|---|");
        for (long link : RATES) {
            line(
                    "| %s | %s | %s | %s |",
                    rate(link),
                    rate(control(link, Source.UDP)),
                    left(link, Source.UDP_ONE_BY_ONE),
                    left(link, Source.UDP_LARGE));
        }
        line("");
        line("| link | UDP, I/O that returns at once | TCP, I/O that returns at once |");
        line("|---|---|---|");
        for (long link : List.of(FAST, 1_000_000_000L)) {
            line(
                    "| %s | %s | %s |",
                    rate(link), atOnce(link, Source.UDP), atOnce(link, Source.TCP));
        }
    }

    private static String atOnce(long link, Source source) {
        var options = options(SendPolicy.PEND, FetchWay.BUFFERED, ReturnWay.IO_AT_ONCE);
        return cell(run(Setup.of(link, source, options, costs)), control(link, source));
    }

    private static long control(long link, Source source) {
        return run(Setup.of(link, source, null, costs)).goodputBitsPerSecond();
    }

    private static String left(long link, Source source) {
        long rate = control(link, source);
        double share = 100.0 * rate / control(link, Source.UDP);
        return String.format(Locale.ROOT, "%s (%.0f %%)", rate(rate), share);
    }

    private static String cell(Result result, long control) {
        double left = 100.0 * result.goodputBitsPerSecond() / control;
        String lost =
                result.lossPercent() < 0.05
                        ? ""
                        : String.format(Locale.ROOT, ", lost %.1f %%", result.lossPercent());
        return String.format(
                Locale.ROOT, "%s (%.0f %%%s)", rate(result.goodputBitsPerSecond()), left, lost);
    }

    // ---- costs

    private record Constant(String name, int place) {}

    private static final List<Constant> CONSTANTS =
            List.of(
                    new Constant("system call", 0),
                    new Constant("thread switch", 1),
                    new Constant("interrupt", 2),
                    new Constant("deferred call", 3),
                    new Constant("layer", 4),
                    new Constant("copied octet", 5),
                    new Constant("frame", 6),
                    new Constant("I/O request", 9),
                    new Constant("event set", 10),
                    new Constant("locked page", 11));

    private static CostTable scaled(int place, double factor) {
        long[] all = constants();
        all[place] = Math.round(all[place] * factor);
        return table(all);
    }

    private static long[] constants() {
        return new long[] {
            costs.systemCallNanos(),
            costs.contextSwitchNanos(),
            costs.interruptNanos(),
            costs.deferredNanos(),
            costs.layerCallNanos(),
            costs.copyPicosPerOctet(),
            costs.frameNanos(),
            costs.filterPicosPerInstruction(),
            costs.ioCycleNanos(),
            costs.ioRequestNanos(),
            costs.eventSetNanos(),
            costs.pageLockNanos()
        };
    }

    private static CostTable table(long[] all) {
        return new CostTable(
                all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7], all[8], all[9],
                all[10], all[11]);
    }

    /** Each constant by itself, over all 24 ways; in points of the rate that is left. */
    private static void sensitivity() {
        for (long link : List.of(FAST, 1_000_000_000L)) {
            line("");
            line(
                    "| %s Mbit/s | UDP, I/O | UDP, shared | TCP, I/O | TCP, shared | most | where"
                            + " |",
                    rate(link));
            line("|---|---|---|---|---|---|---|");
            for (Constant constant : CONSTANTS) {
                var cells = new ArrayList<String>();
                double most = 0;
                String where = "-";
                for (Source source : List.of(Source.UDP, Source.TCP)) {
                    for (ReturnWay back : List.of(ReturnWay.IO, ReturnWay.SHARED)) {
                        double down = 0;
                        double up = 0;
                        for (SendPolicy policy : SendPolicy.values()) {
                            for (FetchWay fetch : FetchWay.values()) {
                                var way = options(policy, fetch, back);
                                double as = share(link, source, way, costs);
                                double less =
                                        share(link, source, way, scaled(constant.place, 0.7)) - as;
                                double more =
                                        share(link, source, way, scaled(constant.place, 1.3)) - as;
                                if (Math.abs(less) > Math.abs(down)) down = less;
                                if (Math.abs(more) > Math.abs(up)) up = more;
                                double here = Math.max(Math.abs(less), Math.abs(more));
                                if (here > most) {
                                    most = here;
                                    where =
                                            "%s %s, fetch %s, return %s"
                                                    .formatted(source, policy, fetch, back);
                                }
                            }
                        }
                        cells.add(String.format(Locale.ROOT, "%+.1f / %+.1f", down, up));
                    }
                }
                line(
                        "| %s | %s | %.1f | %s |",
                        constant.name, String.join(" | ", cells), most, most < 0.05 ? "-" : where);
            }
        }
    }

    /** Of the control under the same costs, in a hundred. */
    private static double share(long link, Source source, InspectionOptions way, CostTable costs) {
        double control = run(shorter(Setup.of(link, source, null, costs))).goodputBitsPerSecond();
        return 100
                * run(shorter(Setup.of(link, source, way, costs))).goodputBitsPerSecond()
                / control;
    }

    /** At the highest rate TCP waits for timers now and then; that needs time to even out. */
    private static Setup shorter(Setup setup) {
        boolean waits = setup.source() == Source.TCP && setup.bitsPerSecond() > FAST;
        return waits
                ? setup.lasting(500_000_000, 2_000_000_000)
                : setup.lasting(100_000_000, 200_000_000);
    }

    // ---- sums

    /** What was measured as a sum only, divided otherwise: the first part's share of each sum. */
    private static void sums() {
        line("");
        line("| first part of each sum | UDP, I/O | TCP, I/O | UDP, shared | TCP, shared |");
        line("|---|---|---|---|---|");
        long call = costs.systemCallNanos() + costs.ioRequestNanos() + costs.pageLockNanos();
        long wake = costs.eventSetNanos() + costs.contextSwitchNanos();
        for (double first : new double[] {0.1, 0.25, 0.5, 0.75}) {
            long[] all = constants();
            all[0] = Math.round(call * first);
            all[9] = call - all[0] - costs.pageLockNanos();
            all[10] = Math.round(wake * first);
            all[1] = wake - all[10];
            CostTable divided = table(all);
            line(
                    "| %.0f %% | %s | %s | %s | %s |",
                    100 * first,
                    pended(Source.UDP, ReturnWay.IO, divided),
                    pended(Source.TCP, ReturnWay.IO, divided),
                    pended(Source.UDP, ReturnWay.SHARED, divided),
                    pended(Source.TCP, ReturnWay.SHARED, divided));
        }
    }

    // ---- slower

    /** The whole table dearer: a slower machine of the same proportions. */
    private static void slower() {
        line("");
        line(
                "| all costs times | control, each call waits | UDP, I/O | TCP, I/O | UDP, shared |"
                        + " TCP, shared |");
        line("|---|---|---|---|---|---|");
        for (double factor : new double[] {1, 1.3, 2, 2.5, 3, 4}) {
            long[] all = constants();
            for (int i = 0; i < all.length; i++) all[i] = Math.round(all[i] * factor);
            CostTable dearer = table(all);
            double control = run(Setup.of(FAST, Source.UDP, null, dearer)).goodputBitsPerSecond();
            double waits =
                    run(Setup.of(FAST, Source.UDP_ONE_BY_ONE, null, dearer)).goodputBitsPerSecond();
            line(
                    "| %.1f | %.0f %% | %s | %s | %s | %s |",
                    factor,
                    100 * waits / control,
                    pended(Source.UDP, ReturnWay.IO, dearer),
                    pended(Source.TCP, ReturnWay.IO, dearer),
                    pended(Source.UDP, ReturnWay.SHARED, dearer),
                    pended(Source.TCP, ReturnWay.SHARED, dearer));
        }
    }

    /** Buffered and shared fetch. */
    private static String pended(Source source, ReturnWay back, CostTable costs) {
        double control = run(Setup.of(FAST, source, null, costs)).goodputBitsPerSecond();
        double[] left = new double[2];
        for (FetchWay fetch : FetchWay.values()) {
            var way = options(SendPolicy.PEND, fetch, back);
            left[fetch.ordinal()] =
                    100 * run(Setup.of(FAST, source, way, costs)).goodputBitsPerSecond() / control;
        }
        return String.format(Locale.ROOT, "%.0f, %.0f %%", left[0], left[1]);
    }

    // ---- slots

    private static void slots() {
        line("");
        line(
                "| slots | UDP early, lost | UDP pended, lost | TCP early: rate left, lost | TCP"
                        + " pended: rate left, lost | passed on, not seen |");
        line("|---|---|---|---|---|---|");
        for (int slots = 4; slots <= 1024; slots *= 2) {
            line(
                    "| %d | %.1f %% | %.1f %% | %s | %s | %.1f %% |",
                    slots,
                    of(slots, Source.UDP, SendPolicy.EARLY).lossPercent(),
                    of(slots, Source.UDP, SendPolicy.PEND).lossPercent(),
                    cell(of(slots, Source.TCP, SendPolicy.EARLY), control(FAST, Source.TCP)),
                    cell(of(slots, Source.TCP, SendPolicy.PEND), control(FAST, Source.TCP)),
                    unseen(of(slots, Source.UDP, SendPolicy.PASS_ON)));
        }
    }

    private static double unseen(Result result) {
        InspectionCounts counts = result.counts();
        if (counts == null) return 0;
        long all = counts.unseen() + counts.shownSends();
        return all == 0 ? 0 : 100.0 * counts.unseen() / all;
    }

    private static Result of(int slots, Source source, SendPolicy policy) {
        var way = options(policy, FetchWay.BUFFERED, ReturnWay.IO).withRings(RingKind.SLOTS, slots);
        return run(Setup.of(FAST, source, way, costs));
    }
}
