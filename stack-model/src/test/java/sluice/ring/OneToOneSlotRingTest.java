package sluice.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sluice.ring.Records.drain;
import static sluice.ring.Records.offer;
import static sluice.ring.Records.record;

import org.junit.jupiter.api.Test;

class OneToOneSlotRingTest {
    @Test
    void shouldRefuseAndCountWhenExactlyFull() {
        for (int slots : new int[] {1, 2, 3, 4, 5, 50}) {
            var ring = new OneToOneSlotRing(slots, 16);
            for (int lap = 0; lap < 3; lap++) {
                for (int i = 0; i < slots; i++) {
                    assertThat(ring.count()).isEqualTo(i);
                    assertThat(offer(ring, record(i, i % 17))).isTrue();
                }
                assertThat(offer(ring, record(99, 1))).isFalse();
                assertThat(ring.claim()).isEqualTo(-1);
                assertThat(ring.refused()).isEqualTo(2L * (lap + 1));
                for (int i = 0; i < slots; i++) {
                    assertThat(drain(ring, 1)).containsExactly(record(i, i % 17));
                }
                assertThat(ring.isEmpty()).isTrue();
            }
        }
    }

    @Test
    void shouldTakeLengthsUpToTheSlotOnly() {
        var ring = new OneToOneSlotRing(4, 60);
        assertThat(offer(ring, record(1, 59))).isTrue();
        assertThat(offer(ring, record(2, 60))).isTrue();
        assertThatThrownBy(() -> offer(ring, record(3, 61)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("record of 61 octets, a slot has 60");
        assertThat(ring.count()).isEqualTo(2);
        assertThat(drain(ring, 9)).containsExactly(record(1, 59), record(2, 60));
    }

    @Test
    void shouldTakeSizesInTheirRangeOnly() {
        assertThatThrownBy(() -> new OneToOneSlotRing(0, 64))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OneToOneSlotRing(64, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OneToOneSlotRing((1 << 20) + 1, 1 << 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2097152 places of 1024 octets");
        assertThatThrownBy(() -> new OneToOneSlotRing(Integer.MAX_VALUE, Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OneToOneSlotRing(4, 64, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new OneToOneSlotRing(24, 1514).capacitySlots()).isEqualTo(24);
        assertThat(new OneToOneSlotRing(24, 1514).slotOctets()).isEqualTo(1514);
    }

    @Test
    void shouldWriteInPlaceBetweenClaimAndCommit() {
        var ring = new OneToOneSlotRing(3, 16);
        for (int lap = 0; lap < 10; lap++) {
            int offset = ring.claim();
            byte[] record = record(lap, lap + 1);
            System.arraycopy(record, 0, ring.octets(), offset, record.length);
            ring.commit(record.length);
            byte[] target = new byte[20];
            assertThat(ring.nextLength()).isEqualTo(lap + 1);
            assertThat(ring.poll(target, 3)).isEqualTo(lap + 1);
            assertThat(target).containsSequence(record);
        }
        assertThat(ring.poll(new byte[16], 0)).isEqualTo(-1);
    }

    @Test
    void shouldNameTheBrokenClaim() {
        var ring = new OneToOneSlotRing(3, 16);
        assertThatThrownBy(() -> ring.commit(0)).isInstanceOf(IllegalStateException.class);
        ring.claim();
        assertThatThrownBy(ring::claim).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> offer(ring, record(1, 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.commit(17)).isInstanceOf(IllegalArgumentException.class);
        ring.giveUpClaim();
        assertThat(ring.isEmpty()).isTrue();
        assertThat(offer(ring, record(1, 1))).isTrue();
    }

    @Test
    void shouldShowABatchOnlyWhenItIsWholeFlushedOrTheRingIsFull() {
        var ring = new OneToOneSlotRing(5, 16, 3);
        offer(ring, record(1, 4));
        offer(ring, record(2, 4));
        assertThat(drain(ring, 9)).isEmpty();
        ring.flush();
        assertThat(drain(ring, 1)).hasSize(1);
        for (int i = 0; i < 4; i++) {
            offer(ring, record(i, 4));
        }
        assertThat(ring.count()).isEqualTo(4);
        assertThat(offer(ring, record(9, 4))).isFalse();
        assertThat(ring.count()).isEqualTo(5);
        assertThat(drain(ring, 9)).hasSize(5);
    }

    @Test
    void shouldCountTheRecordAsConsumedWhenItsHandlerThrows() {
        var ring = new OneToOneSlotRing(4, 16);
        offer(ring, record(1, 8));
        offer(ring, record(2, 8));
        RecordHandler faulty =
                (_, _, _) -> {
                    throw new IllegalStateException("driver");
                };
        assertThatThrownBy(() -> ring.drain(faulty, 9)).hasMessage("driver");
        assertThat(drain(ring, 9)).containsExactly(record(2, 8));
    }
}
