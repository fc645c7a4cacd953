package sluice.bump;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

/** The window of sequence numbers beside a set of all numbers there were. */
class ReplayWindowProperties {
    @Property
    void shouldTakeEachNumberOnceAndNoneThatIsTooOld(
            @ForAll @Size(max = 300) List<@LongRange(max = 400) Long> numbers) {
        var window = new ReplayWindow();
        Set<Long> seen = new HashSet<>();
        long highest = 0;
        for (long number : numbers) {
            boolean fresh = number > 0 && number > highest - 64 && !seen.contains(number);
            assertThat(window.mayBeNew(number)).as("%d of %d", number, highest).isEqualTo(fresh);
            if (!fresh) continue;
            window.note(number);
            seen.add(number);
            highest = Math.max(highest, number);
        }
    }

    @Property
    void shouldJumpAnyDistance(@ForAll @LongRange(min = 1, max = 0xffff_ffffL) long number) {
        var window = new ReplayWindow();
        window.note(1);
        if (number == 1) return;
        assertThat(window.mayBeNew(number)).isTrue();
        window.note(number);
        assertThat(window.mayBeNew(number)).isFalse();
        assertThat(window.mayBeNew(1)).isFalse();
    }
}
