package sluice.userland;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Both rings against a plain queue, and the rule about their indices. */
class RingRulesProperties {
    private static final int OCTETS_MAX = 64;

    /** Steps: 0 to 64 puts a record of so many octets, less than 0 gets one. */
    @Property(tries = 500)
    void keepsOrderAndNeverBreaksTheRule(
            @ForAll RingKind kind,
            @ForAll @IntRange(min = 1, max = 9) int slots,
            @ForAll @Size(max = 120) List<@IntRange(min = -64, max = 64) Integer> steps) {
        var rules = new UserRules();
        var ring = new CheckedRing(InspectionRing.of(kind, slots, OCTETS_MAX), rules, "ring");
        var model = new ArrayDeque<byte[]>();
        byte[] got = new byte[OCTETS_MAX];
        long refused = 0;
        int mark = 0;
        for (int step : steps) {
            if (step < 0) {
                int length = ring.poll(got, 0);
                byte[] expected = model.poll();
                assertThat(length).isEqualTo(expected == null ? -1 : expected.length);
                if (expected != null)
                    assertThat(java.util.Arrays.copyOf(got, length)).isEqualTo(expected);
                continue;
            }
            byte[] record = new byte[step];
            java.util.Arrays.fill(record, (byte) ++mark);
            boolean taken = ring.offer(record, 0, step);
            if (kind == RingKind.SLOTS) assertThat(taken).isEqualTo(model.size() < slots);
            if (kind == RingKind.OCTETS && model.size() < slots) assertThat(taken).isTrue();
            if (taken) model.add(record);
            else refused++;
        }
        assertThat(ring.refused()).isEqualTo(refused);
        assertThat(rules.findings()).isEmpty();
    }
}
