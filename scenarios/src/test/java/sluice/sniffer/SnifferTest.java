package sluice.sniffer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;

class SnifferTest {
    private static final LinkType RAW = new LinkType(101);

    private static SniffedPacket packet(long seconds, int octets) {
        return packet(LinkType.ETHERNET, seconds, octets);
    }

    private static SniffedPacket packet(LinkType type, long seconds, int octets) {
        var packet = new SniffedPacket();
        packet.set(type, seconds, 5, new byte[octets], 0, octets, octets);
        return packet;
    }

    private static final class Numbers implements PacketSink {
        final List<Long> seconds = new ArrayList<>();
        final List<Integer> kept = new ArrayList<>();

        @Override
        public void packet(SniffedPacket packet, int keptOctets) {
            seconds.add(packet.seconds);
            kept.add(keptOctets);
        }

        @Override
        public void close() {
            // nothing is held
        }
    }

    @Test
    void shouldEndWithThePacketThatReachesTheCount() throws Exception {
        var seen = new Numbers();
        PacketFilters odd = _ -> (octets, offset, captured, wire) -> captured % 2 == 0 ? 0 : -1;
        var sniffer =
                new Sniffer(
                        odd, new SniffLimits(2, Long.MAX_VALUE, Integer.MAX_VALUE), List.of(seen));
        assertThat(sniffer.packet(packet(1, 61))).isTrue();
        assertThat(sniffer.packet(packet(2, 62))).isTrue();
        assertThat(sniffer.packet(packet(3, 63))).isFalse();
        assertThat(sniffer.packet(packet(4, 65))).isFalse();
        assertThat(seen.seconds).containsExactly(1L, 3L);
        assertThat(sniffer.totals())
                .isEqualTo(new SniffTotals(3, 2, 124, 1_000_000_005L, 3_000_000_005L));
    }

    @Test
    void shouldEndBeforeThePacketThatComesAfterTheDuration() throws Exception {
        var seen = new Numbers();
        var sniffer =
                new Sniffer(
                        PacketFilters.ALL,
                        new SniffLimits(Long.MAX_VALUE, 2_000_000_000L, Integer.MAX_VALUE),
                        List.of(seen));
        assertThat(sniffer.packet(packet(10, 60))).isTrue();
        assertThat(sniffer.packet(packet(12, 60))).isTrue();
        assertThat(sniffer.packet(packet(13, 60))).isFalse();
        assertThat(sniffer.totals().received()).isEqualTo(2);
    }

    @Test
    void shouldKeepNoMoreThanFilterAndSnapLengthAllow() throws Exception {
        var seen = new Numbers();
        PacketFilters fifty = _ -> (octets, offset, captured, wire) -> 50;
        var sniffer =
                new Sniffer(
                        fifty, new SniffLimits(Long.MAX_VALUE, Long.MAX_VALUE, 40), List.of(seen));
        sniffer.packet(packet(1, 60));
        sniffer.packet(packet(2, 30));
        assertThat(seen.kept).containsExactly(40, 30);
    }

    @Test
    void shouldMakeAProgramForEachLinkTypeOnce() throws Exception {
        List<LinkType> made = new ArrayList<>();
        var sniffer =
                new Sniffer(
                        type -> {
                            made.add(type);
                            return PacketFilters.ALL.program(type);
                        },
                        SniffLimits.NONE,
                        List.of());
        for (int i = 0; i < 3; i++) {
            sniffer.packet(packet(LinkType.ETHERNET, i, 60));
            sniffer.packet(packet(RAW, i, 60));
        }
        assertThat(made).containsExactly(LinkType.ETHERNET, RAW);
    }

    @Test
    void shouldBeginAFileAnewBySizeAndDeleteTheOldest(@TempDir Path folder) throws Exception {
        var saved =
                new SavedFiles(
                        folder.resolve("out.pcap"),
                        CaptureFormat.PCAP,
                        LinkType.ETHERNET,
                        new SavedFiles.Ring(150, Long.MAX_VALUE, 2));
        var sniffer = new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(saved));
        for (int i = 0; i < 7; i++) sniffer.packet(packet(i, 80));
        saved.close();
        assertThat(saved.files())
                .containsExactly(
                        folder.resolve("out_00003.pcap"), folder.resolve("out_00004.pcap"));
        try (var all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("out_00003.pcap", "out_00004.pcap");
        }
        assertThat(seconds(folder.resolve("out_00003.pcap"))).containsExactly(4L, 5L);
        assertThat(seconds(folder.resolve("out_00004.pcap"))).containsExactly(6L);
    }

    @Test
    void shouldBeginAFileAnewByTime(@TempDir Path folder) throws Exception {
        var saved =
                new SavedFiles(
                        folder.resolve("out.pcapng"),
                        CaptureFormat.PCAPNG,
                        LinkType.ETHERNET,
                        new SavedFiles.Ring(Long.MAX_VALUE, 10_000_000_000L, Integer.MAX_VALUE));
        var sniffer = new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(saved));
        for (long second : new long[] {0, 9, 10, 40}) sniffer.packet(packet(second, 60));
        saved.close();
        assertThat(saved.files()).hasSize(3);
        assertThat(seconds(folder.resolve("out_00001.pcapng"))).containsExactly(0L, 9L);
    }

    @Test
    void shouldWriteEachLinkTypeOnceIntoAPcapngAndOneIntoAPcap(@TempDir Path folder)
            throws Exception {
        Path blocks = folder.resolve("a.pcapng");
        Path plain = folder.resolve("a.pcap");
        var first =
                new SavedFiles(
                        blocks, CaptureFormat.PCAPNG, LinkType.ETHERNET, SavedFiles.Ring.NONE);
        var second =
                new SavedFiles(plain, CaptureFormat.PCAP, LinkType.ETHERNET, SavedFiles.Ring.NONE);
        var sniffer = new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(first, second));
        for (int i = 0; i < 3; i++) {
            sniffer.packet(packet(LinkType.ETHERNET, i, 60));
            sniffer.packet(packet(RAW, i, 60));
        }
        first.close();
        second.close();
        assertThat(second.skipped()).isEqualTo(3);
        assertThat(seconds(plain)).containsExactly(0L, 1L, 2L);
        try (CaptureReader reader = CaptureReader.open(blocks, ReaderOptions.tolerant())) {
            while (reader.next()) {
                assertThat(reader.linkType())
                        .isEqualTo(reader.packetNumber() % 2 == 1 ? LinkType.ETHERNET : RAW);
            }
            assertThat(reader.packetNumber()).isEqualTo(6);
            assertThat(reader.interfaces()).hasSize(2);
        }
    }

    @Test
    void shouldLeaveAFileOfTheSourcesTypeWhereNothingMatches(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("none.pcap");
        new SavedFiles(file, CaptureFormat.PCAP, RAW, SavedFiles.Ring.NONE).close();
        try (CaptureReader reader = CaptureReader.open(file, ReaderOptions.tolerant())) {
            assertThat(reader.next()).isFalse();
            assertThat(reader.linkType()).isEqualTo(RAW);
            assertThat(reader.damage()).isEmpty();
        }
    }

    @Test
    void shouldShowTheNewestOnly() throws Exception {
        var newest = new NewestSink(2, false);
        var sniffer = new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(newest));
        assertThat(newest.lines()).isEmpty();
        for (int i = 0; i < 5; i++) sniffer.packet(packet(i, 60 + i));
        assertThat(newest.lines()).hasSize(2);
        assertThat(newest.lines().get(0)).startsWith("    4     3.000000 ");
        assertThat(newest.lines().get(1)).startsWith("    5     4.000000 ");
    }

    @Test
    void shouldWriteALineForEachPacket() throws Exception {
        var octets = new ByteArrayOutputStream();
        var lines = new LineSink(new PrintStream(octets), false, () -> {});
        var sniffer = new Sniffer(PacketFilters.ALL, SniffLimits.NONE, List.of(lines));
        for (int i = 0; i < 2000; i++) sniffer.packet(packet(i, 60));
        lines.close();
        assertThat(octets.toString(java.nio.charset.StandardCharsets.US_ASCII).lines())
                .hasSize(2000)
                .last()
                .asString()
                .startsWith(" 2000  1999.000000 ");
    }

    record Told(long begin, long intervals, long packets, long octets) {}

    @Provide
    Arbitrary<List<Integer>> gaps() {
        return Arbitraries.integers().between(0, 40).list().ofMinSize(1).ofMaxSize(60);
    }

    /**
     * Packets so many tenths of an interval apart: nothing is lost, intervals follow each other.
     */
    @Property(tries = 200)
    void shouldCountEachPacketInItsInterval(@ForAll("gaps") List<Integer> gaps) throws Exception {
        List<Told> told = new ArrayList<>();
        var sink = new IntervalSink(10, (b, n, p, o) -> told.add(new Told(b, n, p, o)));
        long[] model = new long[gaps.stream().mapToInt(gap -> gap).sum() / 10 + 1];
        int at = 0;
        boolean first = true;
        for (int gap : gaps) {
            at += first ? 0 : gap;
            first = false;
            model[at / 10]++;
            var packet = new SniffedPacket();
            packet.set(LinkType.ETHERNET, 7, at, new byte[60], 0, 60, 60);
            sink.packet(packet, 60);
        }
        sink.close();
        long next = 0;
        for (Told one : told) {
            assertThat(one.begin()).isEqualTo(next * 10);
            for (long i = 0; i < one.intervals(); i++) {
                assertThat(one.packets()).isEqualTo(model[(int) next++]);
            }
            assertThat(one.octets()).isEqualTo(one.packets() * 60);
        }
        assertThat(next).isEqualTo(at / 10 + 1);
    }

    private static List<Long> seconds(Path file) throws Exception {
        List<Long> seconds = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(file, ReaderOptions.tolerant())) {
            while (reader.next()) seconds.add(reader.epochSeconds());
            assertThat(reader.damage()).isEmpty();
        }
        return seconds;
    }
}
