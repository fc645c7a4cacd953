package sluice.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sluice.capture.NpfDriver;
import sluice.capture.NpfInstance;
import sluice.capture.NpfPreset;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.UdpSocket;
import sluice.edge.SocketRefused;
import sluice.ndis.AdapterState;
import sluice.ndis.NdisOptions;
import sluice.ndis.PacketFilters;
import sluice.ndis.VerifierLevel;
import sluice.nic.LinkOptions;
import sluice.nic.Nic;
import sluice.nic.SimNic;
import sluice.tap.RecordCursor;
import sluice.time.CostTable;
import sluice.winstack.SimMiniport;
import sluice.winstack.WindowsHost;
import sluice.winstack.WindowsPreset;
import sluice.world.Host;
import sluice.world.HostOptions;
import sluice.world.World;
import sluice.world.WorldOptions;

/** The card with its driver under a Windows stack. */
class Dm9NicTest {
    private static final IpAddress CE = IpAddress.v4(0xc000_0201);

    private static final class Rig implements AutoCloseable {
        final World world = new World(WorldOptions.DEFAULT, null);
        final Host host;
        final Dm9Nic nic;
        final SimNic peerNic;
        final WindowsHost ce;
        final WindowsHost peer;
        final NpfInstance capture;

        Rig(IoWidth width, boolean lookaheads, CostTable costs) {
            host = world.addHost("ce", new HostOptions(1, costs, 20_000_000));
            nic = Dm9Nic.in(host, "eth0", ChipRig.options(ChipRig.MAC), width);
            Host other = world.addHost("peer", HostOptions.DEFAULT);
            peerNic = other.addNic("eth0", ChipRig.options(ChipRig.PEER));
            world.connect("cable", LinkOptions.PERFECT, nic.chip(), peerNic);
            ce =
                    WindowsHost.on(
                            host,
                            WindowsPreset.XP,
                            each ->
                                    lookaheads
                                            ? Dm9Receives.withLookaheads((Dm9Nic) each)
                                            : Dm9Receives.withPackets((Dm9Nic) each));
            peer = WindowsHost.on(other, WindowsPreset.XP);
            ce.addAddress("eth0", CE, 24);
            peer.addAddress("eth0", IpAddress.v4(0xc000_0202), 24);
            var driver = new NpfDriver(host, NpfPreset.NPF, List.of(ce.adapter("eth0")));
            capture = java.util.Objects.requireNonNull(driver.open("eth0"));
            capture.setBufferSize(100_000);
            capture.setPacketFilter(PacketFilters.DIRECTED);
            run();
        }

        void run() {
            world.scheduler().run(world.scheduler().nowNanos() + 60_000_000_000L, 1_000_000);
        }

        List<byte[]> captured() {
            List<byte[]> frames = new ArrayList<>();
            host.cpu()
                    .start(
                            "reader",
                            8,
                            self -> {
                                byte[] user = new byte[100_000];
                                var cursor =
                                        new RecordCursor()
                                                .over(
                                                        user,
                                                        0,
                                                        capture.read(self, user, 0, 100_000));
                                while (cursor.next()) {
                                    int from = cursor.offset();
                                    frames.add(
                                            java.util.Arrays.copyOfRange(
                                                    user, from, from + cursor.capturedOctets()));
                                }
                            });
            run();
            return frames;
        }

        void arrive(byte[] frame) {
            nic.chip().inject(frame, 0, frame.length);
            run();
        }

        @Override
        public void close() {
            assertThat(world.ledger().check()).isEmpty();
            assertThat(world.contracts().all()).isEmpty();
            world.close();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveCapturesTheFrameWithoutItsCheckSequence(boolean lookaheads) {
        try (var rig = new Rig(IoWidth.WORD, lookaheads, CostTable.ZERO)) {
            for (int length : new int[] {14, 60, 61, 141, 142, 143, 1514}) {
                byte[] frame = ChipRig.frame(ChipRig.MAC, length, length);
                rig.arrive(frame);
                assertThat(rig.captured()).singleElement().isEqualTo(frame);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldCostAReadCycleForEachWordAndAFewAccesses(IoWidth width) {
        try (var rig = new Rig(width, false, CostTable.ZERO)) {
            for (int length : new int[] {60, 61, 999, 1514}) {
                long before = rig.nic.chip().memoryReads();
                long all = rig.nic.chip().ioCycles();
                rig.arrive(ChipRig.frame(ChipRig.MAC, length, 7));
                long data = rig.nic.chip().memoryReads() - before;
                assertThat(data).isEqualTo(width.cycles(4) + width.cycles(length + 4));
                assertThat(rig.nic.chip().ioCycles() - all - data).isLessThanOrEqualTo(24);
            }
            assertThat(rig.nic.driver().tally().copies()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCarryDatagramsBothWays(boolean lookaheads) throws SocketRefused {
        try (var rig = new Rig(IoWidth.WORD, lookaheads, CostTable.ZERO)) {
            var echoed = new ArrayList<Integer>();
            var sent = new UdpSocket[2];
            sent[0] =
                    rig.ce
                            .sockets()
                            .udp(
                                    IpAddress.ANY4,
                                    9,
                                    (id, octets, at, length, high, low, port) ->
                                            sent[0].send(
                                                    octets,
                                                    at,
                                                    length,
                                                    new IpAddress(high, low),
                                                    port,
                                                    SendOptions.DEFAULT));
            sent[1] =
                    rig.peer
                            .sockets()
                            .udp(
                                    IpAddress.ANY4,
                                    1009,
                                    (id, octets, at, length, high, low, port) ->
                                            echoed.add(length));
            for (int length : new int[] {1, 100, 1472, 3000}) {
                sent[1].send(new byte[length], 0, length, CE, 9, SendOptions.DEFAULT);
                rig.run();
            }
            assertThat(echoed).containsExactly(1, 100, 1472, 3000);
        }
    }

    @Test
    void shouldResetTheChipWhenTheReadyByteIsBroken() {
        try (var rig = new Rig(IoWidth.WORD, false, CostTable.ZERO)) {
            rig.arrive(ChipRig.frame(ChipRig.MAC, 60, 1));
            // somebody moves the read pointer under the driver
            rig.nic.chip().writeIndex(Dm9Reg.MRRL);
            rig.nic.chip().writeData((rig.nic.chip().readPointer() - 2) & 0xff);
            byte[] lost = ChipRig.frame(ChipRig.MAC, 100, 2);
            rig.arrive(lost);
            assertThat(rig.nic.driver().recoveries()).isEqualTo(1);
            byte[] after = ChipRig.frame(ChipRig.MAC, 200, 3);
            rig.arrive(after);
            assertThat(rig.captured()).hasSize(2).last().isEqualTo(after);
        }
    }

    @Test
    void shouldChargeEachCycleToTheCpu() {
        var costs = new CostTable(0, 0, 0, 0, 0, 0, 0, 0, 100);
        try (var rig = new Rig(IoWidth.WORD, false, costs)) {
            long from = rig.world.scheduler().nowNanos();
            long cycles = rig.nic.chip().ioCycles();
            var done = new long[1];
            byte[] frame = ChipRig.frame(ChipRig.MAC, 1514, 1);
            rig.nic.chip().inject(frame, 0, frame.length);
            rig.world.scheduler().run(from, 1_000_000);
            rig.host.cpu().start("after", 1, self -> done[0] = self.nowNanos());
            rig.run();
            assertThat(done[0] - from).isEqualTo((rig.nic.chip().ioCycles() - cycles) * 100);
        }
    }

    @Test
    void shouldRefuseAThirdTransmissionUntilOneIsOver() {
        try (var rig = new Rig(IoWidth.WORD, false, CostTable.ZERO)) {
            byte[] frame = ChipRig.frame(ChipRig.PEER, 60, 1);
            var place = rig.ce.adapter("eth0").miniportPlace();
            var results = new ArrayList<Nic.TxResult>();
            List<sluice.packet.Packet> packets = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                var packet = rig.world.pool().originate(place, frame, 0, frame.length);
                packets.add(packet);
                results.add(rig.nic.transmit(packet));
            }
            assertThat(results)
                    .containsExactly(
                            Nic.TxResult.ACCEPTED, Nic.TxResult.ACCEPTED, Nic.TxResult.BUSY);
            packets.getLast().end(Dm9End.PULLED);
            rig.nic.enableInterrupts(false);
            rig.run();
            for (int i = 0; i < 2; i++)
                java.util.Objects.requireNonNull(rig.nic.pollTransmitted()).end(Dm9End.PULLED);
            assertThat(rig.nic.pollTransmitted()).isNull();
        }
    }

    @Test
    void shouldServeAnOrdinaryMiniportToo() {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("ce", HostOptions.DEFAULT);
            Dm9Nic nic = Dm9Nic.in(host, "eth0", ChipRig.options(ChipRig.MAC), IoWidth.OCTET);
            @Nullable Nic seen = host.allNics().getFirst();
            assertThat(seen).isSameAs(nic);
            var windows =
                    WindowsHost.on(host, WindowsPreset.XP, each -> new SimMiniport(each, false));
            assertThat(windows.adapter("eth0").mac()).isEqualTo(ChipRig.MAC);
        }
    }

    /** Believed: who halts lets go of all by itself. True: two pools of descriptors were left. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGiveItsPoolsBackWhenItIsHalted(boolean lookaheads) {
        try (var world = new World(WorldOptions.DEFAULT, null)) {
            Host host = world.addHost("ce", HostOptions.DEFAULT);
            Dm9Nic nic = Dm9Nic.in(host, "eth0", ChipRig.options(ChipRig.MAC), IoWidth.WORD);
            var windows =
                    WindowsHost.on(
                            host,
                            WindowsPreset.XP,
                            NdisOptions.verified(VerifierLevel.STRICT),
                            each ->
                                    lookaheads
                                            ? Dm9Receives.withLookaheads(nic)
                                            : Dm9Receives.withPackets(nic));
            windows.adapter("eth0").halt();
            world.scheduler().run(1_000_000_000L, 10_000);
            assertThat(windows.adapter("eth0").state()).isEqualTo(AdapterState.HALTED);
            assertThat(windows.ndis().bugCheck()).isEmpty();
        }
    }
}
