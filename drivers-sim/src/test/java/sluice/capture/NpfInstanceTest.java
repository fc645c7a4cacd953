package sluice.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.capture.CaptureRig.MAC;
import static sluice.capture.CaptureRig.MILLI;
import static sluice.capture.CaptureRig.PEER;
import static sluice.capture.CaptureRig.SECOND;
import static sluice.capture.CaptureRig.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sluice.bpf.BpfCode;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfProgram;
import sluice.ndis.PacketFilters;
import sluice.tap.CaptureStats;
import sluice.time.InterruptDelivery;
import sluice.world.HostOptions;

class NpfInstanceTest {
    private static final long OTHER = 0x0200_0000_0077L;
    private static final long GROUP = 0x0100_5e00_0001L;
    private static final long BROADCAST = 0xffff_ffff_ffffL;

    private CaptureRig rig = new CaptureRig();

    @AfterEach
    void close() {
        assertThat(rig.world.programFailures()).isEmpty();
        assertThat(rig.world.contracts().all()).isEmpty();
        rig.close();
        assertThat(rig.world.ledger().check()).isEmpty();
    }

    /** Keeps {@code keep} octets of frames whose octet 20 is {@code mark}. */
    static BpfProgram marked(int mark, int keep) {
        return BpfProgram.of(
                BpfInstruction.of(BpfCode.LD_B_ABS, 20),
                new BpfInstruction(BpfCode.JEQ, 0, 1, mark),
                BpfInstruction.of(BpfCode.RET_K, keep),
                BpfInstruction.of(BpfCode.RET_K, 0));
    }

    // ---- filter, counters

    @Test
    void shouldKeepWhatTheProgramSays() {
        NpfInstance capture = rig.open(PacketFilters.PROMISCUOUS, 10_000, marked(7, 40));
        rig.arrive(frame(MAC, 100, 7));
        rig.arrive(frame(MAC, 100, 8));
        rig.arrive(frame(MAC, 30, 7));
        List<byte[]> read = rig.readNow(capture);
        assertThat(read).extracting(octets -> octets.length).containsExactly(40, 30);
        assertThat(capture.stats()).isEqualTo(new CaptureStats(3, 0, 2, 1));
    }

    @Test
    void shouldCountByTheRulesOfWinPcapAndOfNpcap() {
        for (NpfPreset preset : NpfPreset.ALL) {
            try (var each = new CaptureRig(preset)) {
                NpfInstance capture = each.open(PacketFilters.PROMISCUOUS, 300, marked(7, -1));
                for (int i = 0; i < 5; i++) each.arrive(frame(MAC, 60, 7));
                for (int i = 0; i < 4; i++) each.arrive(frame(MAC, 60, 8));
                // 84 octets each: three fit
                boolean npcap = preset == NpfPreset.NPCAP;
                assertThat(capture.stats()).isEqualTo(new CaptureStats(npcap ? 5 : 9, 2, 3, 4));
            }
        }
    }

    @Test
    void shouldRefuseInvalidProgramAndHaveNoFilterAfterwards() {
        NpfInstance capture = rig.open(PacketFilters.PROMISCUOUS, 10_000, marked(7, -1));
        rig.arrive(frame(MAC, 60, 7));
        var backwards = BpfProgram.of(BpfInstruction.of(BpfCode.JA, -1));
        assertThat(capture.setFilter(backwards)).isEqualTo(NpfStatus.UNSUCCESSFUL);
        assertThat(capture.refusal()).isPresent();
        assertThat(capture.stats()).isEqualTo(new CaptureStats(0, 0, 0, 0));
        rig.arrive(frame(MAC, 60, 8));
        assertThat(rig.readNow(capture)).containsExactly(frame(MAC, 60, 8));
    }

    @Test
    void shouldThrowAwayWhatIsInTheRingWhenFilterOrSizeChanges() {
        NpfInstance capture = rig.open();
        rig.arrive(frame(MAC, 60, 1));
        capture.setFilter(null);
        assertThat(rig.readNow(capture)).isEmpty();
        rig.arrive(frame(MAC, 60, 2));
        capture.setBufferSize(5000);
        assertThat(capture.stats()).isEqualTo(new CaptureStats(0, 0, 0, 0));
        assertThat(rig.readNow(capture)).isEmpty();
        rig.arrive(frame(MAC, 60, 3));
        capture.setLoopback(true);
        assertThat(rig.readNow(capture)).hasSize(1);
        rig.arrive(frame(MAC, 60, 4));
        capture.setLoopback(false);
        assertThat(rig.readNow(capture)).isEmpty();
    }

    @Test
    void shouldCaptureNothingAndFailReadsWithoutABuffer() {
        NpfInstance capture = rig.open(PacketFilters.PROMISCUOUS, 0, null);
        rig.arrive(frame(MAC, 60, 1));
        assertThat(capture.stats()).isEqualTo(new CaptureStats(1, 1, 0, 0));
        rig.program(self -> assertThat(capture.read(self, new byte[100], 0, 100)).isEqualTo(-1));
        assertThat(capture.lastStatus()).isEqualTo(NpfStatus.UNSUCCESSFUL);
    }

    @Test
    void shouldKeepSeveralInstancesApart() {
        NpfInstance sevens = rig.open(PacketFilters.PROMISCUOUS, 10_000, marked(7, -1));
        NpfInstance eights = rig.open(PacketFilters.PROMISCUOUS, 10_000, marked(8, 20));
        NpfInstance small = rig.open(PacketFilters.PROMISCUOUS, 90, null);
        for (int mark : new int[] {7, 8, 7}) rig.arrive(frame(MAC, 60, mark));
        assertThat(rig.readNow(sevens)).hasSize(2);
        assertThat(rig.readNow(eights)).extracting(octets -> octets.length).containsExactly(20);
        assertThat(small.stats()).isEqualTo(new CaptureStats(3, 2, 1, 0));
    }

    @Test
    void shouldGiveEveryCpuItsPartOfTheBuffer() {
        rig = new CaptureRig(NpfPreset.NPF, new HostOptions(2, HostOptions.DEFAULT.costs(), 1));
        NpfInstance capture = rig.open(PacketFilters.PROMISCUOUS, 4 * 84, null);
        for (int i = 0; i < 4; i++) rig.arrive(frame(MAC, 60, i));
        // The NIC's interrupts go to the first CPU: the other one's part stays empty.
        assertThat(capture.stats()).isEqualTo(new CaptureStats(4, 2, 2, 0));
    }

    @Test
    void shouldUseEveryPartWhereInterruptsAreSpread() {
        rig =
                new CaptureRig(
                        NpfPreset.NPF,
                        new HostOptions(
                                3,
                                HostOptions.DEFAULT.costs(),
                                1,
                                InterruptDelivery.LOWEST_PRIORITY));
        NpfInstance capture = rig.open(PacketFilters.PROMISCUOUS, 6 * 84, null);
        for (int i = 0; i < 7; i++) rig.arrive(frame(MAC, 60, i));
        assertThat(capture.stats()).isEqualTo(new CaptureStats(7, 1, 6, 0));
        assertThat(capture.ringsUsed()).isEqualTo(3);
        assertThat(rig.readNow(capture))
                .extracting(octets -> (int) octets[20])
                .containsExactly(0, 1, 2, 3, 4, 5);
        capture.setBufferSize(84);
        assertThat(capture.ringsUsed()).isZero();
    }

    // ---- packet filters

    @Test
    void shouldPassWhatEachPacketFilterAsksFor() {
        byte[][] frames = {
            frame(MAC, 60, 1), frame(OTHER, 60, 2), frame(BROADCAST, 60, 3), frame(GROUP, 60, 4)
        };
        int[] filters = {0, 1, 8, 2, 4, 0x20, 0x80};
        String[] expected = {"", "1", "3", "", "4", "1234", "134"};
        for (int i = 0; i < filters.length; i++) {
            try (var each = new CaptureRig()) {
                NpfInstance capture = each.open(filters[i], 10_000, null);
                for (byte[] frame : frames) each.arrive(frame);
                var seen = new StringBuilder();
                for (byte[] read : each.readNow(capture)) seen.append(read[20]);
                assertThat(seen.toString()).as("filter %x", filters[i]).isEqualTo(expected[i]);
            }
        }
    }

    @Test
    void shouldGiveAnOrdinaryBindingNothingMoreBesideAPromiscuousOne() {
        NpfInstance ordinary = rig.open(PacketFilters.STATION, 10_000, null);
        NpfInstance promiscuous = rig.open(PacketFilters.PROMISCUOUS, 10_000, null);
        rig.arrive(frame(OTHER, 60, 1));
        assertThat(rig.readNow(ordinary)).isEmpty();
        assertThat(rig.readNow(promiscuous)).hasSize(1);
    }

    // ---- reads, thresholds

    @Test
    void shouldWakeReaderWhenEnoughIsThere() {
        NpfInstance capture = rig.open();
        capture.setMinToCopy(3 * 84);
        capture.setReadTimeout(1000);
        List<Long> times = reading(capture, 1);
        for (int i = 1; i <= 4; i++) rig.arriveLater(i * 10L * MILLI, frame(MAC, 60, i));
        rig.advance(5 * SECOND);
        assertThat(times).containsExactly(30 * MILLI, 3L);
    }

    @Test
    void shouldReadWhatIsThereWhenTheTimeIsOver() {
        NpfInstance capture = rig.open();
        capture.setMinToCopy(16_000);
        capture.setReadTimeout(1000);
        List<Long> times = reading(capture, 2);
        rig.arriveLater(10 * MILLI, frame(MAC, 60, 1));
        rig.advance(5 * SECOND);
        assertThat(times).containsExactly(SECOND, 1L, 2 * SECOND, 0L);
    }

    @Test
    void shouldReadAtOnceWhenMoreThanTheLeastIsThere() {
        NpfInstance capture = rig.open();
        capture.setMinToCopy(100);
        capture.setReadTimeout(1000);
        rig.arrive(frame(MAC, 60, 1));
        rig.arrive(frame(MAC, 60, 2));
        assertThat(reading(capture, 1)).containsExactly(0L, 2L);
    }

    @Test
    void shouldWaitForEverWithTimeoutZeroAndNotAtAllWithMinusOne() {
        NpfInstance capture = rig.open();
        capture.setReadTimeout(NpfInstance.TIMEOUT_IMMEDIATE);
        assertThat(reading(capture, 1)).containsExactly(0L, 0L);
        capture.setReadTimeout(NpfInstance.TIMEOUT_NEVER);
        List<Long> times = reading(capture, 1);
        rig.advance(3600 * SECOND);
        assertThat(times).isEmpty();
        rig.arrive(frame(MAC, 60, 1));
        assertThat(times).containsExactly(3600 * SECOND, 1L);
    }

    /** A program that reads so often; when each read returned, and how many records it gave. */
    private List<Long> reading(NpfInstance capture, int reads) {
        List<Long> seen = new ArrayList<>();
        byte[] user = new byte[256_000];
        rig.program(self -> {
            for (int i = 0; i < reads; i++) {
                int used = capture.read(self, user, 0, user.length);
                var cursor = new sluice.tap.RecordCursor().over(user, 0, used);
                long records = 0;
                while (cursor.next()) records++;
                seen.add(self.nowNanos());
                seen.add(records);
            }
        });
        return seen;
    }

    @Test
    void shouldBlockOnAFrameLongerThanTheUserBufferAndWarn() {
        NpfInstance capture = rig.open();
        rig.arrive(frame(MAC, 1000, 1));
        rig.arrive(frame(MAC, 60, 2));
        assertThat(rig.readNow(capture, 1019)).isEmpty();
        assertThat(capture.warning())
                .hasValueSatisfying(
                        text -> assertThat(text).contains("1000 octets", "buffer of 1019"));
        assertThat(rig.readNow(capture, 1020)).hasSize(1);
    }

    @Test
    void shouldWakeAndFailAReaderWhenTheHandleIsClosed() {
        NpfInstance capture = rig.open();
        capture.setReadTimeout(NpfInstance.TIMEOUT_NEVER);
        List<Integer> results = new ArrayList<>();
        rig.program(self -> results.add(capture.read(self, new byte[100], 0, 100)));
        capture.close();
        rig.run();
        assertThat(results).containsExactly(-1);
        assertThat(capture.lastStatus()).isEqualTo(NpfStatus.CANCELLED);
        rig.arrive(frame(MAC, 60, 1));
        assertThat(rig.driver.instances()).isEmpty();
    }

    // ---- statistics

    @Test
    void shouldCountInsteadOfCopyingInStatisticsMode() {
        NpfInstance capture = rig.open(PacketFilters.PROMISCUOUS, 0, marked(7, -1));
        capture.setReadTimeout(100);
        capture.setMode(CaptureMode.STATISTICS);
        List<Long> records = new ArrayList<>();
        byte[] user = new byte[36];
        rig.program(self -> {
            for (int i = 0; i < 3; i++) {
                assertThat(capture.read(self, user, 0, 36)).isEqualTo(36);
                records.add(sluice.tap.CaptureRecord.timeNanos(user, 0) / MILLI);
                records.add(sluice.tap.CaptureRecord.i64(user, 20));
                records.add(sluice.tap.CaptureRecord.i64(user, 28));
            }
        });
        rig.arriveLater(10 * MILLI, frame(MAC, 40, 7));
        rig.arriveLater(20 * MILLI, frame(MAC, 1000, 7));
        rig.arriveLater(30 * MILLI, frame(MAC, 1000, 8));
        rig.arriveLater(210 * MILLI, frame(MAC, 100, 7));
        rig.advance(SECOND);
        assertThat(records).containsExactly(100L, 2L, 72L + 1012, 200L, 0L, 0L, 300L, 1L, 112L);
        assertThat(capture.stats()).isEqualTo(new CaptureStats(4, 0, 0, 1));
        assertThat(capture.tally().copiedOctets()).isZero();
        assertThat(capture.tally().buffers()).isZero();
    }

    @Test
    void shouldRefuseStatisticsIntoATooSmallBufferAndWithoutRingOnWinPcap4() {
        NpfInstance capture = rig.open(PacketFilters.PROMISCUOUS, 0, null);
        capture.setMode(CaptureMode.STATISTICS);
        rig.program(self -> capture.read(self, new byte[35], 0, 35));
        assertThat(capture.lastStatus()).isEqualTo(NpfStatus.BUFFER_TOO_SMALL);
        try (var old = new CaptureRig(NpfPreset.WINPCAP_4)) {
            NpfInstance there = old.open(PacketFilters.PROMISCUOUS, 0, null);
            there.setMode(CaptureMode.STATISTICS);
            old.program(self -> there.read(self, new byte[36], 0, 36));
            assertThat(there.lastStatus()).isEqualTo(NpfStatus.UNSUCCESSFUL);
        }
    }

    @Test
    void shouldListAdaptersAsTheLibraryDoes() {
        var list = rig.driver.adapterList();
        assertThat(list).hasSize(1);
        assertThat(list.getFirst().deviceName()).isEqualTo("\\Device\\NPF_eth0");
        assertThat(list.getFirst().mac()).isEqualTo(MAC);
        assertThat(list.getFirst().frameOctetsMax()).isEqualTo(1514);
        assertThat(rig.driver.open("nic9")).isNull();
        Objects.requireNonNull(rig.driver.open("\\Device\\NPF_eth0")).close();
        rig.program(self -> {
            byte[] names = new byte[200];
            int length = new Packet32(rig.driver, self).packetGetAdapterNames(names);
            assertThat(new String(names, 0, length, java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("\\Device\\NPF_eth0\0\0Ethernet adapter eth0\0\0");
        });
        assertThat(PEER).isNotEqualTo(MAC);
    }
}
