package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sluice.edge.IpAddress;
import sluice.ndis.DevicePower;
import sluice.ndis.NdisOptions;
import sluice.ndis.VerifierLevel;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A frame that is in the NIC when its adapter goes to sleep. */
class AsleepNicTest {
    private final World world = new World(WorldOptions.DEFAULT, null);
    private final SimNic nic;
    private final WindowsHost win;

    AsleepNicTest() {
        var machine = world.addHost("win", HostOptions.DEFAULT);
        nic = machine.addNic("lan", NicOptions.ethernet(0x0200_0000_0001L));
        win =
                WindowsHost.on(
                        machine,
                        WindowsPreset.WINDOWS_10,
                        NdisOptions.verified(VerifierLevel.STRICT),
                        each -> new SimMiniport(each, false));
        win.addAddress("lan", IpAddress.require("192.0.2.1"), 24);
    }

    private void arriveAndSleep() {
        byte[] frame = new byte[60];
        frame[0] = 0x02;
        frame[5] = 0x01;
        nic.inject(frame, 0, frame.length);
        win.adapter("lan").setPower(DevicePower.D3);
    }

    private void settled() {
        assertThat(world.contracts().all()).isEmpty();
        assertThat(world.ledger().check()).isEmpty();
        assertThat(world.ledger().alive()).isEmpty();
    }

    /**
     * Believed: it can stay on the ring till the NIC wakes. True: the ring raises its interrupt.
     */
    @Test
    void shouldBeLostAndNotRaiseItsInterruptForEver() {
        arriveAndSleep();
        world.scheduler().run(1_000_000_000L, 1000);
        assertThat(world.scheduler().nowNanos()).isEqualTo(1_000_000_000L);
        settled();
    }

    @Test
    void shouldNotComeBackWhenTheNicWakes() {
        arriveAndSleep();
        world.scheduler().run(1_000_000, 1000);
        win.adapter("lan").setPower(DevicePower.D0);
        world.scheduler().run(1_000_000_000L, 1000);
        settled();
        assertThat(win.adapter("lan").underWay()).isZero();
    }
}
