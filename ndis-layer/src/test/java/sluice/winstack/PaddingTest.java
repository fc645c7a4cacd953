package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.edge.SocketRefused;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** Who fills frames that are too short: the hardware, or where that does not the miniport. */
class PaddingTest {
    private final List<Integer> shortFrames = new ArrayList<>();

    private long fromNicWith(NicOptions options, boolean serialized) throws SocketRefused {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            var machine = world.addHost("win", HostOptions.DEFAULT);
            SimNic nic = machine.addNic("lan", options);
            SimNic far =
                    world.addHost("far", HostOptions.DEFAULT)
                            .addNic("lan", NicOptions.ethernet(0x0200_0000_0002L));
            world.connect("cable", LinkOptions.PERFECT, nic, far);
            var win =
                    WindowsHost.on(
                            machine,
                            WindowsPreset.WINDOWS_10,
                            NdisOptions.verified(VerifierLevel.STRICT),
                            each -> new SimMiniport(each, serialized));
            win.addAddress("lan", IpAddress.require("192.0.2.1"), 24);
            win.addNeighbour("lan", IpAddress.require("192.0.2.2"), far.mac());
            nic.watchShortFrames(shortFrames::add);
            var program = TwoHosts.Program.udp(win, IpAddress.ANY4, 5000);
            program.send("17 octets of data", IpAddress.require("192.0.2.2"), 9);
            program.send("18 octets of it all", IpAddress.require("192.0.2.2"), 9);
            world.runUntil(1_000_000_000L);
            assertThat(world.contracts().all()).isEmpty();
            assertThat(world.ledger().check()).isEmpty();
            return world.ledger().stats().stream()
                    .flatMap(stats -> stats.ends().stream())
                    .filter(end -> end.fate() == WindowsEnd.TRANSMITTED)
                    .mapToLong(end -> end.count())
                    .sum();
        }
    }

    @Test
    void shouldFillFramesWhereTheHardwareDoesNot() throws SocketRefused {
        NicOptions plain = NicOptions.ethernet(0x0200_0000_0001L).withoutPadding();
        assertThat(fromNicWith(plain, false)).isEqualTo(2);
        assertThat(fromNicWith(plain, true)).isEqualTo(2);
        assertThat(shortFrames).isEmpty();
    }

    @Test
    void shouldLeaveItToTheHardwareWhereThatDoes() throws SocketRefused {
        assertThat(fromNicWith(NicOptions.ethernet(0x0200_0000_0001L), false)).isEqualTo(2);
        assertThat(shortFrames).isEmpty(); // the hardware has none, whatever it is given
    }
}
