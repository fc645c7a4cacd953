package sluice.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sluice.ring.Records.drain;
import static sluice.ring.Records.offer;
import static sluice.ring.Records.record;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneToOneByteRingTest {
    @Test
    void shouldHandOverInTheOrderOfOffers() {
        var ring = new OneToOneByteRing(64);
        assertThat(offer(ring, record(1, 5))).isTrue();
        assertThat(offer(ring, record(2, 0))).isTrue();
        assertThat(offer(ring, record(3, 9))).isTrue();

        assertThat(drain(ring, 10)).containsExactly(record(1, 5), record(2, 0), record(3, 9));
        assertThat(ring.isEmpty()).isTrue();
        assertThat(ring.refused()).isZero();
    }

    @Test
    void shouldRefuseAndCountWhenExactlyFull() {
        var ring = new OneToOneByteRing(64);
        for (int i = 0; i < 4; i++) {
            assertThat(offer(ring, record(i, 12))).isTrue();
        }
        assertThat(ring.usedOctets()).isEqualTo(64);

        assertThat(offer(ring, record(9, 0))).isFalse();
        assertThat(ring.claim(0)).isEqualTo(-1);
        assertThat(ring.refused()).isEqualTo(2);
        assertThat(drain(ring, 1)).containsExactly(record(0, 12));
        assertThat(offer(ring, record(4, 12))).isTrue();
        assertThat(drain(ring, 9))
                .containsExactly(record(1, 12), record(2, 12), record(3, 12), record(4, 12));
    }

    @Test
    void shouldKeepToACapacityThatIsNoPowerOfTwo() {
        var ring = new OneToOneByteRing(100);
        for (int lap = 0; lap < 50; lap++) {
            int taken = 0;
            while (offer(ring, record(lap, 6))) {
                taken++;
                assertThat(ring.usedOctets()).isBetween(12, 100);
            }
            assertThat(taken).isBetween(7, 8); // 8 of 12 octets, one fewer where padding is needed
            assertThat(drain(ring, 3)).hasSize(3);
            assertThat(drain(ring, 99)).hasSize(taken - 3);
        }
    }

    @Test
    void shouldTakeTheLongestRecordFromEveryPlaceWhenEmpty() {
        for (int capacity : new int[] {16, 17, 36, 64, 100}) {
            var ring = new OneToOneByteRing(capacity);
            for (int start = 0; start < 64; start++) {
                assertThat(offer(ring, record(start, ring.lengthMax()))).isTrue();
                assertThat(drain(ring, 9)).containsExactly(record(start, ring.lengthMax()));
                assertThat(offer(ring, record(start, 0))).isTrue(); // moves on by one header
                assertThat(drain(ring, 9)).hasSize(1);
            }
            assertThat(ring.refused()).isZero();
        }
    }

    @Test
    void shouldWrapAtEveryOffset() {
        for (int start = 0; start < 64; start += 4) {
            for (int length = 0; length <= 28; length++) {
                var ring = new OneToOneByteRing(64);
                for (int i = 0; i < start; i += 4) {
                    offer(ring, record(0, 0));
                    drain(ring, 1);
                }
                assertThat(offer(ring, record(1, length))).isTrue();
                byte[] target = new byte[length + 2];
                assertThat(ring.nextLength()).isEqualTo(length);
                assertThat(ring.poll(target, 1)).isEqualTo(length);
                byte[] expected = new byte[length + 2];
                System.arraycopy(record(1, length), 0, expected, 1, length);
                assertThat(target).isEqualTo(expected);
                assertThat(ring.usedOctets()).isZero();
            }
        }
    }

    @Test
    void shouldTakeLengthsUpToTheLimitOnly() {
        var ring = new OneToOneByteRing(64);
        assertThat(ring.lengthMax()).isEqualTo(28);
        assertThat(offer(ring, record(1, 27))).isTrue();
        assertThat(offer(ring, record(2, 28))).isTrue();
        assertThatThrownBy(() -> offer(ring, record(3, 29)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("record of 29 octets, the longest allowed is 28");
        assertThatThrownBy(() -> ring.claim(29)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.claim(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ring.offer(new byte[8], 4, 5))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(drain(ring, 9)).containsExactly(record(1, 27), record(2, 28));
    }

    @Test
    void shouldTakeCapacitiesInTheirRangeOnly() {
        assertThatThrownBy(() -> new OneToOneByteRing(15))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("capacity of 15 octets, allowed are 16 to");
        assertThatThrownBy(() -> new OneToOneByteRing((1 << 30) + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OneToOneByteRing(64, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new OneToOneByteRing(16).capacityOctets()).isEqualTo(16);
        assertThat(new OneToOneByteRing(17).capacityOctets()).isEqualTo(17);
    }

    @Test
    void shouldWriteInPlaceBetweenClaimAndCommit() {
        var ring = new OneToOneByteRing(64);
        for (int lap = 0; lap < 40; lap++) {
            int offset = ring.claim(17);
            assertThat(ring.isEmpty()).isTrue();
            byte[] record = record(lap, lap % 18);
            System.arraycopy(record, 0, ring.octets(), offset, record.length);
            ring.commit(record.length);
            assertThat(drain(ring, 9)).containsExactly(record);
        }
    }

    @Test
    void shouldLeaveNothingBehindWhenAClaimIsGivenUp() {
        var ring = new OneToOneByteRing(64);
        offer(ring, record(1, 20));
        offer(ring, record(2, 20));
        drain(ring, 2);
        int offset = ring.claim(20); // after padding, at the start
        assertThat(offset).isEqualTo(OneToOneByteRing.HEADER_OCTETS);
        ring.giveUpClaim();
        ring.giveUpClaim();
        assertThat(ring.usedOctets()).isZero();
        assertThat(offer(ring, record(3, 8))).isTrue(); // fits before the end
        assertThat(ring.usedOctets()).isEqualTo(12);
        assertThat(drain(ring, 9)).containsExactly(record(3, 8));
    }

    @Test
    void shouldNameTheBrokenClaim() {
        var ring = new OneToOneByteRing(64);
        assertThatThrownBy(() -> ring.commit(0)).isInstanceOf(IllegalStateException.class);
        ring.claim(8);
        assertThatThrownBy(() -> ring.claim(8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("claim of 8 octets");
        assertThatThrownBy(() -> offer(ring, record(1, 1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ring.commit(9))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("commit of 9 octets, claimed were 8");
        ring.commit(8);
        assertThat(ring.nextLength()).isEqualTo(8);
    }

    @Test
    void shouldShowABatchOnlyWhenItIsWholeOrFlushed() {
        var ring = new OneToOneByteRing(256, 3);
        offer(ring, record(1, 4));
        offer(ring, record(2, 4));
        assertThat(ring.isEmpty()).isTrue();
        assertThat(drain(ring, 9)).isEmpty();
        offer(ring, record(3, 4));
        assertThat(drain(ring, 9)).hasSize(3);
        offer(ring, record(4, 4));
        assertThat(ring.nextLength()).isEqualTo(-1);
        ring.flush();
        assertThat(drain(ring, 9)).containsExactly(record(4, 4));
        ring.flush();
        assertThat(ring.isEmpty()).isTrue();
    }

    @Test
    void shouldPublishAnUnfinishedBatchWhenFull() {
        var ring = new OneToOneByteRing(64, 1000);
        for (int i = 0; i < 4; i++) {
            offer(ring, record(i, 12));
        }
        assertThat(drain(ring, 9)).isEmpty();
        assertThat(offer(ring, record(4, 12))).isFalse();
        assertThat(drain(ring, 9)).hasSize(4);
    }

    @Test
    void shouldKeepTheRecordWhenTheTargetIsTooShort() {
        var ring = new OneToOneByteRing(64);
        offer(ring, record(1, 8));
        assertThatThrownBy(() -> ring.poll(new byte[8], 1))
                .isInstanceOf(IndexOutOfBoundsException.class);
        byte[] target = new byte[8];
        assertThat(ring.poll(target, 0)).isEqualTo(8);
        assertThat(target).isEqualTo(record(1, 8));
        assertThat(ring.poll(target, 0)).isEqualTo(-1);
    }

    @Test
    void shouldCountTheRecordAsConsumedWhenItsHandlerThrows() {
        var ring = new OneToOneByteRing(64);
        offer(ring, record(1, 8));
        offer(ring, record(2, 8));
        assertThatThrownBy(() ->
                        ring.drain(
                                (_, _, _) -> {
                                    throw new IllegalStateException("driver");
                                },
                                9))
                .hasMessage("driver");
        assertThat(drain(ring, 9)).containsExactly(record(2, 8));
    }

    @Test
    void shouldEndEvenIfTheHandlerOffersForEveryRecord() {
        var ring = new OneToOneByteRing(256);
        offer(ring, record(1, 8));
        List<Boolean> taken = new ArrayList<>();
        int first = ring.drain((o, at, length) -> taken.add(ring.offer(o, at, length)), 1000);
        assertThat(first).isBetween(1, 2);
        assertThat(taken).containsOnly(true);
        assertThat(drain(ring, 9)).hasSize(1);
    }

    @Test
    void shouldGiveRoomBackDuringALongDrain() {
        var ring = new OneToOneByteRing(64);
        for (int i = 0; i < 4; i++) {
            offer(ring, record(i, 12));
        }
        List<Boolean> taken = new ArrayList<>();
        ring.drain((_, _, _) -> taken.add(offer(ring, record(9, 12))), 4);
        assertThat(taken.getFirst()).isFalse();
        assertThat(taken.getLast()).isTrue();
    }

    @Test
    void shouldDrainNothingForALimitOfZeroOrLess() {
        var ring = new OneToOneByteRing(64);
        offer(ring, record(1, 8));
        assertThat(drain(ring, 0)).isEmpty();
        assertThat(drain(ring, -1)).isEmpty();
        assertThat(drain(ring, 1)).hasSize(1);
    }
}
