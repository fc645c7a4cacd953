package sluice.benchmarks.rules;

import java.io.PrintStream;
import java.util.Locale;
import sluice.rules.compiled.Planner;

/** A table of {@link RulesBenchmark}'s figures in seconds rather than minutes; for looking. */
public final class RuleRounds {
    private static final int ROUNDS = 7;
    private static final long ROUND_NANOS = 60_000_000L;
    private static final int[] COUNTS = {0, 10, 100, 1000, 5000};

    private RuleRounds() {}

    /** Prints the table. */
    public static void main(String[] arguments) {
        PrintStream out = System.out;
        var empty = new RuleHooks(java.util.List.of(), new Planner());
        out.printf(Locale.ROOT, "five empty hooks %8.1f ns%n", best(empty::all));
        for (String walk : new String[] {"planned", "plain"}) {
            for (RuleLists.Kind kind : RuleLists.Kind.values()) {
                var line = new StringBuilder(String.format("%-8s %-8s", walk, kind));
                for (int count : COUNTS) {
                    var hooks =
                            new RuleHooks(
                                    RuleLists.of(kind, count),
                                    walk.equals("plain") ? null : new Planner());
                    line.append(String.format(Locale.ROOT, " %9.1f", best(hooks::forward)));
                }
                out.println(line);
            }
        }
    }

    private interface Work {
        int run();
    }

    /** The least of several rounds, in nanoseconds a call. */
    private static double best(Work work) {
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long begun = System.nanoTime();
            long calls = 0;
            long now = begun;
            while (now - begun < ROUND_NANOS) {
                for (int i = 0; i < 16; i++) work.run();
                calls += 16;
                now = System.nanoTime();
            }
            best = Math.min(best, (double) (now - begun) / calls);
        }
        return best;
    }
}
