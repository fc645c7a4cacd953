package sluice.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Events against a model of a flag and a queue of waiters. */
class WaitableEventProperties {
    /** The naive event: who waits, whether it is signalled. */
    private static final class Model {
        final boolean auto;
        final ArrayDeque<String> waiters = new ArrayDeque<>();
        final List<String> released = new ArrayList<>();
        boolean signalled;

        Model(boolean auto) {
            this.auto = auto;
        }

        void await(String who) {
            if (!signalled) waiters.add(who);
            else released.add(who);
            if (auto) signalled = false;
        }

        void set() {
            if (auto && !waiters.isEmpty()) {
                released.add(waiters.remove());
                return;
            }
            signalled = true;
            if (auto) return;
            released.addAll(waiters);
            waiters.clear();
        }
    }

    @Provide
    Arbitrary<List<Integer>> actions() {
        return Arbitraries.integers().between(0, 5).list().ofMaxSize(40);
    }

    @Property(tries = 150)
    void shouldReleaseAsTheModelDoes(
            @ForAll("actions") List<Integer> actions, @ForAll boolean auto) {
        var scheduler = VirtualScheduler.inOrder();
        var cpu = new Cpu("h/cpu0", scheduler, CostTable.ZERO, 100);
        var event = auto ? WaitableEvent.autoReset() : WaitableEvent.manualReset();
        var model = new Model(auto);
        var released = new ArrayList<String>();
        int started = 0;
        for (int action : actions) {
            if (action < 3) {
                String who = "w" + started++;
                cpu.start(
                        who,
                        8,
                        self -> {
                            self.await(event);
                            released.add(self.name());
                        });
                model.await(who);
            } else if (action < 5) {
                event.set();
                model.set();
            } else {
                event.reset();
                model.signalled = false;
            }
            scheduler.run(0, 1000);
            assertThat(released).isEqualTo(model.released);
            assertThat(event.signalled()).isEqualTo(model.signalled);
        }
        cpu.stopAll();
    }
}
