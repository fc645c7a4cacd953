package sluice.route;

import org.jspecify.annotations.Nullable;
import sluice.inet.Route;
import sluice.inet.RouteWays;

/**
 * Which way a flow takes where a route has several (Linux 6.x, {@code fib_multipath_hash}, {@code
 * rt6_multipath_hash}): both directions of a flow have one hash.
 *
 * <p>{@code Differs:} the function is not the kernel's, whose key is drawn at boot: no kernel can
 * be told which way it will take, either.
 */
public final class MultipathHash {
    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private long seed;
    private int policy;

    MultipathHash() {}

    /** Sets what the hash is made with. */
    public void setSeed(long value) {
        seed = value;
    }

    /** {@code fib_multipath_hash_policy}: 0 for addresses, 1 for ports and protocol, too. */
    public int policy() {
        return policy;
    }

    /** Sets what a flow is. */
    public void setPolicy(int value) {
        policy = value;
    }

    /** The way of a flow; the route itself if it is the only one. */
    <R extends Route> R select(R route, Class<R> type, FlowKey of, @Nullable Preference sources) {
        RouteWays ways = route.ways();
        if (ways == null || ways.count() == 0) return route;
        int hash = hash(of);
        int best = 0;
        int bestScore = -1;
        // fib_select_multipath: a way that has the source already is worth more than the hash.
        for (int i = 0; i < ways.count(); i++) {
            boolean fits = sources != null && sources.has(ways.way(i));
            int score = (fits ? 2 : 0) + (ways.reaches(i, hash) ? 1 : 0);
            if (score > bestScore) {
                bestScore = score;
                best = i;
            }
        }
        return type.cast(ways.way(best));
    }

    /** Whether a way has the source that a packet has already. */
    interface Preference {
        boolean has(Route way);
    }

    private int hash(FlowKey of) {
        long high = of.sourceHigh;
        long low = of.sourceLow;
        long otherHigh = of.destinationHigh;
        long otherLow = of.destinationLow;
        int port = of.sourcePort;
        int otherPort = of.destinationPort;
        int order = Long.compareUnsigned(otherHigh, high);
        if (order == 0) order = Long.compareUnsigned(otherLow, low);
        if (order == 0) order = Integer.compare(otherPort, port);
        boolean turned = order < 0;
        long value = mix(seed, turned ? otherHigh : high);
        value = mix(value, turned ? otherLow : low);
        value = mix(value, turned ? high : otherHigh);
        value = mix(value, turned ? low : otherLow);
        if (policy == 1) {
            long ports =
                    turned
                            ? (long) otherPort << Short.SIZE | port
                            : (long) port << Short.SIZE | otherPort;
            value = mix(value, ports << Byte.SIZE | of.protocol);
        }
        return (int) (value >>> (Long.SIZE - RouteWays.HASH_BITS));
    }

    private static long mix(long value, long next) {
        long mixed = (value ^ next) * MIX;
        mixed ^= mixed >>> 32;
        mixed *= MIX;
        return mixed ^ mixed >>> 29;
    }
}
