package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.capture.CaptureRig.MAC;
import static sluice.capture.CaptureRig.MILLI;
import static sluice.capture.CaptureRig.SECOND;
import static sluice.capture.CaptureRig.frame;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import sluice.ndis.PacketFilters;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;
import sluice.tap.BufferKind;
import sluice.tap.CaptureStats;
import sluice.tap.CopyTally;

/** Dump mode beside the usual way to disk. */
class NpfDumpTest {
    private static final CaptureOptions ALL =
            CaptureOptions.WPCAP.withPacketFilter(PacketFilters.PROMISCUOUS);

    private static CaptureProgram start(CaptureRig rig, CaptureProgram program) {
        rig.host.cpu().start("capture", 8, program);
        rig.run();
        return program;
    }

    private static List<byte[]> packets(ByteArrayOutputStream file) {
        List<byte[]> packets = new ArrayList<>();
        try (var reader =
                CaptureReader.open(
                        new ByteArrayInputStream(file.toByteArray()), ReaderOptions.libpcap())) {
            while (reader.next()) {
                int at = reader.offset();
                packets.add(
                        Arrays.copyOfRange(
                                reader.octets(), at, at + reader.capturedLengthOctets()));
            }
            assertThat(reader.damage()).isEmpty();
        } catch (IOException broken) {
            throw new AssertionError(broken);
        }
        return packets;
    }

    private static CopyTally tally(CaptureProgram program) {
        return Objects.requireNonNull(program.adapter()).tally();
    }

    /** Both ways, 1000 frames: the same file; fewer buffers, copies and calls. */
    @Test
    void shouldDumpWithFewerBuffersCopiesAndCallsThanTheUsualWay() {
        int frames = 1000;
        var dumped = new ByteArrayOutputStream();
        var saved = new ByteArrayOutputStream();
        List<CopyTally> tallies = new ArrayList<>();
        for (var file : List.of(dumped, saved)) {
            try (var rig = new CaptureRig()) {
                CaptureOptions options = ALL.withFilter(NpfInstanceTest.marked(7, 200));
                if (file == dumped) options = options.withMode(CaptureMode.DUMP);
                var program = new CaptureProgram(rig.driver, "eth0", options).into(file);
                program.limitedTo(0, file == dumped ? frames : 0);
                start(rig, program);
                for (int i = 0; i < 2 * frames; i++)
                    rig.arriveLater(i * MILLI, frame(MAC, 60 + i % 300, i % 2 == 0 ? 7 : 8));
                rig.advance(10 * SECOND);
                Objects.requireNonNull(program.adapter()).close();
                rig.advance(SECOND);
                assertThat(program.trouble()).isEmpty();
                assertThat(rig.world.programFailures()).isEmpty();
                tallies.add(tally(program));
            }
        }
        assertThat(packets(dumped)).hasSize(frames);
        assertThat(dumped.toByteArray()).isEqualTo(saved.toByteArray());
        CopyTally dump = tallies.get(0);
        CopyTally usual = tallies.get(1);
        long usualCalls = usual.systemCalls() - dump.systemCalls();
        System.out.printf(
                java.util.Locale.ROOT,
                "S28: dump: %d buffers, %.2f copies a packet after the tap, 0 calls a packet;"
                        + " usual way: %d buffers, %.2f copies a packet, %.3f calls a packet more%n",
                dump.buffers(),
                (dump.copies() - dump.copies(BufferKind.KERNEL)) / (double) frames,
                usual.buffers(),
                (usual.copies() - usual.copies(BufferKind.KERNEL)) / (double) frames,
                usualCalls / (double) frames);
        assertThat(dump.buffers()).isEqualTo(2);
        assertThat(usual.buffers()).isEqualTo(4);
        assertThat(dump.copies()).isEqualTo(2L * frames);
        assertThat(usual.copies()).isEqualTo(4L * frames);
        assertThat(dump.systemCalls()).as("set up and wait, whatever comes").isEqualTo(11);
        assertThat(usualCalls).isGreaterThan(40);
    }

    @Test
    void shouldEndAtALimitAndWakeTheApplication() {
        for (boolean byPackets : new boolean[] {true, false}) {
            try (var rig = new CaptureRig()) {
                var file = new ByteArrayOutputStream();
                var program =
                        new CaptureProgram(rig.driver, "eth0", ALL.withMode(CaptureMode.DUMP))
                                .into(file)
                                .limitedTo(byPackets ? 0 : 24 + 3 * 76 + 75, byPackets ? 3 : 0);
                start(rig, program);
                for (int i = 0; i < 10; i++) rig.arrive(frame(MAC, 60, i));
                assertThat(packets(file)).hasSize(3);
                NpfInstance adapter = Objects.requireNonNull(program.adapter());
                assertThat(adapter.dumpEnded()).isTrue();
                CaptureStats stats = adapter.stats();
                assertThat(stats.captured() + stats.dropped() + adapter.afterDumpEnd())
                        .isEqualTo(10);
                assertThat(stats.received()).isEqualTo(10);
                assertThat(rig.host.cpu().threads()).allMatch(thread -> thread.ended());
            }
        }
    }

    @Test
    void shouldRejectDumpOnWinPcap4AndNpcap() {
        for (NpfPreset preset : List.of(NpfPreset.WINPCAP_4, NpfPreset.NPCAP)) {
            try (var rig = new CaptureRig(preset)) {
                var file = new ByteArrayOutputStream();
                var program =
                        new CaptureProgram(rig.driver, "eth0", ALL.withMode(CaptureMode.DUMP))
                                .into(file);
                start(rig, program);
                assertThat(program.trouble()).isEqualTo("dump refused by " + preset.name());
                NpfInstance adapter = Objects.requireNonNull(program.adapter());
                assertThat(adapter.setMode(CaptureMode.DUMP))
                        .isEqualTo(NpfStatus.INVALID_DEVICE_REQUEST);
                rig.program(self ->
                        assertThat(new Packet32(rig.driver, self).packetIsDumpEnded(adapter, true))
                                .isFalse());
            }
        }
    }

    @Test
    void shouldCountFramesThatTheDumpIsTooLateFor() {
        try (var rig = new CaptureRig()) {
            var file = new ByteArrayOutputStream();
            var options = ALL.withMode(CaptureMode.DUMP).withBuffers(3 * 84, 1000);
            start(rig, new CaptureProgram(rig.driver, "eth0", options).into(file));
            // The NIC gives a burst to one deferred call; the dump's thread comes after it.
            for (int i = 0; i < 10; i++) rig.arriveLater(MILLI, frame(MAC, 60, i));
            rig.advance(SECOND);
            NpfInstance adapter = rig.driver.instances().getFirst();
            assertThat(adapter.stats()).isEqualTo(new CaptureStats(10, 7, 3, 0));
            assertThat(packets(file)).hasSize(3);
        }
    }

    @Test
    void shouldEndTheDumpWhenTheFileFails() {
        try (var rig = new CaptureRig()) {
            var broken =
                    new OutputStream() {
                        private int left = 100;

                        @Override
                        public void write(int octet) throws IOException {
                            if (left-- <= 0) throw new IOException("full");
                        }
                    };
            var program =
                    new CaptureProgram(rig.driver, "eth0", ALL.withMode(CaptureMode.DUMP))
                            .into(broken);
            start(rig, program);
            for (int i = 0; i < 3; i++) rig.arrive(frame(MAC, 60, i));
            assertThat(Objects.requireNonNull(program.adapter()).dumpEnded()).isTrue();
        }
    }
}
