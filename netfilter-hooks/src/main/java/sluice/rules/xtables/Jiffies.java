package sluice.rules.xtables;

/**
 * The kernel's clock that extensions count by ({@code CONFIG_HZ=250}: as distributions have it).
 */
final class Jiffies {
    static final long PER_SECOND = 250;
    private static final long NANOS = 1_000_000_000L / PER_SECOND;

    private Jiffies() {}

    static long of(long nanos) {
        return nanos / NANOS;
    }
}
