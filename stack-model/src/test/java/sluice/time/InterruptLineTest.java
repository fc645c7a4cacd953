package sluice.time;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterruptLineTest {
    private final VirtualScheduler scheduler = VirtualScheduler.inOrder();
    private final List<Cpu> cpus = new ArrayList<>();

    InterruptLineTest() {
        for (int i = 0; i < 3; i++) cpus.add(new Cpu("m/cpu" + i, scheduler, CostTable.ZERO, 1));
    }

    @Test
    void shouldGoToTheFirstOnlyWhenFixed() {
        var line = new InterruptLine(cpus, InterruptDelivery.FIXED);
        assertThat(line.spreads()).isFalse();
        for (int i = 0; i < 3; i++) assertThat(line.next(0)).isSameAs(cpus.getFirst());
    }

    @Test
    void shouldTakeTurnsAmongEquals() {
        assertThat(names(line(), 5)).containsExactly("0", "1", "2", "0", "1");
    }

    @Test
    void shouldNotSpreadWithOneProcessor() {
        var line = new InterruptLine(cpus.subList(0, 1), InterruptDelivery.LOWEST_PRIORITY);
        assertThat(line.spreads()).isFalse();
    }

    @Test
    void shouldPassOverWhoeverIsAtMoreUrgentWork() {
        var line = line();
        busy(cpus.get(0).deferred(), 100);
        busy(cpus.get(1).interrupt(), 50);
        scheduler.run(10, 10);
        assertThat(names(line, 2)).containsExactly("2", "2");
        busy(cpus.get(2).interrupt(), 100);
        scheduler.run(20, 10);
        assertThat(names(line, 1)).as("deferred work is the least urgent").containsExactly("0");
        assertThat(line.next(70)).as("by then it is idle").isSameAs(cpus.get(1));
    }

    @Test
    void shouldCountAThreadAsLittleAsIdling() {
        var line = line();
        busy(cpus.get(0).thread(), 100);
        scheduler.run(10, 10);
        assertThat(line.next(10)).isSameAs(cpus.get(0));
    }

    @Test
    void shouldCountTheWorkThatIsRunning() {
        var line = line();
        var taken = new ArrayList<Cpu>();
        scheduler.schedule(0, cpus.get(0).deferred(), to -> to.add(line.next(0)), taken);
        scheduler.run(0, 10);
        assertThat(taken).containsExactly(cpus.get(1));
    }

    private InterruptLine line() {
        return new InterruptLine(cpus, InterruptDelivery.LOWEST_PRIORITY);
    }

    private void busy(Lane lane, long nanos) {
        scheduler.schedule(0, lane, cpu -> cpu.charge(nanos), requireNonNull(lane.cpu));
    }

    private static List<String> names(InterruptLine line, int count) {
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) names.add(line.next(10).name().substring(5));
        return names;
    }
}
