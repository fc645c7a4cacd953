package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.PassedBlocks;
import sluice.pcap.file.PcapngOption;
import sluice.pcap.file.ReaderOptions;

/**
 * All that a reader gives of a file, and on the way what holds of each packet.
 *
 * @param ends the octets used after each packet
 */
record CaptureReading(
        CaptureFormat format,
        List<Seen> packets,
        List<Long> ends,
        PassedBlocks passed,
        Optional<CaptureDamage> damage,
        long usedOctets) {
    private static final int MEMORY_OCTETS_MIN = 512;

    /** A packet as a value. */
    record Seen(
            int section,
            int interfaceId,
            LinkType linkType,
            boolean isPacket,
            boolean hasTime,
            long seconds,
            int nanos,
            long wireOctets,
            String octets,
            List<PcapngOption> options) {}

    static CaptureReading of(byte[] file, ReaderOptions options) {
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file), options)) {
            List<Seen> packets = new ArrayList<>();
            List<Long> ends = new ArrayList<>();
            long before = reader.bytesRead();
            while (reader.next()) {
                packets.add(seen(reader));
                assertThat(reader.packetNumber()).isEqualTo(packets.size());
                assertThat(reader.bytesRead()).as("progress").isGreaterThan(before);
                before = reader.bytesRead();
                ends.add(before);
            }
            assertThat(reader.next()).as("after the end").isFalse();
            reader.damage().ifPresent(CaptureReading::check);
            if (!isGzip(file))
                assertThat(reader.octets().length)
                        .as("memory")
                        .isLessThanOrEqualTo(
                                Math.max(
                                        Math.max(MEMORY_OCTETS_MIN, options.chunkOctets()),
                                        2 * file.length));
            return new CaptureReading(
                    reader.format(),
                    packets,
                    ends,
                    reader.passedBlocks(),
                    reader.damage(),
                    reader.bytesRead());
        } catch (IOException e) {
            throw new AssertionError("bad content is no device failure", e);
        }
    }

    private static Seen seen(CaptureReader reader) {
        int from = reader.offset();
        int to = from + reader.capturedLengthOctets();
        assertThat(from).isNotNegative();
        assertThat(to).isBetween(from, reader.octets().length);
        assertThat(reader.linkType().dltName()).isNotEmpty();
        assertThat(reader.wireLengthOctets()).isBetween(0L, 0xffff_ffffL);
        assertThat(reader.comments().size()).isLessThanOrEqualTo(reader.options().size());
        return new Seen(
                reader.sectionNumber(),
                reader.interfaceId(),
                reader.linkType(),
                reader.isPacket(),
                reader.hasTime(),
                reader.epochSeconds(),
                reader.nanos(),
                reader.wireLengthOctets(),
                Arrays.toString(Arrays.copyOfRange(reader.octets(), from, to)),
                reader.options());
    }

    private static void check(CaptureDamage damage) {
        assertThat(damage.offsetOctets()).isNotNegative();
        assertThat(damage.finding()).isNotBlank();
        assertThat(damage.describe("x")).startsWith("x: ");
    }

    static boolean isGzip(byte[] file) {
        return file.length >= 2 && (file[0] & 0xff) == 0x1f && (file[1] & 0xff) == 0x8b;
    }
}
