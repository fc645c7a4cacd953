package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import sluice.netfilter.NfHook;
import sluice.samples.linux.AcceptAll;
import sluice.samples.linux.DropUdp;
import sluice.samples.linux.QueueUdp;
import sluice.samples.linux.RepeatUdp;
import sluice.samples.linux.SetTtl;

/** No schedule accuses a hook that keeps its contract, and each play is the same again. */
class HookScheduleProperties {
    enum Behaved {
        ACCEPT,
        DROP,
        QUEUE,
        QUEUE_OR_BYPASS,
        REPEAT,
        CHANGE;

        NfHook hook() {
            return switch (this) {
                case ACCEPT -> new AcceptAll();
                case DROP -> new DropUdp(9);
                case QUEUE -> new QueueUdp(0, 4, false);
                case QUEUE_OR_BYPASS -> new QueueUdp(9, 5, true);
                case REPEAT -> new RepeatUdp(2);
                case CHANGE -> new SetTtl(9);
            };
        }
    }

    @Provide
    Arbitrary<Behaved> behaved() {
        return Arbitraries.of(Behaved.class);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void shouldAccuseNoHookThatKeepsTheContract(
            @ForAll HookSchedule schedule, @ForAll("behaved") Behaved which) {
        schedule.play(which::hook);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void shouldPlayTheSameAgain(@ForAll HookSchedule schedule, @ForAll("behaved") Behaved which) {
        HookPlay first = schedule.run(which::hook);
        assertThat(schedule.run(which::hook)).isEqualTo(first);
    }
}
