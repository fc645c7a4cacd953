package sluice.packetce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.capture.CaptureOptions;
import sluice.ndis.PacketFilters;
import sluice.ndis.ResourceFaults;
import sluice.nic.NicOptions;
import sluice.packet.Octets;
import sluice.sim.Dm9Nic;
import sluice.sim.Dm9Receives;
import sluice.sim.IoWidth;
import sluice.sim.Station;
import sluice.tap.BufferKind;
import sluice.tap.RecordCursor;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The embedded capture engine over a chip with registers. */
class PacketCeTest {
    private static final long MAC = 0x0200_0000_0001L;
    private static final long FOR_ANOTHER = 0x0200_0000_0099L;
    private static final List<String> WITH_PACKETS =
            List.of(
                    "Dm9LookupRxBuffer",
                    "DeviceReadString",
                    "NdisMIndicateReceivePacket",
                    "PacketReceive",
                    "ProtocolReceiveComplete",
                    "PKTRead");
    private static final List<String> WITH_LOOKAHEADS =
            List.of(
                    "Dm9LookupRxBuffer",
                    "NdisMEthIndicateReceive",
                    "DeviceReadString",
                    "PacketReceive",
                    "ProtocolReceiveComplete",
                    "PKTRead");

    private static final class Rig implements AutoCloseable {
        final List<Station> stations = new ArrayList<>();
        final World world;
        final Host host;
        final Dm9Nic nic;
        final WindowsHost windows;
        final PktDriver driver;
        final PktHandle handle;

        Rig(boolean lookaheads) {
            world =
                    new World(
                            WorldOptions.DEFAULT,
                            step -> {
                                if (step instanceof Station station) stations.add(station);
                            });
            host = world.addHost("ce", HostOptions.DEFAULT);
            nic = Dm9Nic.in(host, "eth0", NicOptions.ethernet(MAC), IoWidth.WORD);
            windows =
                    WindowsHost.on(
                            host,
                            WindowsPreset.XP,
                            each ->
                                    lookaheads
                                            ? Dm9Receives.withLookaheads(nic)
                                            : Dm9Receives.withPackets(nic));
            driver = PktDriver.pktInit(host, List.of(windows.adapter("eth0")));
            handle = java.util.Objects.requireNonNull(driver.pktOpen("eth0"));
            handle.setBufferSize(100_000);
            handle.setReadTimeout(-1);
            handle.setPacketFilter(PacketFilters.PROMISCUOUS);
        }

        void arrive(byte[] frame) {
            nic.chip().inject(frame, 0, frame.length);
            run();
        }

        void run() {
            world.scheduler().run(world.scheduler().nowNanos() + 1_000_000_000L, 1_000_000);
        }

        List<byte[]> read(int bufferOctets) {
            List<byte[]> frames = new ArrayList<>();
            host.cpu()
                    .start(
                            "reader",
                            8,
                            self -> {
                                byte[] user = new byte[bufferOctets];
                                var cursor =
                                        new RecordCursor()
                                                .over(user, 0, handle.pktRead(self, user));
                                while (cursor.next())
                                    frames.add(
                                            Arrays.copyOfRange(
                                                    user,
                                                    cursor.offset(),
                                                    cursor.offset() + cursor.capturedOctets()));
                            });
            run();
            assertThat(world.programFailures()).isEmpty();
            return frames;
        }

        @Override
        public void close() {
            driver.pktClose(handle);
            run();
            assertThat(world.ledger().check()).isEmpty();
            assertThat(world.ledger().alive()).isEmpty();
            assertThat(world.contracts().all()).isEmpty();
            world.close();
        }
    }

    private static byte[] frame(int length, long seed) {
        byte[] frame = new byte[length];
        new Random(seed).nextBytes(frame);
        Octets.put48(frame, 0, FOR_ANOTHER); // so that tcpip does not want it
        Octets.put16(frame, 12, 0x88b5);
        return frame;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPassTheStationsInOrderWithTheSameOctets(boolean lookaheads) {
        try (var rig = new Rig(lookaheads)) {
            byte[] frame = frame(777, 1);
            rig.arrive(frame);
            assertThat(rig.read(4096)).singleElement().isEqualTo(frame);
            assertThat(rig.stations)
                    .extracting(Station::function)
                    .isEqualTo(lookaheads ? WITH_LOOKAHEADS : WITH_PACKETS);
            assertThat(rig.stations)
                    .filteredOn(each -> !each.function().equals("NdisMEthIndicateReceive"))
                    .extracting(each -> each.octets() + " " + each.digest())
                    .hasSizeGreaterThan(4)
                    .containsOnly(
                            rig.stations.getLast().octets()
                                    + " "
                                    + rig.stations.getLast().digest());
            assertThat(rig.stations).extracting(Station::packetId).containsOnly(1L);
        }
    }

    /** What the wrapper does not know it does not serve. */
    @Test
    void shouldOpenNothingIfTheProtocolIsNotRegistered() {
        var rig = new Rig(false);
        var adapter = rig.windows.adapter("eth0");
        rig.windows.ndis().failResourcesBy((kind, _) -> kind == ResourceFaults.Kind.REGISTER);
        PktDriver second = PktDriver.pktInit(rig.host, List.of(adapter));
        assertThat(second.refusal()).startsWith("NDIS_STATUS_RESOURCES");
        assertThat(second.pktOpen("eth0")).isNull();
        assertThat(rig.driver.refusal()).isEmpty();
    }

    @Test
    void shouldCopyTwiceFromChipToProgram() {
        try (var rig = new Rig(false)) {
            for (int i = 0; i < 10; i++) rig.arrive(frame(100 + i, i));
            assertThat(rig.read(8192)).hasSize(10);
            assertThat(rig.nic.driver().tally().copies(BufferKind.KERNEL)).isEqualTo(10);
            assertThat(rig.nic.driver().tally().copiedOctets()).isEqualTo(1045);
            assertThat(rig.handle.tally().copies(BufferKind.KERNEL)).isZero();
            assertThat(rig.handle.tally().copies(BufferKind.USER)).isEqualTo(10);
            assertThat(rig.handle.tally().copiedOctets()).isEqualTo(1045);
        }
    }

    @Test
    void shouldHaveTheRestTransferredBehindTheLookahead() {
        try (var rig = new Rig(true)) {
            rig.arrive(frame(1000, 1));
            assertThat(rig.read(4096)).hasSize(1);
            assertThat(rig.nic.driver().tally().copies(BufferKind.KERNEL)).isEqualTo(1);
            assertThat(rig.nic.driver().tally().copiedOctets()).isEqualTo(1000);
            assertThat(rig.handle.tally().copiedOctets(BufferKind.KERNEL))
                    .as("header and look-ahead, a second time")
                    .isEqualTo(14 + 128);
        }
    }

    @Test
    void shouldDropTheNewcomerWhenTheKernelBufferIsFull() {
        try (var rig = new Rig(false)) {
            rig.handle.setBufferSize(4 * (100 + 24));
            for (int i = 0; i < 6; i++) rig.arrive(frame(100, i));
            assertThat(rig.handle.stats().dropped()).isEqualTo(2);
            assertThat(rig.handle.stats().captured()).isEqualTo(4);
            assertThat(rig.read(8192)).hasSize(4).first().isEqualTo(frame(100, 0));
            rig.arrive(frame(100, 9));
            assertThat(rig.read(8192)).singleElement().isEqualTo(frame(100, 9));
        }
    }

    @Test
    void shouldKeepTheBeginningOnlyIfTheFilterSaysSo() {
        try (var rig = new Rig(true)) {
            rig.handle.setFilter(CaptureOptions.snapLength(60));
            byte[] frame = frame(500, 1);
            rig.arrive(frame);
            assertThat(rig.read(4096)).singleElement().isEqualTo(Arrays.copyOf(frame, 60));
            assertThat(rig.nic.chip().memoryReads())
                    .as("what nobody asks for is never read out of the chip")
                    .isLessThan(100);
        }
    }

    @Test
    void shouldNotSplitARecord() {
        try (var rig = new Rig(false)) {
            rig.arrive(frame(100, 1));
            rig.arrive(frame(100, 2));
            assertThat(rig.read(150)).singleElement().isEqualTo(frame(100, 1));
            assertThat(rig.read(119)).isEmpty();
            assertThat(rig.read(120)).singleElement().isEqualTo(frame(100, 2));
        }
    }

    @Test
    void shouldLoseWhatWasNotReadWhenItIsClosed() {
        var rig = new Rig(false);
        rig.arrive(frame(100, 1));
        rig.close();
    }

    @Test
    void shouldNameTheAdaptersInOneArray() {
        try (var rig = new Rig(false)) {
            rig.host
                    .cpu()
                    .start(
                            "lister",
                            8,
                            self -> {
                                var library = new PacketCe(rig.driver, self);
                                assertThat(library.packetGetAdapterNames(new byte[2])).isEqualTo(6);
                                byte[] names = new byte[6];
                                library.packetGetAdapterNames(names);
                                assertThat(names).containsExactly('e', 't', 'h', '0', 0, 0);
                            });
            rig.run();
            assertThat(rig.world.programFailures()).isEmpty();
        }
    }
}
