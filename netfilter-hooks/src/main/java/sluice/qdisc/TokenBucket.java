package sluice.qdisc;

import java.util.concurrent.TimeUnit;

/**
 * Tokens that come in at a rate and are spent on octets; kept as time, as the kernel does ({@code
 * psched_l2t_ns}). Full at first.
 */
public final class TokenBucket {
    private static final long NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long octetsPerSecond;
    private final long depthNanos;
    private long tokensNanos;
    private long sinceNanos;

    /**
     * A full bucket.
     *
     * @param burstOctets how much it holds
     */
    public TokenBucket(long octetsPerSecond, long burstOctets, long nowNanos) {
        if (octetsPerSecond < 1 || burstOctets < 1)
            throw new IllegalArgumentException(
                    "rate of " + octetsPerSecond + " octets/s with bursts of " + burstOctets);
        this.octetsPerSecond = octetsPerSecond;
        depthNanos = nanos(burstOctets);
        tokensNanos = depthNanos;
        sinceNanos = nowNanos;
    }

    private long nanos(long octets) {
        long whole = octets / octetsPerSecond;
        long rest = octets % octetsPerSecond;
        long part =
                rest <= Long.MAX_VALUE / NANOS_PER_SECOND
                        ? rest * NANOS_PER_SECOND / octetsPerSecond
                        : rest / (octetsPerSecond / NANOS_PER_SECOND);
        return whole * NANOS_PER_SECOND + part;
    }

    /** Spends tokens on so many octets, or says in how many nanoseconds there will be enough. */
    public long spend(long octets, long nowNanos) {
        long there = Math.min(nowNanos - sinceNanos, depthNanos) + tokensNanos;
        long left = Math.min(there, depthNanos) - nanos(octets);
        if (left < 0) return -left;
        tokensNanos = left;
        sinceNanos = nowNanos;
        return 0;
    }
}
