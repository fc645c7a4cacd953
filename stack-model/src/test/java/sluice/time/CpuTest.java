package sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** Lanes with costs: what is charged keeps equal and lower work out, and lets higher work in. */
class CpuTest {
    private final VirtualScheduler scheduler = VirtualScheduler.inOrder();
    private final List<String> log = new ArrayList<>();

    private Cpu cpu(CostTable costs) {
        return new Cpu("h/cpu0", scheduler, costs, 100);
    }

    private void at(long time, Lane lane, String name, Cpu cpu, long... charges) {
        LongConsumer say = now -> log.add(name + "@" + now);
        scheduler.<String>schedule(
                time,
                lane,
                x -> {
                    say.accept(scheduler.nowNanos());
                    for (long nanos : charges) {
                        cpu.charge(nanos);
                        say.accept(scheduler.nowNanos());
                    }
                },
                name);
    }

    @Test
    void shouldKeepEqualAndLowerWorkOutWhileBusy() {
        Cpu cpu = cpu(CostTable.ZERO);
        at(0, cpu.deferred(), "dpc", cpu, 10);
        at(3, cpu.deferred(), "dpc2", cpu);
        at(3, cpu.thread(), "thread", cpu);
        at(3, scheduler.wire(), "wire", cpu);
        scheduler.run(100, 100);
        assertThat(log).containsExactly("dpc@0", "dpc@10", "wire@3", "dpc2@10", "thread@10");
    }

    @Test
    void shouldExtendWhatAnInterruptCameInto() {
        Cpu cpu = cpu(CostTable.ZERO);
        at(0, cpu.deferred(), "dpc", cpu, 10);
        at(4, cpu.interrupt(), "isr", cpu, 5, 2);
        at(5, cpu.interrupt(), "isr2", cpu, 1);
        at(6, cpu.deferred(), "dpc2", cpu);
        scheduler.run(100, 100);
        assertThat(log)
                .containsExactly(
                        "dpc@0", "dpc@10", "isr@4", "isr@9", "isr@11", "isr2@11", "isr2@12",
                        "dpc2@18"); // 10 + 5 + 2 + 1
    }

    @Test
    void shouldSayHowLongItHasWorked() {
        Cpu cpu = cpu(new CostTable(0, 7, 0, 0, 0, 0));
        at(0, cpu.deferred(), "dpc", cpu, 10);
        at(4, cpu.interrupt(), "isr", cpu, 5);
        cpu.start("a", 8, self -> self.compute(100));
        scheduler.run(1000, 1000);
        assertThat(cpu.workedNanos()).isEqualTo(10 + 5 + 7 + 100);
    }

    @Test
    void shouldNotChargeAnotherProcessor() {
        Cpu cpu = cpu(CostTable.ZERO);
        Cpu other = new Cpu("h/cpu1", scheduler, CostTable.ZERO, 100);
        at(0, cpu.deferred(), "dpc", cpu, 10);
        at(2, other.deferred(), "other", cpu, 50); // charges cpu while running on other
        at(3, cpu.deferred(), "dpc2", cpu);
        scheduler.run(100, 100);
        assertThat(log).containsExactly("dpc@0", "dpc@10", "other@2", "other@2", "dpc2@10");
    }

    /** Believed: charged interrupts push back all they interrupt. True: a computing thread lost. */
    @Test
    void shouldAddInterruptsToTheEndOfAThreadsComputing() {
        Cpu cpu = cpu(CostTable.ZERO);
        var thread =
                cpu.start(
                        "app",
                        8,
                        self -> {
                            self.compute(100);
                            log.add("app@" + self.nowNanos());
                        });
        at(50, cpu.interrupt(), "isr", cpu, 20);
        at(115, cpu.deferred(), "dpc", cpu, 30);
        scheduler.run(1000, 100);
        assertThat(log).containsExactly("isr@50", "isr@70", "dpc@115", "dpc@145", "app@150");
        assertThat(thread.usedNanos()).isEqualTo(100);
    }

    @Test
    void shouldNotCountInterruptsTwiceThatComeDuringTheContextSwitch() {
        Cpu cpu = cpu(new CostTable(0, 10, 0, 0, 0, 0));
        cpu.start(
                "app",
                8,
                self -> {
                    self.compute(50);
                    log.add("app@" + self.nowNanos());
                });
        at(5, cpu.interrupt(), "isr", cpu, 20);
        scheduler.run(1000, 100);
        assertThat(log).last().isEqualTo("app@80"); // 10 switch + 20 interrupt + 50
    }

    /** Believed: a quantum shares the CPU. True: computing in pieces below it kept the CPU. */
    @Test
    void shouldShareEqualPriorityByQuantumHoweverFineTheComputing() {
        Cpu cpu = cpu(CostTable.ZERO);
        UserProgram pieces =
                self -> {
                    for (int i = 0; i < 40; i++) self.compute(10);
                    log.add(self.name() + "@" + self.nowNanos());
                };
        cpu.start("a", 8, pieces);
        cpu.start("b", 8, pieces);
        scheduler.run(10_000, 10_000);
        assertThat(log).containsExactly("a@800", "b@800");
    }

    @Test
    void shouldChargeAContextSwitchOnlyWhenTheThreadChanges() {
        Cpu cpu = cpu(new CostTable(0, 7, 0, 0, 0, 0));
        cpu.start(
                "a",
                8,
                self -> {
                    self.compute(10);
                    self.compute(10);
                    log.add("a@" + self.nowNanos());
                });
        scheduler.run(1000, 100);
        assertThat(log).containsExactly("a@27");
    }

    @Test
    void shouldTakeTheCpuFromALowerThreadAtOnce() {
        Cpu cpu = cpu(CostTable.ZERO);
        var event = WaitableEvent.autoReset();
        cpu.start(
                "high",
                12,
                self -> {
                    self.await(event);
                    log.add("high@" + self.nowNanos());
                    self.compute(30);
                });
        cpu.start(
                "low",
                4,
                self -> {
                    self.compute(50);
                    log.add("low@" + self.nowNanos());
                });
        scheduler.schedule(20, scheduler.wire(), WaitableEvent::set, event);
        scheduler.run(1000, 100);
        assertThat(log).containsExactly("high@20", "low@80");
    }

    @Test
    void shouldNameTheThreadThatStarvesAndTheOneThatHasTheCpu() {
        Cpu cpu = cpu(CostTable.ZERO);
        cpu.start(
                "greedy",
                10,
                self -> {
                    while (true) self.compute(1000);
                });
        cpu.start("starved", 9, self -> log.add("ran"));
        scheduler.run(50_000, 100_000);
        assertThat(log).isEmpty();
        assertThat(cpu.starving(50_000)).containsExactly(new Cpu.Starving("starved", 0, "greedy"));
        assertThat(cpu.starving(50_001)).isEmpty();
        cpu.stopAll();
    }

    @Test
    void shouldLetTheLowerThreadRunWhileTheHigherWaits() {
        Cpu cpu = cpu(CostTable.ZERO);
        cpu.start(
                "high",
                10,
                self -> {
                    for (int i = 0; i < 3; i++) {
                        self.compute(10);
                        self.sleep(10);
                    }
                });
        cpu.start(
                "low",
                1,
                self -> {
                    self.compute(25);
                    log.add("low@" + self.nowNanos());
                });
        scheduler.run(1000, 1000);
        assertThat(log).containsExactly("low@55"); // runs 10-20, 30-40, 50-55
        assertThat(cpu.starving(0)).isEmpty();
    }

    @Test
    void shouldObeyAChangedPriority() {
        Cpu cpu = cpu(CostTable.ZERO);
        var first =
                cpu.start(
                        "first",
                        8,
                        self -> {
                            self.compute(500);
                            log.add("first");
                        });
        cpu.start(
                "second",
                7,
                self -> {
                    self.compute(50);
                    log.add("second@" + self.nowNanos());
                });
        scheduler.schedule(100, scheduler.wire(), t -> t.setPriority(3), first);
        scheduler.run(10_000, 1000);
        assertThat(log).containsExactly("second@150", "first");
    }
}
