package sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Order of events: by time, by level, then as they came or as the seed draws. */
class VirtualSchedulerProperties {
    record Planned(long delay, int level) {}

    record Ran(int index, long at, int level) {}

    @Provide
    Arbitrary<List<Planned>> plans() {
        return Combinators.combine(
                        Arbitraries.longs().between(0, 5), Arbitraries.integers().between(0, 3))
                .as(Planned::new)
                .list()
                .ofMaxSize(60);
    }

    private static List<Ran> run(VirtualScheduler scheduler, List<Planned> plans) {
        var cpu = new Cpu("host/cpu0", scheduler, CostTable.ZERO, 1000);
        Lane[] lanes = {scheduler.wire(), cpu.interrupt(), cpu.deferred(), cpu.thread()};
        var ran = new ArrayList<Ran>();
        for (int i = 0; i < plans.size(); i++) {
            Planned plan = plans.get(i);
            int index = i;
            scheduler.<Planned>schedule(
                    plan.delay(),
                    lanes[plan.level()],
                    p -> ran.add(new Ran(index, scheduler.nowNanos(), p.level())),
                    plan);
        }
        assertThat(scheduler.run(Long.MAX_VALUE, 10_000)).isTrue();
        return ran;
    }

    @Property(tries = 200)
    void shouldKeepFirstInFirstOutWithoutASeed(@ForAll("plans") List<Planned> plans) {
        var expected = new ArrayList<Ran>();
        for (int i = 0; i < plans.size(); i++)
            expected.add(new Ran(i, plans.get(i).delay(), plans.get(i).level()));
        expected.sort(Comparator.comparingLong(Ran::at).thenComparingInt(Ran::level)); // is stable
        assertThat(run(VirtualScheduler.inOrder(), plans)).isEqualTo(expected);
    }

    @Property(tries = 200)
    void shouldRunTheSameOrderForTheSameSeedAndRespectLevels(
            @ForAll("plans") List<Planned> plans, @ForAll long seed) {
        List<Ran> first = run(VirtualScheduler.shuffled(seed), plans);
        assertThat(run(VirtualScheduler.shuffled(seed), plans)).isEqualTo(first);
        assertThat(first)
                .isSortedAccordingTo(
                        Comparator.comparingLong(Ran::at).thenComparingInt(Ran::level));
        assertThat(first.stream().map(Ran::index).sorted().toList())
                .isEqualTo(
                        run(VirtualScheduler.inOrder(), plans).stream()
                                .map(Ran::index)
                                .sorted()
                                .toList());
    }

    record TimerAction(int timer, int kind, long amount) {}

    @Provide
    Arbitrary<List<TimerAction>> timerActions() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.longs().between(0, 20))
                .as(TimerAction::new)
                .list()
                .ofMaxSize(80);
    }

    /** Arm, arm again, cancel, let time pass: each setting expires once, on time, or not at all. */
    @Property(tries = 300)
    void shouldExpireEachTimerOnceAtItsLastSetting(
            @ForAll("timerActions") List<TimerAction> actions, @ForAll boolean shuffled) {
        var scheduler = shuffled ? VirtualScheduler.shuffled(7) : VirtualScheduler.inOrder();
        long[] due = {-1, -1, -1, -1};
        Timer[] timers = new Timer[4];
        for (int i = 0; i < 4; i++) {
            int which = i;
            timers[i] =
                    scheduler.timer(
                            scheduler.wire(),
                            () -> {
                                assertThat(scheduler.nowNanos()).isEqualTo(due[which]);
                                due[which] = -1;
                            });
        }
        long now = 0;
        for (TimerAction action : actions) {
            switch (action.kind()) {
                case 0, 1 -> {
                    timers[action.timer()].arm(action.amount());
                    due[action.timer()] = now + action.amount();
                }
                case 2 -> {
                    timers[action.timer()].cancel();
                    due[action.timer()] = -1;
                }
                default -> {
                    now += action.amount();
                    scheduler.run(now, 1000);
                }
            }
            int armed = 0;
            for (int i = 0; i < 4; i++) {
                assertThat(timers[i].armed()).isEqualTo(due[i] >= 0);
                if (due[i] >= 0) armed++;
                if (action.kind() == 3) assertThat(due[i] < 0 || due[i] > now).isTrue();
            }
            assertThat(scheduler.pending()).isEqualTo(armed);
        }
    }
}
