package sluice.live;

/**
 * How a shard runs.
 *
 * @param name of its thread
 * @param spinNanos how long it goes on asking its doors before it waits: what comes within this
 *     time is answered without the price of waking a thread; 0 waits at once
 */
public record ShardOptions(String name, long spinNanos) {
    /** A wake-up costs some 50 us on a virtual machine; to spin as long costs as much again. */
    private static final long SPIN_NANOS_DEFAULT = 50_000;

    /** Checks the range. */
    public ShardOptions {
        if (spinNanos < 0) throw new IllegalArgumentException("spin of " + spinNanos + " ns");
    }

    /** The usual spin. */
    public static ShardOptions named(String name) {
        return new ShardOptions(name, SPIN_NANOS_DEFAULT);
    }
}
