package sluice.samples.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketRefused;
import sluice.ndis.AdapterState;
import sluice.ndis.DevicePower;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisOptions;
import sluice.ndis.NdisStatus;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The intermediate driver with both edges, under tcpip and a strict verifier. */
class ImPassthruTest {
    private static final IpAddress PEER = IpAddress.require("192.0.2.2");

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final List<Integer> arrived = new ArrayList<>();
    private final List<Integer> answered = new ArrayList<>();
    private final WindowsHost sender;
    private final NdisAdapter below;
    private final NdisAdapter virtual;
    private final UdpSocket socket;
    private final UdpSocket peer;

    ImPassthruTest() throws SocketRefused {
        var one = world.addHost("one", HostOptions.DEFAULT);
        var two = world.addHost("two", HostOptions.DEFAULT);
        var nic1 = one.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        var nic2 = two.addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
        world.connect("cable", LinkOptions.PERFECT, nic1, nic2);
        sender =
                WindowsHost.on(
                        one,
                        WindowsPreset.XP,
                        NdisOptions.verified(VerifierLevel.STRICT),
                        nic -> new SimMiniport(nic, false));
        var receiver = WindowsHost.on(two, WindowsPreset.WINDOWS_10);
        var driver = new ImPassthru("lan", "filtered");
        assertThat(driver.register(sender.ndis()).status()).isEqualTo(NdisStatus.SUCCESS);
        below = sender.ndis().adapters().getFirst();
        virtual = Objects.requireNonNull(driver.virtualAdapter());
        sender.addAdapter(virtual);
        sender.addAddress("filtered", IpAddress.require("192.0.2.1"), 24);
        receiver.addAddress("lan", PEER, 24);
        socket =
                sender.sockets()
                        .udp(IpAddress.ANY4, 1000, (id, o, at, n, h, l, p) -> answered.add(n));
        peer =
                receiver.sockets()
                        .udp(IpAddress.ANY4, 53, (id, o, at, n, h, l, p) -> arrived.add(n));
    }

    private void send() {
        socket.send(new byte[100], 0, 100, PEER, 53, SendOptions.DEFAULT);
        run(1_000_000_000L);
    }

    private void back() {
        IpAddress to = IpAddress.require("192.0.2.1");
        peer.send(new byte[10], 0, 10, to, 1000, SendOptions.DEFAULT);
        run(1_000_000_000L);
    }

    private void run(long nanos) {
        world.runUntil(world.scheduler().nowNanos() + nanos);
    }

    private void everyPacketIsAccountedFor() {
        run(100_000_000_000L);
        assertThat(world.contracts().all()).isEmpty();
        assertThat(sender.ndis().findings()).isEmpty();
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
    }

    @Test
    void shouldResolveAndCarryDatagrams() {
        send();
        assertThat(arrived).containsExactly(100);
        everyPacketIsAccountedFor();
    }

    @Test
    void shouldSleepAndWakeWithTheAdapterBelow() {
        send();
        below.setPower(DevicePower.D3);
        run(1_000);
        send();
        below.setPower(DevicePower.D0);
        send();
        assertThat(arrived).containsExactly(100, 100);
        everyPacketIsAccountedFor();
    }

    @Test
    void shouldGoWithTheAdapterBelow() {
        send();
        below.halt();
        run(1_000_000_000L);
        assertThat(virtual.state()).isEqualTo(AdapterState.HALTED);
        assertThat(below.state()).isEqualTo(AdapterState.HALTED);
        send();
        assertThat(arrived).containsExactly(100);
        everyPacketIsAccountedFor();
    }

    @Test
    void shouldHoldTcpipToItsContractWhileItsOwnAdapterSleeps() {
        send();
        virtual.setPower(DevicePower.D3);
        run(1_000);
        send();
        virtual.setPower(DevicePower.D0);
        send();
        assertThat(arrived).containsExactly(100, 100);
        everyPacketIsAccountedFor();
    }

    /** Believed: who sleeps is shown nothing from below. True: only this driver can know it. */
    @Test
    void shouldShowNothingToProtocolsWhoseAdapterSleeps() {
        send();
        virtual.setPower(DevicePower.D3);
        run(1_000);
        back();
        assertThat(answered).hasSize(1); // tcpip is bound below as well, where XP takes it
        virtual.setPower(DevicePower.D0);
        back();
        assertThat(answered).hasSize(3);
        everyPacketIsAccountedFor();
    }

    @Test
    void shouldSleepOnlyWhenWhatTcpipSentIsHome() {
        send();
        socket.send(new byte[100], 0, 100, PEER, 53, SendOptions.DEFAULT);
        virtual.setPower(DevicePower.D3);
        below.setPower(DevicePower.D3);
        run(1_000_000_000L);
        assertThat(arrived).hasSize(2);
        assertThat(virtual.power()).isEqualTo(DevicePower.D3);
        assertThat(below.power()).isEqualTo(DevicePower.D3);
        everyPacketIsAccountedFor();
    }

    /** Believed: nothing is queued here, so a reset is over at once. True: sends are pended. */
    @Test
    void shouldEndItsResetWhenWhatItHasSentIsHome() {
        send();
        socket.send(new byte[100], 0, 100, PEER, 53, SendOptions.DEFAULT);
        assertThat(virtual.reset()).isEqualTo(NdisStatus.PENDING);
        run(1_000_000_000L);
        assertThat(arrived).hasSize(2);
        send();
        assertThat(arrived).hasSize(3);
        everyPacketIsAccountedFor();
    }
}
