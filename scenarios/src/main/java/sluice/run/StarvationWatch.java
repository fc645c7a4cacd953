package sluice.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sluice.time.Cpu;
import sluice.world.Host;
import sluice.world.World;

/** Looks now and then who waits for a processor, and keeps the longest wait of each. */
final class StarvationWatch {
    /** Waiting longer than this, five quanta, is called starving. */
    static final long STARVING_NANOS = 100_000_000;

    private final World world;
    private final Map<String, RunResult.Starved> longest = new LinkedHashMap<>();

    StarvationWatch(World world) {
        this.world = world;
    }

    /** Looks, between two events. */
    void look() {
        long now = world.scheduler().nowNanos();
        for (Host host : world.hosts()) {
            for (Cpu cpu : host.cpus()) {
                for (Cpu.Starving waiting : cpu.starving(STARVING_NANOS)) {
                    keep(
                            new RunResult.Starved(
                                    host.name(),
                                    waiting.thread(),
                                    cpu.name(),
                                    waiting.holder(),
                                    waiting.sinceNanos(),
                                    now - waiting.sinceNanos()));
                }
            }
        }
    }

    private void keep(RunResult.Starved starved) {
        longest.merge(
                starved.host() + "/" + starved.thread(),
                starved,
                (before, after) -> after.waitedNanos() > before.waitedNanos() ? after : before);
    }

    List<RunResult.Starved> found() {
        return new ArrayList<>(longest.values());
    }
}
