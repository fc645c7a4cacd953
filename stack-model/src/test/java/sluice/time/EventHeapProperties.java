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

/** The heap against a list that is sorted whenever one looks at it. */
class EventHeapProperties {
    record Event(long time, long order, int slot) {}

    record Action(int kind, long time, int pick) {}

    private static final Comparator<Event> SOONER =
            Comparator.comparingLong(Event::time).thenComparingLong(Event::order);

    @Provide
    Arbitrary<List<Action>> actions() {
        var kinds = Arbitraries.integers().between(0, 9);
        var times = Arbitraries.longs().between(0, 50);
        var picks = Arbitraries.integers().between(0, 1000);
        return Combinators.combine(kinds, times, picks).as(Action::new).list().ofMaxSize(400);
    }

    @Property(tries = 300)
    void shouldAgreeWithASortedList(@ForAll("actions") List<Action> actions) {
        var heap = new EventHeap();
        var model = new ArrayList<Event>();
        var lane = new Lane(null, Level.WIRE);
        long sequence = 0;
        for (Action action : actions) {
            if (action.kind() < 5 || model.isEmpty()) {
                long order = sequence++;
                int slot = heap.add(action.time(), order, lane, "work " + order, order);
                model.add(new Event(action.time(), order, slot));
            } else if (action.kind() < 7) {
                Event victim = model.remove(action.pick() % model.size());
                heap.remove(victim.slot());
            } else if (action.kind() < 8) {
                Event top = model.stream().min(SOONER).orElseThrow();
                long later = top.time() + action.time();
                heap.postponeTop(later);
                model.remove(top);
                model.add(new Event(later, top.order(), top.slot()));
            } else {
                Event top = model.stream().min(SOONER).orElseThrow();
                assertThat(heap.handler(top.slot())).isEqualTo("work " + top.order());
                assertThat(heap.argument(top.slot())).isEqualTo(top.order());
                heap.removeTop(); // leaves a hole, which the next action may fill
                model.remove(top);
            }
            assertThat(heap.size()).isEqualTo(model.size());
            if (!model.isEmpty() && action.kind() < 9) {
                Event top = model.stream().min(SOONER).orElseThrow();
                assertThat(new Event(heap.topTime(), heap.topOrder(), heap.topSlot()))
                        .isEqualTo(top);
            }
        }
        model.sort(SOONER);
        for (Event next : model) {
            assertThat(heap.topSlot()).isEqualTo(next.slot());
            heap.remove(heap.topSlot());
        }
        assertThat(heap.size()).isZero();
    }
}
