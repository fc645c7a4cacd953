package sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class UserThreadTest {
    private final VirtualScheduler scheduler = VirtualScheduler.inOrder();
    private final Cpu cpu = new Cpu("h/cpu0", scheduler, CostTable.ZERO, 100);
    private final List<String> log = new ArrayList<>();

    @Test
    void shouldNotRunBeforeTheCpuGetsToIt() {
        var thread = cpu.start("app", 8, self -> log.add("ran"));
        assertThat(log).isEmpty();
        scheduler.run(0, 10);
        assertThat(log).containsExactly("ran");
        assertThat(thread.ended()).isTrue();
        assertThat(thread.failure()).isNull();
    }

    @Test
    void shouldKeepTheFailureOfAProgramAndLetOthersGoOn() {
        var bad =
                cpu.start(
                        "bad",
                        8,
                        self -> {
                            throw new IllegalStateException("no such file");
                        });
        cpu.start("good", 8, self -> log.add("good"));
        scheduler.run(0, 10);
        assertThat(bad.failure()).hasMessage("no such file");
        assertThat(log).containsExactly("good");
    }

    @Test
    void shouldEndAProgramThatCallsForEverAtOneInstantAndNameIt() {
        var spinner =
                cpu.start(
                        "spinner",
                        8,
                        self -> {
                            while (true) self.systemCall();
                        });
        var zero =
                cpu.start(
                        "zero",
                        8,
                        self -> {
                            while (true) self.compute(0);
                        });
        cpu.start("other", 8, self -> log.add("other"));
        scheduler.run(0, 100);
        assertThat(spinner.failure()).hasMessageContaining("program spinner made");
        assertThat(zero.failure()).hasMessageContaining("program zero made");
        assertThat(log).containsExactly("other");
    }

    @Test
    void shouldGiveUpAProgramThatNeverCalls() {
        var stop = new AtomicBoolean();
        System.setProperty(UserThread.SILENT_SECONDS_MAX, "1");
        try {
            var silent =
                    cpu.start(
                            "silent",
                            8,
                            self -> {
                                while (!stop.get()) Thread.onSpinWait();
                                self.sleep(1); // must not touch the run any more
                                log.add("touched");
                            });
            cpu.start("other", 8, self -> log.add("other"));
            scheduler.run(10, 100);
            assertThat(silent.failure()).hasMessageContaining("program silent ran for 1 s");
            assertThat(silent.ended()).isTrue();
            assertThat(log).containsExactly("other");
        } finally {
            System.clearProperty(UserThread.SILENT_SECONDS_MAX);
            stop.set(true);
        }
    }

    /** Believed: only silence ends a program. True: interrupting the run's thread did at once. */
    @Test
    void shouldNotGiveUpAProgramBecauseTheRunsThreadWasInterrupted() {
        var thread =
                cpu.start(
                        "app",
                        8,
                        self -> {
                            self.compute(10);
                            log.add("done");
                        });
        Thread.currentThread().interrupt();
        scheduler.run(100, 100);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thread.failure()).isNull();
        assertThat(log).containsExactly("done");
    }

    @Test
    void shouldUnwindWaitingProgramsWhenTheRunIsOver() {
        var waiting =
                cpu.start(
                        "waiting",
                        8,
                        self -> {
                            try {
                                self.await(WaitableEvent.autoReset());
                            } finally {
                                log.add("closed");
                            }
                        });
        var computing = cpu.start("computing", 8, self -> self.compute(1_000_000));
        var unstarted = new ArrayList<UserThread>();
        scheduler.run(10, 100);
        unstarted.add(cpu.start("unstarted", 8, self -> log.add("never")));
        cpu.stopAll();
        assertThat(log).containsExactly("closed");
        assertThat(waiting.ended() && computing.ended()).isTrue();
        assertThat(unstarted.getFirst().ended()).isTrue();
        assertThat(waiting.failure()).isNull();
        scheduler.run(10_000_000, 1000); // leftovers in the heap do nothing
        assertThat(log).containsExactly("closed");
    }

    /** Believed: a stopped program ends. True: one that called again while unwinding hung on. */
    @Test
    void shouldEndAProgramThatCallsWhileItIsUnwound() {
        var stubborn =
                cpu.start(
                        "stubborn",
                        8,
                        self -> {
                            try {
                                self.sleep(1000);
                            } finally {
                                self.sleep(1000);
                            }
                        });
        scheduler.run(10, 100);
        cpu.stopAll();
        assertThat(stubborn.ended()).isTrue();
        assertThat(stubborn.failure()).isNull();
    }

    @Test
    void shouldTakeTurnsByYielding() {
        UserProgram polite =
                self -> {
                    for (int i = 0; i < 3; i++) {
                        log.add(self.name() + i);
                        self.yieldCpu();
                    }
                };
        cpu.start("a", 8, polite);
        cpu.start("b", 8, polite);
        scheduler.run(0, 100);
        assertThat(log).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    }

    /** Believed: time passes. True: as each switch was charged, they passed the CPU on for ever. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldLetTheClockRunBetweenThreadsThatOnlyYieldAndCostSwitches() {
        var priced = new Cpu("h/cpu1", scheduler, new CostTable(0, 40, 0, 0, 0, 0), 100);
        UserProgram polite =
                self -> {
                    while (true) self.yieldCpu();
                };
        var one = priced.start("a", 8, polite);
        var other = priced.start("b", 8, polite);
        scheduler.schedule(1000, priced.interrupt(), log::add, "interrupt");
        scheduler.run(2000, 1000);
        assertThat(log).containsExactly("interrupt");
        assertThat(one.failure()).isNull();
        assertThat(other.failure()).isNull();
        assertThat(scheduler.nowNanos()).isGreaterThanOrEqualTo(1000L);
        priced.stopAll();
    }

    /** Believed: a system call lets others run. True: a higher thread waited for the next wait. */
    @Test
    void shouldLetAHigherThreadInAtASystemCall() {
        var event = WaitableEvent.autoReset();
        cpu.start(
                "high",
                9,
                self -> {
                    self.await(event);
                    log.add("high");
                });
        cpu.start(
                "low",
                8,
                self -> {
                    event.set();
                    log.add("low sets");
                    self.systemCall();
                    log.add("low goes on");
                });
        scheduler.run(0, 100);
        assertThat(log).containsExactly("low sets", "high", "low goes on");
    }

    @Test
    void shouldUseTheCpuForThePriceOfASystemCall() {
        var priced = new Cpu("h/cpu1", scheduler, new CostTable(5, 0, 0, 0, 0, 0), 100);
        var thread =
                priced.start(
                        "app",
                        8,
                        self -> {
                            self.systemCall();
                            self.systemCall();
                            log.add("@" + self.nowNanos());
                        });
        scheduler.run(100, 100);
        assertThat(log).containsExactly("@10");
        assertThat(thread.usedNanos()).isEqualTo(10);
    }

    @Test
    void shouldTellATimeoutFromASignal() {
        var event = WaitableEvent.autoReset();
        cpu.start(
                "app",
                8,
                self -> {
                    log.add(self.await(event, 10) + "@" + self.nowNanos());
                    log.add(self.await(event, 10) + "@" + self.nowNanos());
                    log.add(self.await(event, -1) + "@" + self.nowNanos());
                });
        scheduler.schedule(15, scheduler.wire(), WaitableEvent::set, event);
        scheduler.run(100, 100);
        assertThat(log).containsExactly("false@10", "true@15", "false@15");
        assertThat(event.signalled()).isFalse();
    }

    @Test
    void shouldRunManyProgramsTheSameWayTwice() {
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 20; seed++) {
            List<String> race = raceOfFour(seed);
            assertThat(raceOfFour(seed)).isEqualTo(race);
            orders.add(race);
        }
        assertThat(orders).hasSizeGreaterThan(1);
    }

    @Test
    void shouldEndAProgramWhereverItIsAndLeaveTheCpuToOthers() {
        var event = WaitableEvent.autoReset();
        var killed = new ArrayList<UserThread>();
        killed.add(cpu.start("computing", 9, self -> self.compute(1_000)));
        killed.add(cpu.start("waiting", 8, self -> self.await(event)));
        killed.add(cpu.start("sleeping", 8, self -> self.sleep(500)));
        for (UserThread each : killed)
            scheduler.schedule(300, cpu.thread(), UserThread::kill, each);
        cpu.start(
                "other",
                7,
                self -> {
                    self.compute(100);
                    log.add("other at " + self.nowNanos());
                    self.await(event);
                    log.add("signal");
                });
        scheduler.schedule(600, scheduler.wire(), WaitableEvent::set, event);
        scheduler.run(10_000, 1000);
        assertThat(killed).allMatch(each -> each.ended() && each.failure() == null);
        assertThat(killed.getFirst().usedNanos()).isEqualTo(300);
        // The processor is free from 300 on, and the signal goes to who still waits.
        assertThat(log).containsExactly("other at 400", "signal");
        killed.getFirst().kill();
    }

    private static List<String> raceOfFour(long seed) {
        var run = VirtualScheduler.shuffled(seed);
        var processor = new Cpu("h/cpu0", run, CostTable.ZERO, 100);
        var event = WaitableEvent.autoReset();
        var seen = new ArrayList<String>();
        for (int i = 0; i < 4; i++) {
            processor.start(
                    "p" + i,
                    8,
                    self -> {
                        for (int round = 0; round < 5; round++) {
                            self.await(event, 7);
                            seen.add(self.name() + "@" + self.nowNanos());
                        }
                    });
        }
        for (int i = 0; i < 10; i++) run.schedule(i * 3L, run.wire(), WaitableEvent::set, event);
        run.run(1000, 10_000);
        processor.stopAll();
        return seen;
    }
}
