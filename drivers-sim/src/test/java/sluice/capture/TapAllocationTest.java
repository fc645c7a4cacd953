package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import sluice.ndis.PacketFilters;
import sluice.nic.NicOptions;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** A captured frame is no garbage: from the NIC through NDIS and the filter into the ring. */
class TapAllocationTest {
    private static final int FRAMES = 20_000;

    @Test
    void shouldAllocateNothingForAFrame() {
        try (var world = new World(WorldOptions.DEFAULT.unaudited(), null)) {
            var host = world.addHost("win", HostOptions.DEFAULT);
            var nic = host.addNic("eth0", NicOptions.ethernet(CaptureRig.MAC));
            var windows = WindowsHost.on(host, WindowsPreset.XP);
            var driver =
                    new NpfDriver(host, NpfPreset.NPF, java.util.List.of(windows.adapter("eth0")));
            var capture = java.util.Objects.requireNonNull(driver.open("eth0"));
            capture.setBufferSize(1 << 23);
            capture.setFilter(NpfInstanceTest.marked(7, -1));
            capture.setPacketFilter(PacketFilters.PROMISCUOUS);
            byte[] frame = CaptureRig.frame(CaptureRig.MAC, 100, 7);
            run(world, nic, frame);
            long before = allocatedOctets();
            run(world, nic, frame);
            long allocated = allocatedOctets() - before;
            assertThat(capture.stats().captured()).isEqualTo(2L * FRAMES);
            assertThat((double) allocated / FRAMES).as("octets for a frame").isLessThan(1);
        }
    }

    /** Asked by reflection: the module under test does not read the management modules. */
    private static long allocatedOctets() {
        try {
            Object threads =
                    Class.forName("java.lang.management.ManagementFactory")
                            .getMethod("getThreadMXBean")
                            .invoke(null);
            return (long)
                    Class.forName("com.sun.management.ThreadMXBean")
                            .getMethod("getCurrentThreadAllocatedBytes")
                            .invoke(threads);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JVM does not count allocation", e);
        }
    }

    private static void run(World world, sluice.nic.SimNic nic, byte[] frame) {
        for (int i = 0; i < FRAMES; i++) {
            nic.inject(frame, 0, frame.length);
            world.scheduler().run(Long.MAX_VALUE, Long.MAX_VALUE);
        }
    }
}
