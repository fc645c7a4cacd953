package sluice.userland;

import sluice.ring.OneToOneByteRing;
import sluice.ring.OneToOneSlotRing;

/**
 * A ring of {@link InspectionRecord records} between driver and program, allocated once. A full
 * ring refuses the newcomer and counts it. Both indices only grow; at any time 0 &lt;= tail - head
 * &lt;= capacity.
 */
public interface InspectionRing {
    /** Puts a record in; false, and counted, if there is no room. */
    boolean offer(byte[] record, int offset, int length);

    /** Takes the oldest record into {@code to} from {@code offset} on; its length, or -1. */
    int poll(byte[] to, int offset);

    /** Length of the oldest record, or -1 if there is none. */
    int nextLength();

    /** Up to where was put in, in slots or octets. */
    long tail();

    /** Up to where was taken out, in the same unit. */
    long head();

    /** How much it holds, in the same unit. */
    int capacity();

    /** How many records were refused. */
    long refused();

    /** A ring for {@code slots} records of up to {@code recordOctetsMax} octets. */
    static InspectionRing of(RingKind kind, int slots, int recordOctetsMax) {
        return switch (kind) {
            case SLOTS -> new Slots(new OneToOneSlotRing(slots, recordOctetsMax));
            case OCTETS -> new OctetRecords(new OneToOneByteRing(octets(slots, recordOctetsMax)));
        };
    }

    private static int octets(int slots, int recordOctetsMax) {
        // A record may be just under half of such a ring.
        int least = 4 * (recordOctetsMax + 16);
        int asked = Math.max(least, slots * (recordOctetsMax + 8));
        return Integer.highestOneBit(asked - 1) << 1;
    }

    /** Fixed slots. */
    record Slots(OneToOneSlotRing ring) implements InspectionRing {
        @Override
        public boolean offer(byte[] record, int offset, int length) {
            return ring.offer(record, offset, length);
        }

        @Override
        public int poll(byte[] to, int offset) {
            return ring.poll(to, offset);
        }

        @Override
        public int nextLength() {
            return ring.nextLength();
        }

        @Override
        public long tail() {
            return ring.tailIndex();
        }

        @Override
        public long head() {
            return ring.headIndex();
        }

        @Override
        public int capacity() {
            return ring.capacitySlots();
        }

        @Override
        public long refused() {
            return ring.refused();
        }
    }

    /** Records of any length. */
    record OctetRecords(OneToOneByteRing ring) implements InspectionRing {
        @Override
        public boolean offer(byte[] record, int offset, int length) {
            return ring.offer(record, offset, length);
        }

        @Override
        public int poll(byte[] to, int offset) {
            return ring.poll(to, offset);
        }

        @Override
        public int nextLength() {
            return ring.nextLength();
        }

        @Override
        public long tail() {
            return ring.tailIndex();
        }

        @Override
        public long head() {
            return ring.headIndex();
        }

        @Override
        public int capacity() {
            return ring.capacityOctets();
        }

        @Override
        public long refused() {
            return ring.refused();
        }
    }
}
