package sluice.route;

import java.util.Arrays;
import sluice.inet.Ipv4Addresses;

/** Which IPv4 groups this host is a member of, by device; 224.0.0.1 is joined everywhere. */
public final class Ipv4Groups {
    private static final int ALL_HOSTS = Ipv4Addresses.of(224, 0, 0, 1);
    private long[] joined = new long[0];

    /** Only the group of all hosts. */
    public Ipv4Groups() {}

    private static long key(int deviceIndex, int group) {
        return (long) deviceIndex << 32 | (group & 0xffff_ffffL);
    }

    /** Whether packets to {@code group} that come in on the device are for this host. */
    public boolean member(int deviceIndex, int group) {
        if (group == ALL_HOSTS) return true;
        long key = key(deviceIndex, group);
        for (long one : joined) if (one == key) return true;
        return false;
    }

    /** Joins; false if it was joined already. */
    public boolean join(int deviceIndex, int group) {
        if (member(deviceIndex, group)) return false;
        joined = Arrays.copyOf(joined, joined.length + 1);
        joined[joined.length - 1] = key(deviceIndex, group);
        return true;
    }

    /** Leaves. */
    public void leave(int deviceIndex, int group) {
        long key = key(deviceIndex, group);
        joined = Arrays.stream(joined).filter(one -> one != key).toArray();
    }

    /** The groups joined on a device, oldest first. */
    public int[] groups(int deviceIndex) {
        return Arrays.stream(joined)
                .filter(one -> one >>> 32 == deviceIndex)
                .mapToInt(one -> (int) one)
                .toArray();
    }
}
