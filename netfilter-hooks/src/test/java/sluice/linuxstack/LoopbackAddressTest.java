package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.linuxstack.TwoHosts.Received;
import sluice.packet.Octets;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The MAC address of {@code lo}. */
class LoopbackAddressTest {
    private final World world = new World(WorldOptions.DEFAULT, null);

    @Test
    void shouldWriteTheAddressIntoFramesOnBothSides() throws Exception {
        LinuxHost host = LinuxHost.on(world.addHost("new", HostOptions.DEFAULT)).build();
        host.command("ip link set lo address 02:11:22:33:44:55");
        List<Long> addresses = new ArrayList<>();
        host.registerTap((_, _, _, octets, offset, _, _) -> {
            addresses.add(Octets.u48(octets, offset));
            addresses.add(Octets.u48(octets, offset + 6));
        });
        var received = new Received();
        host.sockets().udp(IpAddress.ANY4, 7, received);
        LinuxUdpSocket socket = host.sharedUdp(IpAddress.ANY4, 0, new Received());
        TwoHosts.send(socket, "127.0.0.1", 7, "me");
        world.runUntil(1_000_000);
        assertThat(received.texts).containsExactly("me");
        assertThat(addresses).hasSize(4).containsOnly(0x0211_2233_4455L);
    }

    @Test
    void shouldRefuseAnAddressWhereTheKernelIsOfThatTime() {
        LinuxHost host =
                LinuxHost.on(world.addHost("old", HostOptions.DEFAULT))
                        .kernel(LinuxKernel.LINUX_2_4)
                        .build();
        assertThatThrownBy(() -> host.command("ip link set lo address 02:11:22:33:44:55"))
                .hasMessageContaining("lo keeps its address");
    }
}
