package sluice.world;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.nic.LinkOptions;
import sluice.nic.NicDrop;
import sluice.nic.NicOptions;
import sluice.nic.ReceiveFilter;
import sluice.packet.DropReason;
import sluice.time.MachineStopped;
import sluice.time.Timer;
import sluice.time.UserThread;
import sluice.trace.ContractBroken;
import sluice.trace.Layering;

/** A machine that stops for good takes nobody with it. */
class HostStopTest {
    private enum Why implements DropReason {
        BLUE;

        @Override
        public String area() {
            return "test";
        }

        @Override
        public String text() {
            return "its machine has stopped";
        }
    }

    private static final byte[] FOR_NIC_A = new byte[60];

    static {
        FOR_NIC_A[5] = 2;
    }

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final Host a = world.addHost("a", HostOptions.DEFAULT);
    private final Host b = world.addHost("b", HostOptions.DEFAULT);
    private final List<String> ran = new ArrayList<>();

    private MachineStopped stop(Host host) {
        host.stop(Why.BLUE);
        return new MachineStopped(host.name());
    }

    private void at(long nanos, Host host, Runnable work) {
        world.scheduler().schedule(nanos, host.cpu().deferred(), Runnable::run, work);
    }

    private long ended(DropReason why) {
        return world.ledger().stats().stream()
                .flatMap(stats -> stats.ends().stream())
                .filter(end -> end.fate() == why)
                .mapToLong(end -> end.count())
                .sum();
    }

    @Test
    void shouldRunNothingOfItAnyMoreAndAllOfTheOthers() {
        at(
                10,
                a,
                () -> {
                    ran.add("a stops");
                    throw stop(a);
                });
        at(10, a, () -> ran.add("a again"));
        at(20, a, () -> ran.add("a later"));
        at(20, b, () -> ran.add("b"));
        assertThat(world.runToQuiescence()).isEqualTo(World.RunEnd.QUIESCENT);
        assertThat(ran).containsExactly("a stops", "b");
        assertThat(a.stopped()).isTrue();
        assertThat(b.stopped()).isFalse();
    }

    @Test
    void shouldEndThePacketsItHoldsAndThoseThatStillArrive() {
        var nicA = a.addNic("eth0", NicOptions.ethernet(2));
        var nicB = b.addNic("eth0", NicOptions.ethernet(4));
        world.connect("lan", LinkOptions.delayed(100), nicA, nicB);
        nicA.setReceiveFilter(ReceiveFilter.STATION);
        a.pool().originate(a.place("driver", Layering.ETHERNET), new byte[60], 0, 60);
        b.pool().originate(b.place("driver", Layering.ETHERNET), new byte[60], 0, 60);
        world.scheduler()
                .schedule(5, world.scheduler().wire(), nic -> nic.inject(FOR_NIC_A, 0, 60), nicA);
        at(
                10,
                a,
                () -> {
                    throw stop(a);
                });
        world.scheduler()
                .schedule(20, world.scheduler().wire(), nic -> nic.inject(FOR_NIC_A, 0, 60), nicA);
        world.runToQuiescence();
        assertThat(ended(Why.BLUE)).isEqualTo(2); // the driver's, and the one in the ring
        assertThat(ended(NicDrop.POWERED_OFF)).isOne();
        assertThat(world.ledger().alive()).hasSize(1);
        assertThat(world.ledger().check()).isEmpty();
    }

    @Test
    void shouldUnwindTheProgramThatStoppedItAndThoseThatWait() {
        UserThread waits =
                a.cpu()
                        .start(
                                "waits",
                                8,
                                self -> {
                                    try {
                                        self.sleep(1_000);
                                    } finally {
                                        ran.add("unwound");
                                    }
                                });
        UserThread stops =
                a.cpu()
                        .start(
                                "stops",
                                8,
                                self -> {
                                    self.sleep(10);
                                    throw stop(a);
                                });
        world.runToQuiescence();
        assertThat(ran).containsExactly("unwound");
        assertThat(waits.ended()).isTrue();
        assertThat(stops.ended()).isTrue();
        assertThat(world.programFailures()).isEmpty();
    }

    @Test
    void shouldUnwindItsOwnWorkThatAnInterruptOfItsStopped() {
        at(
                10,
                a,
                () -> {
                    world.scheduler()
                            .interrupt(
                                    a.cpu().interrupt(),
                                    host -> {
                                        throw stop(host);
                                    },
                                    a);
                    ran.add("after");
                });
        at(
                11,
                b,
                () -> {
                    ran.add("b begins");
                    world.scheduler()
                            .interrupt(
                                    a.cpu().interrupt(),
                                    host -> ran.add("never: " + host.name()),
                                    a);
                    ran.add("b goes on");
                });
        world.runToQuiescence();
        assertThat(ran).containsExactly("b begins", "b goes on");
    }

    @Test
    void shouldLetItsSystemContainWhatWorkThrows() {
        world.addWorkOwner(
                new WorkOwner() {
                    @Override
                    public ContractBroken breach(List<Object> work, Throwable thrown) {
                        throw new AssertionError("was contained");
                    }

                    @Override
                    public boolean contain(List<Object> work, Throwable thrown) {
                        a.stop(Why.BLUE);
                        return true;
                    }
                });
        at(
                10,
                a,
                () -> {
                    throw new IllegalStateException("driver");
                });
        at(11, b, () -> ran.add("b"));
        assertThat(world.runToQuiescence()).isEqualTo(World.RunEnd.QUIESCENT);
        assertThat(ran).containsExactly("b");
    }

    /** Believed: cancelling is harmless. True: the slot of a discarded timer is another's. */
    @Test
    void shouldForgetTheTimersThatItNeverRan() {
        Timer mine = world.scheduler().timer(a.cpu().deferred(), () -> ran.add("never"));
        mine.arm(10);
        a.stop(Why.BLUE);
        world.runUntil(10);
        assertThat(mine.armed()).isFalse();
        at(5, b, () -> ran.add("b"));
        mine.cancel();
        world.runToQuiescence();
        assertThat(ran).containsExactly("b");
    }
}
