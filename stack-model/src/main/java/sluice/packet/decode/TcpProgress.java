package sluice.packet.decode;

/**
 * How far each direction of a TCP connection has come, so that octets sent again can be told from
 * new ones. Bounded: directions share a table of fixed size, a new one takes the place of the old
 * one in its slot.
 */
final class TcpProgress {
    private static final int SLOTS = 1 << 13;
    private static final int FLAG_FIN = 1;
    private static final int FLAG_SYN = 2;
    private static final int FLAG_RST = 4;
    private static final int FLAG_ACK = 16;

    /** Acknowledgments repeated this often ask for the segment they name. */
    private static final int DUPLICATES_MIN = 2;

    private final long[] keys = new long[SLOTS];
    private final int[] next = new int[SLOTS];
    private final int[] first = new int[SLOTS];
    private final int[] windows = new int[SLOTS];
    private final int[] acknowledged = new int[SLOTS];
    private final int[] duplicates = new int[SLOTS];
    private final boolean[] hasAcknowledged = new boolean[SLOTS];
    private final boolean[] known = new boolean[SLOTS];

    /**
     * Notes a segment.
     *
     * @param forward identity of its direction, and {@code backward} of the other
     * @return true if it repeats octets, or fills a hole: it begins before the end of what was
     *     seen, and the other side has not acknowledged all of it
     */
    boolean repeats(
            long forward,
            long backward,
            int sequence,
            int acknowledgment,
            int dataOctets,
            int flags,
            int window) {
        int slot = slot(forward);
        int other = slot(backward);
        if ((flags & (FLAG_SYN | FLAG_ACK)) == FLAG_SYN && known[slot] && first[slot] != sequence) {
            forget(slot); // the ports are used again
            forget(other);
        }
        boolean marks = (flags & (FLAG_SYN | FLAG_FIN)) != 0;
        boolean advanced = !known[slot] || sequence - next[slot] >= 0;
        boolean keepAlive = known[slot] && !marks && sequence == next[slot] - 1;
        boolean probe =
                dataOctets == 1
                        && known[slot]
                        && known[other]
                        && sequence == next[slot]
                        && windows[other] == 0;
        int end = sequence + dataOctets + (marks ? 1 : 0);
        if (!known[slot]) {
            known[slot] = true;
            first[slot] = sequence;
            next[slot] = end;
        } else if (!probe && end - next[slot] > 0) {
            next[slot] = end;
        }
        boolean duplicate =
                dataOctets == 0
                        && hasAcknowledged[slot]
                        && acknowledged[slot] == acknowledgment
                        && windows[slot] == window
                        && sequence == next[slot]
                        && (flags & (FLAG_SYN | FLAG_FIN | FLAG_RST)) == 0;
        windows[slot] = window;
        if (duplicate) {
            duplicates[slot]++;
        } else if (!hasAcknowledged[slot] || acknowledged[slot] != acknowledgment) {
            duplicates[slot] = 0;
        }
        if ((flags & FLAG_ACK) != 0) {
            acknowledged[slot] = acknowledgment;
            hasAcknowledged[slot] = true;
        }
        boolean needless =
                known[other]
                        && hasAcknowledged[other]
                        && sequence + dataOctets - acknowledged[other] <= 0;
        boolean asked =
                duplicates[other] >= DUPLICATES_MIN
                        && hasAcknowledged[other]
                        && acknowledged[other] == sequence;
        return dataOctets > 0 && !advanced && !keepAlive && !needless && !asked;
    }

    private int slot(long key) {
        int slot = (int) (key ^ key >>> 29 ^ key >>> 47) & (SLOTS - 1);
        if (keys[slot] != key) {
            keys[slot] = key;
            forget(slot);
        }
        return slot;
    }

    private void forget(int slot) {
        known[slot] = false;
        hasAcknowledged[slot] = false;
        duplicates[slot] = 0;
    }
}
