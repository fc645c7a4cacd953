package sluice.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.ring.Records.record;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Lists that do what the rings do, without indices; each beside its ring. */
final class RingModels {
    private RingModels() {}

    /** A ring and its model; each step does the same to both and compares. */
    abstract static class Pair {
        /** Records with the octets that they occupy, padding included; the first are visible. */
        static final class Entry {
            final byte[] octets;
            final int occupied;

            Entry(byte[] octets, int occupied) {
                this.octets = octets;
                this.occupied = occupied;
            }
        }

        final ArrayDeque<Entry> entries = new ArrayDeque<>();
        private final int batch;
        private int visible;
        private int number;
        private long refused;

        Pair(int batch) {
            this.batch = batch;
        }

        abstract int lengthMax();

        /** What the record would occupy now, or -1 if there is no room. */
        abstract int roomFor(int length);

        abstract void modelMovesOn(int length, int occupied);

        abstract boolean ringOffer(byte[] record);

        abstract int ringClaim(int length);

        abstract void ringCommit(byte[] record, int offset);

        abstract void ringGivesUp();

        abstract int ringNextLength();

        abstract int ringPoll(byte[] target);

        abstract List<byte[]> ringDrain(int limit);

        abstract void ringFlush();

        abstract RingIndices.Indices ring();

        abstract int modelUsed();

        final void offer(int wanted) {
            byte[] record = record(++number, Math.min(wanted, lengthMax()));
            int occupied = roomFor(record.length);
            assertThat(ringOffer(record)).isEqualTo(occupied >= 0);
            modelOffered(record, occupied);
            check();
        }

        final void claim(int wanted, int used) {
            int claimed = Math.min(wanted, lengthMax());
            int occupied = roomFor(claimed);
            int offset = ringClaim(claimed);
            assertThat(offset >= 0).isEqualTo(occupied >= 0);
            if (occupied < 0) {
                modelOffered(new byte[0], occupied);
            } else if (used < 0) {
                ringGivesUp();
            } else {
                byte[] record = record(++number, Math.min(used, claimed));
                ringCommit(record, offset);
                modelOffered(record, occupiedBy(claimed, occupied, record.length));
            }
            check();
        }

        /** A shorter commit gives octets back, but not the padding before its place. */
        abstract int occupiedBy(int claimed, int occupied, int used);

        private void modelOffered(byte[] record, int occupied) {
            if (occupied < 0) {
                refused++;
                visible = entries.size();
            } else {
                entries.add(new Entry(record, occupied));
                modelMovesOn(record.length, occupied);
                if (entries.size() - visible >= batch) {
                    visible = entries.size();
                }
            }
        }

        final void poll() {
            byte[] target = new byte[lengthMax() + 3];
            if (visible == 0) {
                assertThat(ringNextLength()).isEqualTo(-1);
                assertThat(ringPoll(target)).isEqualTo(-1);
            } else {
                byte[] expected = entries.remove().octets;
                visible--;
                assertThat(ringNextLength()).isEqualTo(expected.length);
                assertThat(ringPoll(target)).isEqualTo(expected.length);
                byte[] polled = new byte[expected.length];
                System.arraycopy(target, 3, polled, 0, polled.length);
                assertThat(polled).isEqualTo(expected);
            }
            check();
        }

        final void drain(int limit) {
            List<byte[]> expected = new ArrayList<>();
            while (expected.size() < limit && visible > 0) {
                expected.add(entries.remove().octets);
                visible--;
            }
            List<byte[]> drained = ringDrain(limit);
            assertThat(drained).hasSameSizeAs(expected);
            for (int i = 0; i < drained.size(); i++) {
                assertThat(drained.get(i)).isEqualTo(expected.get(i));
            }
            check();
        }

        final void flush() {
            ringFlush();
            visible = entries.size();
            check();
        }

        private void check() {
            assertThat(ring().refused()).isEqualTo(refused);
            assertThat(ring().isEmpty()).isEqualTo(visible == 0);
            assertThat(ring().used()).isEqualTo(modelUsed());
        }

        final int visible() {
            return visible;
        }
    }

    static final class BytePair extends Pair {
        private final OneToOneByteRing ring;
        private final int capacity;
        private final int places;
        private int place;

        BytePair(int capacity, int batch, long start) {
            super(batch);
            this.capacity = capacity;
            ring = new OneToOneByteRing(capacity, batch, start);
            int power = 1;
            while (power < capacity) {
                power *= 2;
            }
            places = power;
            place = (int) Math.floorMod(start, (long) places);
        }

        @Override
        int lengthMax() {
            return ring.lengthMax();
        }

        private static int occupied(int length) {
            int octets = 4 + length;
            while (octets % 4 != 0) {
                octets++;
            }
            return octets;
        }

        @Override
        int roomFor(int length) {
            int padding = place + occupied(length) > places ? places - place : 0;
            int used = entries.stream().mapToInt(entry -> entry.occupied).sum();
            int wanted = padding + occupied(length);
            return used + wanted <= capacity ? wanted : -1;
        }

        @Override
        int occupiedBy(int claimed, int occupied, int used) {
            return occupied - occupied(claimed) + occupied(used);
        }

        @Override
        void modelMovesOn(int length, int occupied) {
            place = (place + occupied) % places;
        }

        @Override
        int modelUsed() {
            return entries.stream().limit(visible()).mapToInt(entry -> entry.occupied).sum();
        }

        @Override
        boolean ringOffer(byte[] record) {
            return Records.offer(ring, record);
        }

        @Override
        int ringClaim(int length) {
            return ring.claim(length);
        }

        @Override
        void ringCommit(byte[] record, int offset) {
            System.arraycopy(record, 0, ring.octets(), offset, record.length);
            ring.commit(record.length);
        }

        @Override
        void ringGivesUp() {
            ring.giveUpClaim();
        }

        @Override
        int ringNextLength() {
            return ring.nextLength();
        }

        @Override
        int ringPoll(byte[] target) {
            return ring.poll(target, 3);
        }

        @Override
        List<byte[]> ringDrain(int limit) {
            return Records.drain(ring, limit);
        }

        @Override
        void ringFlush() {
            ring.flush();
        }

        @Override
        RingIndices.Indices ring() {
            return ring;
        }
    }

    static final class SlotPair extends Pair {
        private final OneToOneSlotRing ring;
        private final int slots;

        SlotPair(int slots, int slotOctets, int batch, long start) {
            super(batch);
            this.slots = slots;
            ring = new OneToOneSlotRing(slots, slotOctets, batch, start);
        }

        @Override
        int lengthMax() {
            return ring.slotOctets();
        }

        @Override
        int roomFor(int length) {
            return entries.size() < slots ? 1 : -1;
        }

        @Override
        int occupiedBy(int claimed, int occupied, int used) {
            return 1;
        }

        @Override
        void modelMovesOn(int length, int occupied) {
            // a slot more, whatever its length: the number of entries says it
        }

        @Override
        int modelUsed() {
            return visible();
        }

        @Override
        boolean ringOffer(byte[] record) {
            return Records.offer(ring, record);
        }

        @Override
        int ringClaim(int length) {
            return ring.claim();
        }

        @Override
        void ringCommit(byte[] record, int offset) {
            System.arraycopy(record, 0, ring.octets(), offset, record.length);
            ring.commit(record.length);
        }

        @Override
        void ringGivesUp() {
            ring.giveUpClaim();
        }

        @Override
        int ringNextLength() {
            return ring.nextLength();
        }

        @Override
        int ringPoll(byte[] target) {
            return ring.poll(target, 3);
        }

        @Override
        List<byte[]> ringDrain(int limit) {
            return Records.drain(ring, limit);
        }

        @Override
        void ringFlush() {
            ring.flush();
        }

        @Override
        RingIndices.Indices ring() {
            return ring;
        }
    }
}
