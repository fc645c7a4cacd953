package sluice.ndis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.time.CostTable;
import sluice.time.Lane;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Spin locks of a driver on a machine with two processors. */
class LockTest {
    private static final long MILLISECOND = 1_000_000;

    private final List<String> seen = new ArrayList<>();
    private World world = new World(WorldOptions.DEFAULT, null);
    private Host host = twoProcessors();
    private Ndis ndis = Ndis.on(host, NdisOptions.verified(VerifierLevel.STRICT));
    private DriverObjects objects = driver();

    private Host twoProcessors() {
        return world.addHost("host", new HostOptions(2, CostTable.ZERO, 20 * MILLISECOND));
    }

    private DriverObjects driver() {
        var bottom = new Rig.Bottom(MiniportAttributes.DESERIALIZE);
        ndis.addAdapter("nic", (Miniport) bottom.five);
        return bottom.context().objects();
    }

    private void shuffle(long seed) {
        world = new World(WorldOptions.DEFAULT.withShuffle(seed), null);
        host = twoProcessors();
        ndis = Ndis.on(host, NdisOptions.verified(VerifierLevel.STRICT));
        objects = driver();
    }

    private void on(int cpu, Runnable work) {
        Lane lane = host.cpus().get(cpu).deferred();
        world.scheduler().schedule(0, lane, Runnable::run, work);
    }

    private void run() {
        world.scheduler().run(1_000 * MILLISECOND, 10_000);
    }

    @Test
    void shouldKeepAProcessorSpinningUntilTheOtherIsDone() {
        NdisSpinLock lock = objects.spinLock("ring");
        for (int cpu = 0; cpu < 2; cpu++) {
            int here = cpu;
            on(
                    cpu,
                    () -> {
                        lock.acquire();
                        host.charge(3 * MILLISECOND);
                        long now = world.scheduler().nowNanos();
                        lock.release();
                        seen.add("cpu" + here + " is done at " + now / MILLISECOND + " ms");
                    });
        }
        run();
        assertThat(seen).containsExactly("cpu0 is done at 3 ms", "cpu1 is done at 6 ms");
        assertThat(ndis.bugCheck()).isEmpty();
    }

    @Test
    void shouldRaiseWhoeverHoldsItAndLowerHimAgain() {
        NdisSpinLock first = objects.spinLock("first");
        NdisSpinLock then = objects.spinLock("then");
        Lane thread = host.cpu().thread();
        Runnable work =
                () -> {
                    seen.add("before " + objects.irql());
                    first.acquire();
                    then.acquire();
                    seen.add("both " + objects.irql());
                    then.release();
                    seen.add("one " + objects.irql());
                    first.release();
                    seen.add("after " + objects.irql());
                };
        world.scheduler().schedule(0, thread, Runnable::run, work);
        run();
        assertThat(seen)
                .containsExactly(
                        "before PASSIVE", "both DISPATCH", "one DISPATCH", "after PASSIVE");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindTwoOrdersWhicheverProcessorIsFirst(long seed) {
        shuffle(seed);
        NdisSpinLock sends = objects.spinLock("sends");
        NdisSpinLock receives = objects.spinLock("receives");
        on(0, () -> nested(sends, receives));
        on(1, () -> nested(receives, sends));
        run();
        BugCheck end = ndis.bugCheck().orElseThrow();
        assertThat(end.rule()).isEqualTo(IrqlRule.I06);
        assertThat(end.code()).isEqualTo(0xC4);
        assertThat(end.p1()).isEqualTo(0x1001);
        assertThat(end.detail()).contains("sends", "receives", "before:");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldFindACycleOfThree(long seed) {
        shuffle(seed);
        NdisSpinLock a = objects.spinLock("a");
        NdisSpinLock b = objects.spinLock("b");
        NdisSpinLock c = objects.spinLock("c");
        on(0, () -> nested(a, b));
        on(1, () -> nested(b, c));
        run();
        assertThat(ndis.bugCheck()).isEmpty();
        on(0, () -> nested(a, c));
        run();
        assertThat(ndis.bugCheck()).isEmpty();
        on(1, () -> nested(c, a));
        run();
        assertThat(ndis.bugCheck().orElseThrow().rule()).isEqualTo(IrqlRule.I06);
    }

    private static void nested(NdisSpinLock outer, NdisSpinLock inner) {
        outer.acquire();
        inner.acquire();
        inner.release();
        outer.release();
    }

    @Test
    void shouldFindALockThatAnotherProcessorReleases() {
        NdisSpinLock lock = objects.spinLock("ring");
        on(0, lock::acquire);
        on(1, lock::release);
        run();
        BugCheck end = ndis.bugCheck().orElseThrow();
        assertThat(end.rule()).isEqualTo(IrqlRule.I04);
        assertThat(end.detail()).contains("host/cpu1");
    }

    @Test
    void shouldEndTheRunWithoutAVerifierTooIfAProcessorWouldSpinForEver() {
        var rig = new Rig(5, 5, 0, null, WorldOptions.DEFAULT, NdisOptions.DEFAULT);
        NdisSpinLock lock = rig.bottom.context().objects().spinLock("ring");
        lock.acquire();
        org.assertj.core.api.Assertions.assertThatThrownBy(lock::acquire)
                .hasMessageContaining("I04");
    }

    @Test
    void shouldLetWorkersWaitForOneAnother() {
        NdisEvent event = objects.event();
        NdisWorkItem waiter =
                java.util.Objects.requireNonNull(
                        objects.workItem(() -> {
                            boolean inTime = event.await(10 * MILLISECOND);
                            seen.add("waited, " + (inTime ? "signalled" : "in vain"));
                        }));
        NdisWorkItem setter =
                java.util.Objects.requireNonNull(
                        objects.workItem(() -> {
                            objects.sleep(MILLISECOND);
                            seen.add("sets it at " + objects.irql());
                            event.set();
                        }));
        waiter.queue();
        setter.queue();
        run();
        assertThat(seen).containsExactly("sets it at PASSIVE", "waited, signalled");
        seen.clear();
        event.reset();
        waiter.queue();
        world.scheduler().run(2_000 * MILLISECOND, 10_000);
        assertThat(seen).containsExactly("waited, in vain");
        world.close();
    }
}
