package sluice.benchmarks.conntrack;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Locale;
import sluice.benchmarks.rules.SetBenchmark;
import sluice.benchmarks.rules.SetPeersBenchmark;
import sluice.benchmarks.rules.SetRules;

/**
 * The figures of {@link SetBenchmark}, {@link ConntrackBenchmark}, {@link NatBenchmark} and {@link
 * NewConnectionBenchmark} in a minute or two, as the least processor time of many short rounds: for
 * looking, and for a machine that is not quiet.
 */
public final class StateRounds {
    private static final int ROUNDS = 25;
    private static final long ROUND_NANOS = 40_000_000L;
    private static final int CALLS = 64;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final PrintStream out = System.out;

    private StateRounds() {}

    /** Prints the tables. */
    public static void main(String[] arguments) {
        var rounds = new StateRounds();
        rounds.sets();
        rounds.tracking();
        rounds.translation();
        rounds.beginnings();
    }

    private void sets() {
        out.println("a rule with a set of              10       1000     100000");
        for (SetRules.Kind kind : SetRules.Kind.values()) {
            begin(kind.name());
            for (int elements : new int[] {10, 1000, 100_000}) {
                var bench = new SetBenchmark();
                bench.kind = kind;
                bench.elements = elements;
                bench.build();
                cell(bench::packet);
            }
            out.println();
        }
        for (String peer : new String[] {"Agrona IntHashSet", "HashSet", "TreeMap (intervals)"}) {
            begin(peer);
            for (int elements : new int[] {10, 1000, 100_000}) {
                var bench = new SetPeersBenchmark();
                bench.elements = elements;
                bench.build();
                cell(
                        switch (peer.charAt(0)) {
                            case 'A' -> () -> bench.agronaIntHashSet() ? 1 : 0;
                            case 'H' -> () -> bench.javaHashSet() ? 1 : 0;
                            default -> () -> bench.javaTreeMapOfIntervals() ? 1 : 0;
                        });
            }
            out.println();
        }
    }

    private void tracking() {
        out.println("connections                        1      10000     262144");
        for (String what : new String[] {"untracked", "established", "HashMap"}) {
            begin(what);
            for (int connections : new int[] {1, 10_000, 262_144}) {
                var bench = new ConntrackBenchmark();
                bench.connections = connections;
                bench.build();
                cell(
                        switch (what.charAt(0)) {
                            case 'u' -> bench::baselineUntracked;
                            case 'e' -> bench::established;
                            default -> () -> bench.peerHashMap() == null ? 1 : 0;
                        });
            }
            out.println();
        }
    }

    private void translation() {
        out.println("translated, connections            1 (forth, back)  10000 (forth, back)");
        for (NatBenchmark.Kind kind : NatBenchmark.Kind.values()) {
            begin(kind.name());
            for (int connections : new int[] {1, 10_000}) {
                var bench = new NatBenchmark();
                bench.kind = kind;
                bench.connections = connections;
                bench.build();
                cell(bench::forth);
                cell(bench::back);
            }
            out.println();
        }
    }

    private void beginnings() {
        out.println("begin and end, connections      1000      20000");
        for (NewConnectionBenchmark.Kind kind : NewConnectionBenchmark.Kind.values()) {
            begin(kind.name());
            for (int connections : new int[] {1000, 20_000}) {
                var bench = new NewConnectionBenchmark();
                bench.kind = kind;
                bench.connections = connections;
                bench.build();
                cell(bench::begin);
            }
            out.println();
        }
    }

    private interface Work {
        int run();
    }

    private void begin(String name) {
        out.print(String.format(Locale.ROOT, "%-25s", name));
    }

    private void cell(Work work) {
        out.print(String.format(Locale.ROOT, " %10.1f", best(work)));
        out.flush();
    }

    /** The least of several rounds, in nanoseconds of processor time a call. */
    private static double best(Work work) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = THREADS.getCurrentThreadCpuTime();
            long calls = 0;
            long now = begun;
            while (now - begun < ROUND_NANOS) {
                for (int i = 0; i < CALLS; i++) work.run();
                calls += CALLS;
                now = THREADS.getCurrentThreadCpuTime();
            }
            best = Math.min(best, (double) (now - begun) / calls);
        }
        return best;
    }
}
