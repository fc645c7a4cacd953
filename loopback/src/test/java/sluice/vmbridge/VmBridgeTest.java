package sluice.vmbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.msloop.LoopbackMiniport;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The incident of the article: a guest loses the network to a loopback adapter at a restart. */
class VmBridgeTest {
    private static final IpAddress HOST = IpAddress.require("192.0.2.1");
    private static final IpAddress OUTSIDE = IpAddress.require("192.0.2.2");
    private static final IpAddress GUEST = IpAddress.require("192.0.2.3");
    private static final IpAddress LOOP = IpAddress.require("10.9.8.7");

    private final World world = new World(WorldOptions.DEFAULT, null);
    private final WindowsHost host;
    private final WindowsHost guest;
    private final VmNet net;
    private int identifier = 1;

    VmBridgeTest() {
        host = machine("host", 1, HOST);
        WindowsHost outside = machine("outside", 2, OUTSIDE);
        guest = machine("guest", 3, GUEST);
        LinkOptions link = LinkOptions.delayed(1000);
        world.connect("cable", link, nic(host.host()), nic(outside.host()));
        net = VmNet.on(host, "vmnet0", VmNet.Order.NEWEST_FIRST);
        world.connect("virtual", link, nic(guest.host()), net.port());
    }

    private WindowsHost machine(String name, long mac, IpAddress address) {
        Host machine = world.addHost(name, HostOptions.DEFAULT);
        machine.addNic("lan", NicOptions.ethernet(0x0200_0000_0000L + mac));
        var windows =
                WindowsHost.on(
                        machine,
                        WindowsPreset.WINDOWS_10,
                        NdisOptions.verified(VerifierLevel.STRICT),
                        nic -> new SimMiniport(nic, false));
        windows.addAddress("lan", address, 24);
        return windows;
    }

    private static sluice.nic.SimNic nic(Host machine) {
        return machine.nics().getFirst();
    }

    @AfterEach
    void close() {
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.contracts().all()).isEmpty();
        assertThat(host.ndis().findings()).isEmpty();
        world.close();
    }

    /** Answers that came to one echo request of that machine. */
    private int pings(WindowsHost from, IpAddress to) throws SocketRefused {
        List<Long> answers = new ArrayList<>();
        SocketHandler handler = (id, octets, at, length, high, low, port) -> answers.add(id);
        int own = identifier++;
        byte[] request = {8, 0, 0, 0, 0, (byte) own, 0, 1};
        try (var ping = from.sockets().ping(IpAddress.ANY4, own, handler)) {
            ping.send(request, 0, request.length, to, SendOptions.DEFAULT);
            world.runUntil(world.scheduler().nowNanos() + 120_000_000_000L);
        }
        assertThat(world.ledger().alive()).isEmpty();
        return answers.size();
    }

    private void addLoopbackAdapter() {
        LoopbackMiniport.addTo(host, "loop");
        host.addAddress("loop", LOOP, 24);
        guest.addAddress("lan", IpAddress.require("10.9.8.9"), 24);
    }

    @Test
    void shouldCarryTheGuestToTheNetworkAndToItsHost() throws SocketRefused {
        assertThat(net.bridgedTo()).contains("lan");
        assertThat(pings(guest, OUTSIDE)).isEqualTo(1);
        assertThat(pings(guest, HOST)).isEqualTo(1);
    }

    @Test
    void shouldLoseTheGuestAtTheNextRestartAndNotBefore() throws SocketRefused {
        addLoopbackAdapter();
        assertThat(pings(guest, OUTSIDE)).as("before the restart").isEqualTo(1);
        net.restart();
        assertThat(net.bridgedTo()).contains("loop");
        assertThat(pings(guest, OUTSIDE)).as("after the restart").isZero();
        assertThat(pings(guest, LOOP)).as("the adapter's own address").isEqualTo(1);
    }

    @Test
    void shouldBeRepairedByTakingTheProtocolOffTheAdapter() throws SocketRefused {
        addLoopbackAdapter();
        net.restart();
        net.unbind("loop");
        assertThat(net.bridgedTo()).contains("lan");
        assertThat(pings(guest, OUTSIDE)).isEqualTo(1);
        net.restart();
        assertThat(pings(guest, OUTSIDE)).as("for good").isEqualTo(1);
        net.bind("loop");
        net.restart();
        assertThat(net.bridgedTo()).contains("loop");
    }

    @Test
    void shouldBeRepairedByNamingTheAdapter() throws SocketRefused {
        addLoopbackAdapter();
        net.restart();
        net.choose("lan");
        assertThat(pings(guest, OUTSIDE)).isEqualTo(1);
        net.restart();
        assertThat(pings(guest, OUTSIDE)).as("for good").isEqualTo(1);
        net.automatic();
        net.restart();
        assertThat(net.bridgedTo()).contains("loop");
        assertThatThrownBy(() -> net.choose("nowhere"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldEndFramesOfAGuestThatIsBridgedToNothing() throws SocketRefused {
        net.unbind("lan");
        assertThat(net.bridgedTo()).isEmpty();
        assertThat(pings(guest, OUTSIDE)).isZero();
        net.bind("lan");
        net.restart();
        assertThat(pings(guest, OUTSIDE)).isEqualTo(1);
    }
}
