package sluice.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.time.Timer;
import sluice.trace.Layering;

class WorldTest {
    @Test
    void shouldSayHowARunEnded() {
        var options = new WorldOptions(0, false, true, 10);
        try (var world = new World(options, null)) {
            assertThat(world.runToQuiescence()).isEqualTo(World.RunEnd.QUIESCENT);
            var timer = new Timer[1];
            timer[0] = world.scheduler().timer(world.scheduler().wire(), () -> timer[0].arm(5));
            timer[0].arm(5);
            assertThat(world.runUntil(22)).isEqualTo(World.RunEnd.TIME_OVER);
            assertThat(world.scheduler().eventsRun()).isEqualTo(4);
            assertThat(world.runUntil(1000)).isEqualTo(World.RunEnd.BUDGET_EXHAUSTED);
            assertThat(world.scheduler().eventsRun()).isEqualTo(10);
        }
    }

    @Test
    void shouldNotTakeATimerForTheEndOfTimeAsWork() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            world.scheduler().timer(world.scheduler().wire(), () -> {}).arm(Long.MAX_VALUE);
            assertThat(world.runToQuiescence()).isEqualTo(World.RunEnd.QUIESCENT);
            assertThat(world.scheduler().nowNanos()).isZero();
        }
    }

    @Test
    void shouldRefuseNamesTwice() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("h", HostOptions.DEFAULT);
            host.addNic("eth0", NicOptions.ethernet(2));
            world.connect("lan", LinkOptions.PERFECT);
            assertThatThrownBy(() -> world.addHost("h", HostOptions.DEFAULT))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> host.addNic("eth0", NicOptions.ethernet(4)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> world.connect("lan", LinkOptions.PERFECT))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(host.place("x/y", Layering.IP).name()).isEqualTo("h/x/y");
        }
    }

    /** Believed: links come in a fixed order. True: a copied map's order differs per process. */
    @Test
    void shouldListLinksInTheOrderOfTheirMaking() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            List<String> names =
                    IntStream.range(0, 40).mapToObj(i -> "link" + (i * 7) % 40).toList();
            for (String name : names) world.connect(name, LinkOptions.PERFECT);
            assertThat(new ArrayList<>(world.links().keySet())).isEqualTo(names);
        }
    }

    @Test
    void shouldNameStarvingThreadsAndFailedPrograms() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("h", HostOptions.DEFAULT);
            host.cpu()
                    .start(
                            "greedy",
                            9,
                            self -> {
                                while (true) self.compute(1_000_000);
                            });
            host.cpu().start("meek", 8, self -> {});
            world.addHost("other", HostOptions.DEFAULT)
                    .cpu()
                    .start(
                            "bad",
                            8,
                            self -> {
                                throw new IllegalStateException("out of luck");
                            });
            world.runUntil(10_000_000);
            assertThat(world.starving(5_000_000))
                    .containsExactly(
                            "h: meek has been ready since 0.000 ms and does not get h/cpu0, which"
                                    + " greedy has");
            assertThat(world.programFailures())
                    .containsExactly(
                            "other: program bad: java.lang.IllegalStateException: out of luck");
        }
    }
}
