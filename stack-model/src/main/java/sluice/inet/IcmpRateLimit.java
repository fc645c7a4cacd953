package sluice.inet;

import java.util.LinkedHashMap;

/**
 * A token bucket for each destination of ICMP errors (Linux 6.x, {@code inet_peer_xrlim_allow} with
 * icmp_ratelimit 1000 ms): six at once, then one per interval. The least recently used bucket is
 * forgotten when there are too many; a forgotten destination starts full.
 *
 * <p>Differs: the host-wide limit (icmp_msgs_per_sec 1000, burst 50) is not modelled.
 */
public final class IcmpRateLimit {
    /** Tokens of a full bucket. */
    public static final int BURST = 6;

    private static final int DESTINATIONS_MAX = 4096;
    private static final int ICMP_MASK =
            1 << IcmpErrors.UNREACHABLE
                    | 1 << 4
                    | 1 << IcmpErrors.TIME_EXCEEDED
                    | 1 << IcmpErrors.PARAMETER_PROBLEM;

    private final long intervalNanos;
    private final LinkedHashMap<Ipv6Address, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true);

    private static final class Bucket {
        long tokensNanos;
        long lastNanos;
    }

    /** Limits to one message per interval after the burst; 0 never limits. */
    public IcmpRateLimit(long intervalNanos) {
        this.intervalNanos = intervalNanos;
    }

    /**
     * Whether the type of an IPv4 error is limited at all (icmp_ratemask 6168); fragmentation
     * needed never is, since path MTU discovery lives on it.
     */
    public static boolean isLimited(int type, int code) {
        boolean needed = type == IcmpErrors.UNREACHABLE && code == IcmpErrors.FRAGMENTATION_NEEDED;
        return !needed && type < 32 && (ICMP_MASK >>> type & 1) != 0;
    }

    /** Takes a token for an IPv4 destination; false means that the message is not sent. */
    public boolean allow(int destination, long nowNanos) {
        return allow(0, NeighbourTable.key(destination), nowNanos);
    }

    /** Takes a token for a destination of either family. */
    public boolean allow(long high, long low, long nowNanos) {
        return allow(high, low, intervalNanos, nowNanos);
    }

    /**
     * Takes a token for what has an interval of its own and shares the buckets with the others, as
     * redirects of IPv6 do; 0 never limits, but empties the bucket for who has an interval ({@code
     * inet_peer_xrlim_allow}: no more tokens than fit into six intervals are kept).
     */
    public boolean allow(long high, long low, long intervalNanos, long nowNanos) {
        var key = new Ipv6Address(high, low);
        var bucket = buckets.get(key);
        if (bucket == null) {
            bucket = new Bucket();
            bucket.tokensNanos = BURST * intervalNanos;
            bucket.lastNanos = nowNanos;
            buckets.put(key, bucket);
            if (buckets.size() > DESTINATIONS_MAX) buckets.pollFirstEntry();
        }
        long tokens = bucket.tokensNanos;
        long passedNanos = nowNanos - bucket.lastNanos;
        // Only when time has passed: what is taken at one instant leaves the rest as it is.
        if (passedNanos > 0) tokens = Math.min(tokens + passedNanos, BURST * intervalNanos);
        bucket.lastNanos = nowNanos;
        boolean allowed = tokens >= intervalNanos;
        bucket.tokensNanos = allowed ? tokens - intervalNanos : tokens;
        return allowed;
    }
}
