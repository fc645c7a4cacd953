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

/**
 * Work that schedules work, arms timers and is charged, without a seed: the scheduler against a
 * list that is sorted by (time, level, sequence) before each event.
 */
class EventOrderProperties {
    private static final int EVENTS_MAX = 300;

    /** What the n-th event to run does: schedule {@code children}, then use the CPU. */
    record Plan(List<Child> children, long chargedNanos) {}

    record Child(long delay, int level, boolean timer) {}

    record Ran(int id, long at) {}

    @Provide
    Arbitrary<List<Plan>> plans() {
        var child =
                Combinators.combine(
                                Arbitraries.longs().between(0, 3).map(d -> Math.max(0, d - 1)),
                                Arbitraries.integers().between(0, 3),
                                Arbitraries.integers().between(0, 4).map(t -> t == 0))
                        .as(Child::new);
        var charge = Arbitraries.longs().between(-8, 2).map(c -> Math.max(0, c));
        return Combinators.combine(child.list().ofMaxSize(3), charge)
                .as(Plan::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(80);
    }

    @Property(tries = 500)
    void shouldRunInTheOrderOfASortedList(@ForAll("plans") List<Plan> plans) {
        assertThat(scheduled(plans)).isEqualTo(sorted(plans));
    }

    private static final class Scheduled {
        final VirtualScheduler scheduler = VirtualScheduler.inOrder();
        final Cpu cpu = new Cpu("h/cpu0", scheduler, CostTable.ZERO, 1000);
        final Lane[] lanes = {scheduler.wire(), cpu.interrupt(), cpu.deferred(), cpu.thread()};
        final Handler<Integer> work = this::run;
        final List<Ran> ran = new ArrayList<>();
        final List<Plan> plans;
        int ids;

        Scheduled(List<Plan> plans) {
            this.plans = plans;
        }

        void start(Child child) {
            int id = ids++;
            Lane lane = lanes[child.level()];
            if (child.timer()) scheduler.timer(lane, () -> run(id)).arm(child.delay());
            else scheduler.schedule(child.delay(), lane, work, id);
        }

        void run(int id) {
            Plan plan = plans.get(ran.size() % plans.size());
            ran.add(new Ran(id, scheduler.nowNanos()));
            plan.children().forEach(this::start);
            cpu.charge(plan.chargedNanos());
            if (plan.chargedNanos() == 1) plan.children().forEach(this::start);
        }
    }

    private static List<Ran> scheduled(List<Plan> plans) {
        var run = new Scheduled(plans);
        for (int level = 0; level < 4; level++) run.start(new Child(0, level, false));
        while (run.ran.size() < EVENTS_MAX && run.scheduler.nextEventNanos() < Long.MAX_VALUE)
            run.scheduler.runOne();
        return run.ran;
    }

    /** The same by sorting, with one CPU's rule: charged work holds up its own level and below. */
    private static List<Ran> sorted(List<Plan> plans) {
        record Waiting(long time, int level, int id) {}
        var order =
                Comparator.comparingLong(Waiting::time)
                        .thenComparingInt(Waiting::level)
                        .thenComparingInt(Waiting::id);
        var waiting = new ArrayList<Waiting>();
        var ran = new ArrayList<Ran>();
        long[] busyUntil = new long[4];
        int ids = 0;
        for (int level = 0; level < 4; level++) waiting.add(new Waiting(0, level, ids++));
        while (ran.size() < EVENTS_MAX && !waiting.isEmpty()) {
            waiting.sort(order);
            Waiting next = waiting.removeFirst();
            int level = next.level();
            long free = 0;
            for (int i = 1; level > 0 && i <= level; i++) free = Math.max(free, busyUntil[i]);
            if (free > next.time()) {
                waiting.add(new Waiting(free, level, next.id()));
                continue;
            }
            Plan plan = plans.get(ran.size() % plans.size());
            long now = level == 0 ? next.time() : Math.max(next.time(), busyUntil[level]);
            ran.add(new Ran(next.id(), now));
            for (Child child : plan.children())
                waiting.add(new Waiting(now + child.delay(), child.level(), ids++));
            long charged = plan.chargedNanos();
            if (level > 0 && charged > 0) {
                busyUntil[level] = Math.max(busyUntil[level], now) + charged;
                for (int i = level + 1; i < 4; i++) if (busyUntil[i] > now) busyUntil[i] += charged;
            }
            if (charged != 1) continue;
            long later = level == 0 ? next.time() : Math.max(next.time(), busyUntil[level]);
            for (Child child : plan.children())
                waiting.add(new Waiting(later + child.delay(), child.level(), ids++));
        }
        return ran;
    }
}
