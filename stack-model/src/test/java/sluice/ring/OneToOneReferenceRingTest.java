package sluice.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OneToOneReferenceRingTest {
    @Test
    void shouldRefuseAndCountWhenExactlyFull() {
        for (int slots : new int[] {1, 2, 3, 4, 50}) {
            for (long start : new long[] {0, Long.MAX_VALUE - 1, -2}) {
                var ring = new OneToOneReferenceRing<Integer>(slots, 1, start);
                for (int i = 0; i < slots; i++) {
                    assertThat(ring.offer(i)).isTrue();
                }
                assertThat(ring.offer(99)).isFalse();
                assertThat(ring.refused()).isEqualTo(1);
                assertThat(ring.count()).isEqualTo(slots).isEqualTo(ring.capacitySlots());
                for (int i = 0; i < slots; i++) {
                    assertThat(ring.poll()).isEqualTo(i);
                }
                assertThat(ring.poll()).isNull();
            }
        }
    }

    @Test
    void shouldDrainInOrderUpToTheLimit() {
        var ring = new OneToOneReferenceRing<String>(4);
        ring.offer("a");
        ring.offer("b");
        ring.offer("c");
        List<String> drained = new ArrayList<>();
        assertThat(ring.drain(drained::add, 2)).isEqualTo(2);
        assertThat(drained).containsExactly("a", "b");
        assertThat(ring.drain(drained::add, 9)).isEqualTo(1);
        assertThat(ring.drain(drained::add, 9)).isZero();
        assertThat(drained).containsExactly("a", "b", "c");
    }

    @Test
    void shouldCountTheElementAsTakenWhenTheConsumerThrows() {
        var ring = new OneToOneReferenceRing<String>(4);
        ring.offer("a");
        ring.offer("b");
        assertThatThrownBy(() ->
                        ring.drain(
                                _ -> {
                                    throw new IllegalStateException("driver");
                                },
                                9))
                .hasMessage("driver");
        assertThat(ring.poll()).isEqualTo("b");
    }

    @Test
    void shouldShowABatchOnlyWhenItIsWholeOrFlushed() {
        var ring = new OneToOneReferenceRing<String>(8, 3);
        ring.offer("a");
        ring.offer("b");
        assertThat(ring.poll()).isNull();
        ring.offer("c");
        assertThat(ring.poll()).isEqualTo("a");
        ring.offer("d");
        assertThat(ring.count()).isEqualTo(2);
        ring.flush();
        assertThat(ring.count()).isEqualTo(3);
    }

    @Test
    void shouldTakeCapacitiesInTheirRangeOnly() {
        assertThatThrownBy(() -> new OneToOneReferenceRing<String>(0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OneToOneReferenceRing<String>((1 << 28) + 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OneToOneReferenceRing<String>(4, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
