package sluice.inet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * The ways of a route that has several ({@code nexthop} of {@code ip route}). Each is a route of
 * its own in the same table, for the same prefix and with the same metric; which of them a flow
 * takes is drawn by its hash, in proportion to their weights (Linux 6.x, {@code fib_rebalance} and
 * {@code fib_select_multipath}). One writer.
 */
public final class RouteWays {
    /** A hash has this many bits. */
    public static final int HASH_BITS = 31;

    private static final int WEIGHT_MAX = 256;

    private final List<Route> ways = new ArrayList<>();
    private final List<Integer> weights = new ArrayList<>();
    private long[] bounds = {};

    /** None yet. */
    public RouteWays() {}

    /**
     * Adds a way.
     *
     * @param weight 1 to 256
     */
    public void add(Route way, int weight) {
        if (weight < 1 || weight > WEIGHT_MAX)
            throw new IllegalArgumentException("weight " + weight + "; allowed: 1 to 256");
        ways.add(way);
        weights.add(weight);
        balance();
    }

    /** Takes a way out, for example because its device went down; the others share its part. */
    public void remove(Route way) {
        int at = ways.indexOf(way);
        if (at < 0) return;
        ways.remove(at);
        weights.subList(at, at + 1).clear();
        balance();
    }

    // The last hash each way takes.
    private void balance() {
        long total = weights.stream().mapToLong(Integer::longValue).sum();
        bounds = new long[ways.size()];
        long sum = 0;
        for (int i = 0; i < bounds.length; i++) {
            sum += weights.get(i);
            bounds[i] = ((sum << HASH_BITS) + total / 2) / total - 1;
        }
    }

    /** Number of ways. */
    public int count() {
        return bounds.length;
    }

    /** A way, from 0. */
    public Route way(int index) {
        return ways.get(index);
    }

    /** Weight of a way. */
    public int weight(int index) {
        return weights.get(index);
    }

    /** Whether the hash of a flow is within the part of a way or of one before it. */
    public boolean reaches(int index, int hash) {
        return hash <= bounds[index];
    }

    /** Whether some way leads to a device. */
    public boolean leadsTo(int deviceIndex) {
        for (int i = 0; i < bounds.length; i++)
            if (ways.get(i).deviceIndex() == deviceIndex) return true;
        return false;
    }

    /** Whether the other has the same ways with the same weights. */
    public boolean sameAs(RouteWays other) {
        if (!weights.equals(other.weights) || !Arrays.equals(bounds, other.bounds)) return false;
        for (int i = 0; i < ways.size(); i++)
            if (!Objects.equals(ways.get(i).hop(), other.ways.get(i).hop())) return false;
        return true;
    }

    @Override
    public String toString() {
        return bounds.length + " ways";
    }
}
