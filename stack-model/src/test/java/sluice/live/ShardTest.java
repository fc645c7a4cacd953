package sluice.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.nic.NicOptions;
import sluice.time.CostTable;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

@Timeout(60)
class ShardTest {
    private static final NicOptions NIC = NicOptions.ethernet(0x0200_0000_0001L);

    private static World live() {
        return World.live(WorldOptions.DEFAULT, null);
    }

    /** A door that does what it is told. */
    private static class ScriptedDoor implements Door {
        volatile int waiting;
        volatile @Nullable String gone;
        final AtomicInteger asked = new AtomicInteger();

        @Override
        public String name() {
            return "scripted";
        }

        @Override
        public int work() {
            asked.incrementAndGet();
            int now = waiting;
            waiting = 0;
            return now;
        }

        @Override
        public @Nullable String goneBecause() {
            return gone;
        }
    }

    @Test
    void shouldRefuseInALiveWorldWhatNeedsVirtualTime() {
        assertThatThrownBy(() -> World.live(WorldOptions.DEFAULT.withShuffle(1), null))
                .hasMessageContaining("drawn order");
        try (var world = live()) {
            var costs = new HostOptions(1, new CostTable(1, 0, 0, 0, 0, 0), 1_000);
            assertThatThrownBy(() -> world.addHost("h", costs)).hasMessageContaining("cost table");
            assertThatThrownBy(world::runToQuiescence).hasMessageContaining("shard");
            Host host = world.addHost("h", HostOptions.DEFAULT);
            assertThatThrownBy(() -> host.cpu().start("reader", 8, self -> {}))
                    .hasMessageContaining("program reader needs virtual time");
        }
    }

    @Test
    void shouldRefuseLiveNicsInVirtualTime() {
        try (var virtual = new World(WorldOptions.DEFAULT, null);
                var live = live()) {
            Host here = virtual.addHost("h", HostOptions.DEFAULT);
            Host there = live.addHost("h", HostOptions.DEFAULT);
            assertThatThrownBy(() -> RingNic.connect(here, there, "wire", NIC, NIC))
                    .hasMessageContaining("virtual");
            assertThatThrownBy(() -> Shard.start(virtual, ShardOptions.named("s")))
                    .hasMessageContaining("virtual");
        }
    }

    @Test
    void shouldRunTimersNotBeforeTheirTimeAndInOrder() throws InterruptedException {
        try (var world = live()) {
            List<String> ran = new ArrayList<>();
            var done = new CountDownLatch(2);
            var scheduler = world.scheduler();
            scheduler.schedule(
                    4_000_000,
                    scheduler.wire(),
                    late -> {
                        ran.add(late);
                        done.countDown();
                    },
                    "late");
            scheduler.schedule(
                    2_000_000,
                    scheduler.wire(),
                    early -> {
                        ran.add(early);
                        done.countDown();
                    },
                    "early");
            var shard = Shard.start(world, new ShardOptions("timers", 0));
            assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(shard.stop()).isEqualTo(new ShardEnd.Stopped());
            assertThat(ran).containsExactly("early", "late");
            assertThat(scheduler.nowNanos()).isBetween(4_000_000L, shard.nowNanos());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 50_000, 1_000_000_000})
    void shouldAnswerWhileIdleAndAfterTheEnd(long spinNanos) {
        try (var world = live()) {
            var shard = Shard.start(world, new ShardOptions("asked", spinNanos));
            Thread asker = Thread.currentThread();
            for (int i = 0; i < 200; i++) {
                assertThat(shard.<Thread>ask(Thread::currentThread)).isNotSameAs(asker);
            }
            assertThatThrownBy(() -> shard.ask(() -> List.of().getFirst()))
                    .hasRootCauseInstanceOf(java.util.NoSuchElementException.class);
            assertThat(shard.<Integer>ask(() -> 7)).isEqualTo(7);
            shard.stop();
            assertThat(shard.<Thread>ask(Thread::currentThread)).isSameAs(asker);
        }
    }

    @Test
    void shouldSeeWhatWasPutAtADoorBeforeTheWakeUp() {
        try (var world = live()) {
            var door = new ScriptedDoor();
            var shard = Shard.start(world, new ShardOptions("woken", 0), door);
            for (int i = 0; i < 2_000; i++) {
                door.waiting = 1;
                shard.wake();
                while (door.waiting != 0) Thread.onSpinWait(); // @Timeout ends it if it is not seen
            }
            shard.stop();
        }
    }

    @Test
    void shouldWaitAndNotTurnForEverWhenNothingComes() {
        try (var world = live()) {
            var door = new ScriptedDoor();
            var shard = Shard.start(world, new ShardOptions("idle", 0), door);
            shard.ask(() -> 0);
            int before = door.asked.get();
            var scheduler = world.scheduler();
            var over = new CountDownLatch(1);
            shard.ask(() -> {
                scheduler.schedule(100_000_000, scheduler.wire(), CountDownLatch::countDown, over);
                return 0;
            });
            awaitQuietly(over);
            shard.stop();
            // It may wake without a reason now and then; turning all the time is a million turns.
            assertThat(door.asked.get() - before).isLessThan(10_000);
        }
    }

    @Test
    void shouldEndWhenADoorsDeviceGoesAway() throws InterruptedException {
        try (var world = live()) {
            var door = new ScriptedDoor();
            var shard = Shard.start(world, ShardOptions.named("gone"), door);
            assertThat(shard.awaitEnd(0)).isNull();
            door.gone = "unplugged";
            shard.wake();
            assertThat(shard.awaitEnd(TimeUnit.SECONDS.toNanos(30)))
                    .isEqualTo(new ShardEnd.DoorGone("scripted", "unplugged"));
            assertThat(shard.stop()).isInstanceOf(ShardEnd.DoorGone.class);
        }
    }

    @Test
    void shouldTellWhatADriverThrew() throws InterruptedException {
        try (var world = live()) {
            var scheduler = world.scheduler();
            var failure = new IllegalStateException("driver");
            scheduler.schedule(
                    0,
                    scheduler.wire(),
                    _ -> {
                        throw failure;
                    },
                    "");
            var shard = Shard.start(world, ShardOptions.named("failing"));
            assertThat(shard.awaitEnd(TimeUnit.SECONDS.toNanos(30)))
                    .isEqualTo(new ShardEnd.Failed(failure));
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
