package sluice.netdev;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Which station is behind which port of a bridge (Linux 6.x, {@code net/bridge/br_fdb.c}). Open
 * addressing; learning and looking up allocate nothing unless the table grows. One writer.
 *
 * <p>Differs: it holds at most {@link #ENTRIES_MAX} stations; the kernel sets no limit by itself.
 */
final class ForwardingTable {
    /** Most stations remembered; a further one is not learned until others have aged. */
    static final int ENTRIES_MAX = 32_768;

    /** Port index of a station that is not known. */
    static final int UNKNOWN = 0;

    private static final int CAPACITY_FIRST = 16;

    private long[] stations = new long[CAPACITY_FIRST];
    private int[] ports = new int[CAPACITY_FIRST]; // UNKNOWN: the slot is free
    private long[] seenNanos = new long[CAPACITY_FIRST];
    private int count;

    /** A station and where it is. */
    record Entry(long mac, int port, long seenNanos) {}

    /** Remembers that a station was seen behind a port. */
    void learn(long mac, int port, long nowNanos, long ageingNanos) {
        int at = slot(mac);
        if (ports[at] == UNKNOWN) {
            if (count >= stations.length / 2) {
                rebuild(nowNanos, ageingNanos, UNKNOWN);
                if (count >= ENTRIES_MAX) return;
                at = slot(mac);
            }
            count++;
            stations[at] = mac;
        }
        ports[at] = port;
        seenNanos[at] = nowNanos;
    }

    /** The port a station is behind, or {@link #UNKNOWN}. */
    int find(long mac, long nowNanos, long ageingNanos) {
        int at = slot(mac);
        if (ports[at] == UNKNOWN || nowNanos - seenNanos[at] >= ageingNanos) return UNKNOWN;
        return ports[at];
    }

    /** Forgets the stations behind a port ({@code br_fdb_delete_by_port}). */
    void forget(int port, long nowNanos, long ageingNanos) {
        rebuild(nowNanos, ageingNanos, port);
    }

    /** Stations that have not aged, by address. */
    List<Entry> entries(long nowNanos, long ageingNanos) {
        List<Entry> all = new ArrayList<>();
        for (int i = 0; i < stations.length; i++) {
            if (ports[i] != UNKNOWN && nowNanos - seenNanos[i] < ageingNanos)
                all.add(new Entry(stations[i], ports[i], seenNanos[i]));
        }
        all.sort((a, b) -> Long.compare(a.mac, b.mac));
        return all;
    }

    private int slot(long mac) {
        long mixed = mac * 0x9e37_79b9_7f4a_7c15L;
        int at = (int) (mixed >>> 40) & (stations.length - 1);
        while (ports[at] != UNKNOWN && stations[at] != mac) at = (at + 1) & (stations.length - 1);
        return at;
    }

    private void rebuild(long nowNanos, long ageingNanos, int without) {
        long[] oldStations = stations;
        int[] oldPorts = ports;
        long[] oldSeen = seenNanos;
        int live = 0;
        for (int i = 0; i < oldPorts.length; i++) {
            boolean gone = oldPorts[i] == without || nowNanos - oldSeen[i] >= ageingNanos;
            if (oldPorts[i] != UNKNOWN && gone) oldPorts[i] = UNKNOWN;
            if (oldPorts[i] != UNKNOWN) live++;
        }
        int capacity = CAPACITY_FIRST;
        while (capacity < live * 4) capacity *= 2;
        stations = new long[capacity];
        ports = new int[capacity];
        seenNanos = new long[capacity];
        Arrays.fill(ports, UNKNOWN);
        for (int i = 0; i < oldPorts.length; i++) {
            if (oldPorts[i] == UNKNOWN) continue;
            int at = slot(oldStations[i]);
            stations[at] = oldStations[i];
            ports[at] = oldPorts[i];
            seenNanos[at] = oldSeen[i];
        }
        count = live;
    }
}
