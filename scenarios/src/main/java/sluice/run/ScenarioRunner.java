package sluice.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongSupplier;
import sluice.script.Scenario;
import sluice.trace.ContractBroken;
import sluice.trace.TraceSink;
import sluice.world.World;

/**
 * Runs a scenario: builds its world, lets time pass, holds the expectations against what came out.
 * The same scenario and seed give the same trace, octet for octet.
 */
public final class ScenarioRunner {
    /** How far time goes on at once before somebody looks who starves. */
    private static final long LOOK_EACH_NANOS = 50_000_000;

    /** How long stacks may go on with their own timers after the last thing that was planned. */
    private static final long AFTERMATH_NANOS = 60_000_000_000L;

    private ScenarioRunner() {}

    /**
     * Runs it.
     *
     * @param sink gets every step of the trace
     * @throws UnfitScenario if it cannot be built
     * @throws IOException if a capture cannot be read on or the trace not be written
     */
    public static RunResult run(Scenario scenario, RunOptions options, TraceSink sink)
            throws UnfitScenario, IOException {
        try (var run = new ScenarioWorld(scenario, options, sink)) {
            return run(run, scenario, options);
        } catch (UncheckedIOException failure) {
            throw failure.getCause();
        }
    }

    private static RunResult run(ScenarioWorld built, Scenario scenario, RunOptions options)
            throws UnfitScenario {
        World world = built.world();
        var starvation = new StarvationWatch(world);
        boolean ended = options.untilNanos().isPresent() || scenario.untilNanos().isPresent();
        long asked = options.untilNanos().orElse(scenario.untilNanos().orElse(0));
        LongSupplier until = () -> ended ? asked : later(built.plannedNanos());
        World.RunEnd end;
        try {
            end = advance(world, until, starvation);
        } catch (ContractBroken _) {
            end = World.RunEnd.CONTRACT_BROKEN; // it stands in the book; the run cannot go on
        }
        built.requireStepsDone();
        // An open end that was cut off by our own limit is as quiet as it gets.
        if (end == World.RunEnd.TIME_OVER && !ended) {
            end = World.RunEnd.QUIESCENT;
        }
        return built.result(end, starvation.found());
    }

    static long later(long nanos) {
        return nanos > Long.MAX_VALUE - AFTERMATH_NANOS ? Long.MAX_VALUE : nanos + AFTERMATH_NANOS;
    }

    /**
     * Runs up to the end, which may move while it runs: how long a capture is, is known when it is
     * over.
     */
    static World.RunEnd advance(World world, LongSupplier until, StarvationWatch starvation) {
        while (true) {
            long now = world.scheduler().nowNanos();
            long next = world.scheduler().nextEventNanos();
            long last = until.getAsLong();
            if (next == Long.MAX_VALUE) {
                starvation.look();
                return World.RunEnd.QUIESCENT;
            }
            if (next > last) {
                world.runUntil(Math.max(now, last));
                starvation.look();
                return World.RunEnd.TIME_OVER;
            }
            long stop = Math.min(last, Math.max(next, now + LOOK_EACH_NANOS));
            World.RunEnd end = world.runUntil(stop);
            starvation.look();
            if (end == World.RunEnd.BUDGET_EXHAUSTED) {
                return end;
            }
        }
    }
}
