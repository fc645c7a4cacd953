package sluice.inet.tcp.socket;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Connections by both ends ({@code inet_ehash}). Lookups allocate nothing. Chains are mixed with a
 * drawn number, so that nobody can foresee which ones are long. One thread.
 */
final class ConnectionTable {
    private static final int BUCKETS_MIN = 64;

    private final long secret;
    private @Nullable ConnectionSocket[] buckets = new @Nullable ConnectionSocket[BUCKETS_MIN];
    private int count;

    ConnectionTable(long secret) {
        this.secret = secret;
    }

    int count() {
        return count;
    }

    @Nullable ConnectionSocket find(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        int at = index(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort);
        for (ConnectionSocket s = buckets[at]; s != null; s = s.next) {
            if (s.joins(localHigh, localLow, localPort, remoteHigh, remoteLow, remotePort))
                return s;
        }
        return null;
    }

    List<ConnectionSocket> all() {
        List<ConnectionSocket> all = new ArrayList<>();
        for (ConnectionSocket first : buckets)
            for (ConnectionSocket s = first; s != null; s = s.next) all.add(s);
        return all;
    }

    void add(ConnectionSocket socket) {
        if (count >= buckets.length) grow();
        int at = index(socket);
        socket.next = buckets[at];
        buckets[at] = socket;
        count++;
    }

    void remove(ConnectionSocket socket) {
        int at = index(socket);
        ConnectionSocket before = null;
        for (ConnectionSocket s = buckets[at]; s != null; before = s, s = s.next) {
            if (s != socket) continue;
            if (before == null) buckets[at] = s.next;
            else before.next = s.next;
            s.next = null;
            count--;
            return;
        }
    }

    /** Those that fit, in no order that means anything. */
    List<ConnectionSocket> all(Predicate<ConnectionSocket> which) {
        List<ConnectionSocket> found = new ArrayList<>();
        for (ConnectionSocket first : buckets) {
            for (ConnectionSocket s = first; s != null; s = s.next) if (which.test(s)) found.add(s);
        }
        return found;
    }

    private void grow() {
        @Nullable ConnectionSocket[] old = buckets;
        buckets = new @Nullable ConnectionSocket[old.length * 2];
        for (ConnectionSocket first : old) {
            for (ConnectionSocket s = first; s != null; ) {
                ConnectionSocket next = s.next;
                int at = index(s);
                s.next = buckets[at];
                buckets[at] = s;
                s = next;
            }
        }
    }

    private int index(ConnectionSocket s) {
        return index(
                s.localHigh(),
                s.localLow(),
                s.localPort(),
                s.remoteHigh(),
                s.remoteLow(),
                s.remotePort());
    }

    private int index(
            long localHigh,
            long localLow,
            int localPort,
            long remoteHigh,
            long remoteLow,
            int remotePort) {
        long h = secret ^ ((long) localPort << 16 | remotePort);
        h = mixed(h ^ remoteLow);
        h = mixed(h ^ remoteHigh);
        h = mixed(h ^ localLow);
        h = mixed(h ^ localHigh);
        return (int) h & buckets.length - 1;
    }

    // Stafford's variant 13 of the MurmurHash3 finalizer, as SplittableRandom uses it.
    private static long mixed(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
