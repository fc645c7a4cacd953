package sluice.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
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
        ACCEPT(AcceptAll::new),
        DROP(() -> new DropUdp(9)),
        QUEUE(() -> new QueueUdp(0, 4, false)),
        QUEUE_OR_BYPASS(() -> new QueueUdp(9, 5, true)),
        REPEAT(() -> new RepeatUdp(2)),
        CHANGE(() -> new SetTtl(9));

        private final Supplier<NfHook> hook;

        Behaved(Supplier<NfHook> hook) {
            this.hook = hook;
        }
    }

    @Provide
    Arbitrary<Behaved> behaved() {
        return Arbitraries.of(Behaved.class);
    }

    @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
    void shouldAccuseNoHookThatKeepsTheContract(
            @ForAll HookSchedule schedule, @ForAll("behaved") Behaved which) {
        schedule.play(which.hook);
    }

    @Property(tries = 50, edgeCases = EdgeCasesMode.NONE)
    void shouldPlayTheSameAgain(@ForAll HookSchedule schedule, @ForAll("behaved") Behaved which) {
        HookPlay first = schedule.run(which.hook);
        assertThat(schedule.run(which.hook)).isEqualTo(first);
    }
}
