package sluice.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.nic.LinkOptions;
import sluice.nic.NicOptions;
import sluice.trace.Layering;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

class OuterEndTest {
    /** As if it came from the device at the other end. */
    @Test
    void shouldHandOnWhatIsPutIn() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            var host = world.addHost("host", HostOptions.DEFAULT);
            var nic = host.addNic("eth0", NicOptions.ethernet(0x0200_0000_0001L));
            List<byte[]> taken = new ArrayList<>();
            var wire = new OuterEnd("wire", host.place("outside", Layering.ETHERNET), taken::add);
            world.connect("cable", LinkOptions.PERFECT, nic, wire);
            wire.inject(new byte[] {9, 1, 2, 3, 9}, 1, 3);
            assertThat(taken).containsExactly(new byte[] {1, 2, 3});
        }
    }
}
