package sluice.pcap.filter.graph;

import java.util.Arrays;

/**
 * Things sorted into groups, each group in the order in which its things came. A group is a slice
 * of one array. Reused from pass to pass; filled in two rounds over the same things.
 */
final class Slices {
    private int[] end = new int[64];
    private int[] things = new int[64];
    private int groups;

    /** Begins anew for groups numbered below {@code groupCount}. */
    void clear(int groupCount) {
        groups = groupCount;
        if (end.length <= groupCount) end = new int[2 * groupCount];
        Arrays.fill(end, 0, groupCount + 1, 0);
    }

    /** First round: one thing of {@code group} will come. */
    void announce(int group) {
        end[group]++;
    }

    /** Between the rounds. */
    void layOut() {
        int sum = 0;
        for (int g = 0; g <= groups; g++) {
            int count = end[g];
            end[g] = sum;
            sum += count;
        }
        if (things.length < sum) things = new int[2 * sum];
    }

    /** Second round: the thing comes. */
    void add(int group, int thing) {
        things[end[group]++] = thing;
    }

    /** Where the slice of {@code group} begins, after the second round. */
    int from(int group) {
        return group == 0 ? 0 : end[group - 1];
    }

    /** Where it ends. */
    int to(int group) {
        return end[group];
    }

    int thing(int at) {
        return things[at];
    }

    /**
     * The place in the slice of {@code group} behind the last thing whose key is not above {@code
     * key}; the keys rise within a group.
     */
    int behind(int group, int[] keys, int key) {
        int low = from(group);
        int high = to(group);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (keys[things[middle]] <= key) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
