package sluice.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VirtualSchedulerTest {
    @Test
    void shouldRunOtherLegalOrdersUnderOtherSeeds() {
        Set<List<Integer>> orders = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            var scheduler = VirtualScheduler.shuffled(seed);
            var order = new ArrayList<Integer>();
            for (int i = 0; i < 4; i++) scheduler.schedule(5, scheduler.wire(), order::add, i);
            scheduler.run(Long.MAX_VALUE, 100);
            orders.add(order);
        }
        assertThat(orders.size()).isGreaterThan(12); // of 24
    }

    @Test
    void shouldStopAtTheBudgetOfEvents() {
        var scheduler = VirtualScheduler.inOrder();
        var timer = new Timer[1];
        timer[0] = scheduler.timer(scheduler.wire(), () -> timer[0].arm(0)); // a livelock
        timer[0].arm(0);
        assertThat(scheduler.run(100, 1000)).isFalse();
        assertThat(scheduler.eventsRun()).isEqualTo(1000);
        assertThat(scheduler.nowNanos()).isZero();
    }

    @Test
    void shouldMoveTimeOnToTheAskedEndOnly() {
        var scheduler = VirtualScheduler.inOrder();
        var ran = new ArrayList<Long>();
        scheduler.schedule(10, scheduler.wire(), ran::add, 10L);
        scheduler.schedule(11, scheduler.wire(), ran::add, 11L);
        assertThat(scheduler.run(10, 100)).isTrue();
        assertThat(ran).containsExactly(10L);
        assertThat(scheduler.nowNanos()).isEqualTo(10);
        scheduler.run(20, 100);
        assertThat(scheduler.nowNanos()).isEqualTo(20);
        assertThat(scheduler.runOne()).isFalse();
    }

    /** Believed: an event beyond the end of time never runs. True: running to the end ran it. */
    @Test
    void shouldNeverRunWhatIsDueAtTheEndOfTime() {
        var scheduler = VirtualScheduler.inOrder();
        scheduler.run(5, 10);
        var ran = new ArrayList<String>();
        scheduler.schedule(Long.MAX_VALUE, scheduler.wire(), ran::add, "never");
        assertThat(scheduler.run(Long.MAX_VALUE, 10)).isTrue();
        assertThat(scheduler.runOne()).isFalse();
        assertThat(ran).isEmpty();
        assertThat(scheduler.nowNanos()).isEqualTo(5);
    }

    @Test
    void shouldRefuseADelayIntoThePast() {
        var scheduler = VirtualScheduler.inOrder();
        assertThatThrownBy(() -> scheduler.schedule(-1, scheduler.wire(), x -> {}, ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(scheduler.pending()).isZero();
    }

    @Test
    void shouldStayUsableAfterWorkThrew() {
        var scheduler = VirtualScheduler.inOrder();
        var cpu = new Cpu("h/cpu0", scheduler, CostTable.ZERO, 1000);
        var ran = new ArrayList<String>();
        scheduler.schedule(
                1,
                cpu.deferred(),
                x -> {
                    throw new IllegalStateException(x);
                },
                "oops");
        scheduler.schedule(1, cpu.deferred(), ran::add, "next");
        assertThatThrownBy(() -> scheduler.run(9, 10)).hasMessage("oops");
        assertThat(scheduler.running().level()).isEqualTo(Level.WIRE);
        scheduler.run(9, 10);
        assertThat(ran).containsExactly("next");
    }

    @Test
    void shouldLetAnInterruptInAtAnInterruptionPointUnderSomeSeedsOnly() {
        int came = 0;
        for (long seed = 0; seed < 200; seed++) {
            var scheduler = VirtualScheduler.shuffled(seed);
            var cpu = new Cpu("h/cpu0", scheduler, CostTable.ZERO, 1000);
            var log = new ArrayList<String>();
            scheduler.schedule(
                    0,
                    cpu.deferred(),
                    x -> {
                        scheduler.schedule(0, cpu.interrupt(), log::add, "interrupt");
                        scheduler.schedule(0, cpu.deferred(), log::add, "deferred");
                        scheduler.interruptionPoint();
                        log.add("rest");
                    },
                    "");
            scheduler.run(10, 100);
            assertThat(log).containsExactlyInAnyOrder("interrupt", "rest", "deferred");
            assertThat(log).endsWith("deferred"); // never nested into work of its own level
            if (log.getFirst().equals("interrupt")) came++;
        }
        assertThat(came).isBetween(20, 100); // one in four
    }

    @Test
    void shouldNotLetAnInterruptInWithoutASeed() {
        var scheduler = VirtualScheduler.inOrder();
        var cpu = new Cpu("h/cpu0", scheduler, CostTable.ZERO, 1000);
        var log = new ArrayList<String>();
        scheduler.schedule(
                0,
                cpu.deferred(),
                x -> {
                    scheduler.schedule(0, cpu.interrupt(), log::add, "interrupt");
                    for (int i = 0; i < 100; i++) scheduler.interruptionPoint();
                    log.add("rest");
                },
                "");
        scheduler.run(10, 100);
        assertThat(log).containsExactly("rest", "interrupt");
    }

    /** What ran, in order: work on a softirq that raises an interrupt, and the interrupt. */
    private static List<String> raisedInTheMidst(VirtualScheduler scheduler, CostTable costs) {
        var cpu = new Cpu("h/cpu0", scheduler, costs, 1000);
        var ran = new ArrayList<String>();
        scheduler.schedule(
                0,
                cpu.deferred(),
                _ -> {
                    ran.add("begin");
                    cpu.charge(costs.deferredNanos());
                    scheduler.interrupt(cpu.interrupt(), ran::add, "interrupt");
                    ran.add("end");
                },
                "");
        scheduler.run(1_000_000, 100);
        return ran;
    }

    @Test
    void shouldLetAnInterruptInAtOnceWhereWorkCostsNothing() {
        assertThat(raisedInTheMidst(VirtualScheduler.inOrder(), CostTable.ZERO))
                .containsExactly("begin", "interrupt", "end");
    }

    @Test
    void shouldMakeAnInterruptAnEventWhereTimeIsChargedOrASeedDraws() {
        var charged = new CostTable(0, 0, 0, 7, 0, 0);
        var costly = new CostTable(0, 0, 9, 0, 0, 0);
        assertThat(raisedInTheMidst(VirtualScheduler.inOrder(), charged))
                .containsExactly("begin", "end", "interrupt");
        assertThat(raisedInTheMidst(VirtualScheduler.inOrder(), costly))
                .containsExactly("begin", "end", "interrupt");
        assertThat(raisedInTheMidst(VirtualScheduler.shuffled(4), CostTable.ZERO))
                .containsExactly("begin", "end", "interrupt");
    }

    @Test
    void shouldNotLetAnInterruptIntoAnotherNorPastOneThatWaits() {
        var scheduler = VirtualScheduler.inOrder();
        var cpu = new Cpu("h/cpu0", scheduler, CostTable.ZERO, 1000);
        var ran = new ArrayList<String>();
        scheduler.interrupt(
                cpu.interrupt(),
                _ -> {
                    ran.add("first begins");
                    assertThat(scheduler.interrupt(cpu.interrupt(), ran::add, "second")).isFalse();
                    ran.add("first ends");
                },
                "");
        assertThat(scheduler.interrupt(cpu.interrupt(), ran::add, "third")).isFalse();
        scheduler.run(0, 100);
        assertThat(ran).containsExactly("first begins", "first ends", "second", "third");
    }
}
