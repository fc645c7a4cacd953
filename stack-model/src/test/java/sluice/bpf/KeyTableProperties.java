package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KeyTableProperties {
    @Property(tries = 100)
    void shouldHoldWhatWasPutInAndNothingElse(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 3000) int count) {
        Random random = new Random(seed);
        int spread = 1 << random.nextInt(2, 31);
        Set<Integer> numbers =
                random.ints(count, -spread / 8, spread).boxed().collect(Collectors.toSet());

        List<KeyTable> tables = KeyTable.of(numbers.stream().mapToInt(Integer::intValue).toArray());

        for (int i = 0; i < 4 * count; i++) {
            int number = i % 2 == 0 ? random.nextInt(-spread, spread) : i - count;
            assertThat(tables.stream().anyMatch(table -> table.holds(number)))
                    .isEqualTo(numbers.contains(number));
        }
        assertThat(numbers)
                .allMatch(number -> tables.stream().anyMatch(table -> table.holds(number)));
        assertThat(tables).hasSizeLessThan(12);
    }
}
