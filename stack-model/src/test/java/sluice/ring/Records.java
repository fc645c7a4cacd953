package sluice.ring;

import java.util.ArrayList;
import java.util.List;

/** Records for the ring tests: their octets tell number and place, so that a mix-up shows. */
final class Records {
    private Records() {}

    /** Record {@code number}: every octet depends on the number and on its place. */
    static byte[] record(int number, int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = octet(number, i);
        }
        return octets;
    }

    static byte octet(int number, int place) {
        return (byte) (number * 31 + place * 7 + 1);
    }

    static boolean offer(OneToOneByteRing ring, byte[] record) {
        return ring.offer(record, 0, record.length);
    }

    static boolean offer(OneToOneSlotRing ring, byte[] record) {
        return ring.offer(record, 0, record.length);
    }

    static List<byte[]> drain(OneToOneByteRing ring, int limit) {
        List<byte[]> drained = new ArrayList<>();
        int count = ring.drain(into(drained), limit);
        if (count != drained.size()) {
            throw new AssertionError("said " + count + ", handed over " + drained.size());
        }
        return drained;
    }

    static List<byte[]> drain(OneToOneSlotRing ring, int limit) {
        List<byte[]> drained = new ArrayList<>();
        int count = ring.drain(into(drained), limit);
        if (count != drained.size()) {
            throw new AssertionError("said " + count + ", handed over " + drained.size());
        }
        return drained;
    }

    private static RecordHandler into(List<byte[]> drained) {
        return (octets, offset, length) -> {
            byte[] copy = new byte[length];
            System.arraycopy(octets, offset, copy, 0, length);
            drained.add(copy);
        };
    }
}
