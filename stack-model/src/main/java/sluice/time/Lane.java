package sluice.time;

import org.jspecify.annotations.Nullable;

/**
 * Where work runs: a level on a simulated CPU, or on no CPU at all for links.
 *
 * <p>Work of one lane never runs at the same time as other work of that lane.
 */
public final class Lane {
    final @Nullable Cpu cpu;
    final Level level;
    final int levelIndex;

    Lane(@Nullable Cpu cpu, Level level) {
        this.cpu = cpu;
        this.level = level;
        this.levelIndex = level.ordinal();
    }

    /** The level. */
    public Level level() {
        return level;
    }

    @Override
    public String toString() {
        return cpu == null ? level.name() : cpu.name() + "/" + level;
    }
}
