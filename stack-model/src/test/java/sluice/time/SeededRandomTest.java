package sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SeededRandomTest {
    private static List<Long> draws(long seed, String name) {
        var random = new SeededRandom(seed, name);
        return LongStream.generate(random::nextLong).limit(20).boxed().toList();
    }

    @Test
    void shouldGiveEachNameItsOwnStreamUnderEachSeed() {
        var streams = new HashSet<List<Long>>();
        for (long seed = -3; seed <= 3; seed++) {
            for (String name :
                    List.of("", "a", "b", "ab", "ba", "link lan", "link lan2", "\0", "é"))
                streams.add(draws(seed, name));
        }
        assertThat(streams).hasSize(7 * 9);
        assertThat(draws(5, "link lan")).isEqualTo(draws(5, "link lan"));
    }

    /** A replay must give the same numbers on every JDK and for ever: these are written down. */
    @Test
    void shouldKeepItsNumbers() {
        assertThat(draws(1, "ties").subList(0, 3))
                .containsExactly(-8765010519689024330L, -1197870852230474609L, 224930395026458556L);
    }

    @Test
    void shouldDrawProbabilitiesAsAsked() {
        var random = new SeededRandom(7, "loss");
        long hits = IntStream.range(0, 100_000).filter(i -> random.chance(0.1)).count();
        assertThat(hits).isBetween(9_500L, 10_500L);
        assertThat(random.chance(0)).isFalse();
        assertThat(random.chance(1)).isTrue();
    }

    @Test
    void shouldDrawNothingWhereTheAnswerIsKnown() {
        var one = new SeededRandom(7, "x");
        var other = new SeededRandom(7, "x");
        for (int i = 0; i < 10; i++) {
            one.chance(0);
            one.chance(1);
        }
        assertThat(one.nextLong()).isEqualTo(other.nextLong());
    }

    @Test
    void shouldSpreadBelowABound() {
        var random = new SeededRandom(7, "below");
        int[] counts = new int[7];
        for (int i = 0; i < 70_000; i++) counts[(int) random.below(7)]++;
        for (int count : counts) assertThat(count).isBetween(9_500, 10_500);
    }
}
