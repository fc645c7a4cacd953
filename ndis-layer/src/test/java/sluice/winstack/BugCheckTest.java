package sluice.winstack;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.ndis.BugCheck;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisDrop;
import sluice.ndis.NdisOptions;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.UpperEdge;
import sluice.ndis.VerifierLevel;
import sluice.ndis.WrapperRule;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A machine ends by a bug check; the other machines do not notice but by its silence. */
class BugCheckTest {
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final List<WindowsHost> hosts = new ArrayList<>();

    BugCheckTest() {
        var link = world.connect("lan", LinkOptions.delayed(1000));
        for (int i = 1; i <= 3; i++) {
            var host = world.addHost("win" + i, HostOptions.DEFAULT);
            link.connect(host.addNic("lan", NicOptions.ethernet(0x0200_0000_0000L + i)));
            WindowsHost windows =
                    WindowsHost.on(
                            host,
                            WindowsPreset.WINDOWS_10,
                            NdisOptions.verified(VerifierLevel.STANDARD),
                            nic -> new SimMiniport(nic, false));
            windows.addAddress("lan", address(i), 24);
            hosts.add(windows);
        }
    }

    private int thrownAt;

    private static IpAddress address(int host) {
        return IpAddress.require("192.0.2." + host);
    }

    private BugCheck bugCheckOfFirst() {
        return hosts.getFirst().ndis().bugCheck().orElseThrow();
    }

    private void shouldHaveEndedTheFirstOnly() throws SocketRefused {
        assertThat(world.runUntil(1_000_000_000L)).isNotEqualTo(World.RunEnd.BUDGET_EXHAUSTED);
        assertThat(hosts)
                .extracting(host -> host.host().stopped())
                .containsExactly(true, false, false);
        TwoHosts.Program.echo(hosts.get(1), IpAddress.ANY4, 7);
        var client = TwoHosts.Program.udp(hosts.get(2), IpAddress.ANY4, 5001);
        client.send("alive?", address(2), 7);
        var lost = TwoHosts.Program.udp(hosts.get(2), IpAddress.ANY4, 5002);
        lost.send("and you?", address(1), 7);
        world.runUntil(120_000_000_000L);
        assertThat(client.received).containsExactly("alive? from 192.0.2.2 7");
        assertThat(lost.received).isEmpty();
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
        assertThat(world.contracts().all()).hasSize(1); // which makes it exit status 3
    }

    /** The tutorial's mistake: a send is kept, completed by a timer, and completed again. */
    private static final class CompletesTwice implements Intermediate {
        private @Nullable IntermediateContext context;

        @Override
        public void attach(IntermediateContext here) {
            context = here;
        }

        @Override
        public NdisStatus send(LowerEdge below, NdisPacket packet) {
            IntermediateContext here = requireNonNull(context);
            UpperEdge above = here.above();
            here.host()
                    .scheduler()
                    .timer(
                            here.host().cpu().deferred(),
                            () -> {
                                packet.discard(NdisDrop.SEND_FAILED);
                                above.sendComplete(packet, NdisStatus.SUCCESS);
                                above.sendComplete(packet, NdisStatus.SUCCESS);
                            })
                    .arm(1_000_000);
            return NdisStatus.PENDING;
        }
    }

    @Test
    void shouldEndTheMachineThatCompletesTwice() throws SocketRefused {
        hosts.getFirst().adapter("lan").insert(0, "twice", new CompletesTwice());
        TwoHosts.Program.udp(hosts.getFirst(), IpAddress.ANY4, 5000).send("x", address(2), 7);
        shouldHaveEndedTheFirstOnly();
        BugCheck end = bugCheckOfFirst();
        assertThat(end.rule().id()).isEqualTo("S02");
        assertThat(end.driver()).isEqualTo("twice");
        assertThat(end.stopLine())
                .startsWith(
                        "BUGCODE_NDIS_DRIVER 0x0000007C (0x1E, 0x"
                                + Long.toHexString(end.packetId()));
        assertThat(end.timeNanos()).isEqualTo(1_000_000);
        assertThat(end.at()).startsWith("BugCheckTest.java:");
        assertThat(end.history())
                .anyMatch(line -> line.contains("tcpip sends it on"))
                .anyMatch(line -> line.contains("twice keeps it"))
                .anyMatch(line -> line.contains("twice completes it"));
        assertThat(end.lastSteps()).isNotEmpty();
    }

    @Test
    void shouldEndTheMachineWhoseDriverThrows() throws SocketRefused {
        hosts.getFirst()
                .adapter("lan")
                .insert(
                        0,
                        "thrower",
                        new Intermediate() {
                            @Override
                            public NdisStatus send(LowerEdge below, NdisPacket packet) {
                                var failure = new IllegalStateException("not today");
                                thrownAt = failure.getStackTrace()[0].getLineNumber();
                                throw failure;
                            }
                        });
        TwoHosts.Program.echo(hosts.getFirst(), IpAddress.ANY4, 7);
        TwoHosts.Program.udp(hosts.get(1), IpAddress.ANY4, 5000).send("x", address(1), 7);
        shouldHaveEndedTheFirstOnly();
        assertThat(bugCheckOfFirst().rule()).isEqualTo(WrapperRule.DRIVER_THREW);
        assertThat(bugCheckOfFirst().code()).isEqualTo(0x7E);
        assertThat(bugCheckOfFirst().driver()).isEqualTo("thrower");
        assertThat(bugCheckOfFirst().at()).isEqualTo("BugCheckTest.java:" + thrownAt);
    }

    @Test
    void shouldEndTheMachineWhoseTimerThrows() throws SocketRefused {
        hosts.getFirst()
                .adapter("lan")
                .insert(
                        0,
                        "late",
                        new Intermediate() {
                            @Override
                            public void attach(IntermediateContext context) {
                                context.host()
                                        .scheduler()
                                        .timer(
                                                context.host().cpu().deferred(),
                                                () -> {
                                                    throw new AssertionError("much too late");
                                                })
                                        .arm(5_000);
                            }
                        });
        shouldHaveEndedTheFirstOnly();
        assertThat(bugCheckOfFirst().driver()).isEqualTo("late");
        assertThat(bugCheckOfFirst().detail()).contains("much too late");
    }

    @Test
    void shouldUnwindTheProgramWhoseCallEndedItsMachine() {
        List<String> said = new ArrayList<>();
        WindowsHost first = hosts.getFirst();
        first.adapter("lan")
                .insert(
                        0,
                        "thrower",
                        new Intermediate() {
                            @Override
                            public NdisStatus send(LowerEdge below, NdisPacket packet) {
                                throw new IllegalStateException("not today");
                            }
                        });
        first.host()
                .cpu()
                .start(
                        "program",
                        8,
                        self -> {
                            try {
                                TwoHosts.Program.udp(first, IpAddress.ANY4, 5000)
                                        .send("x", address(2), 7);
                                said.add("went on");
                            } catch (SocketRefused refused) {
                                said.add("refused");
                            } finally {
                                said.add("unwound");
                            }
                        });
        world.runUntil(1_000_000);
        assertThat(said).containsExactly("unwound");
        assertThat(world.programFailures()).isEmpty();
        assertThat(first.host().stopped()).isTrue();
    }
}
