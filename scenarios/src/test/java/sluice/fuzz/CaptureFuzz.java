package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ConversionResult;
import sluice.pcap.file.Converter;
import sluice.pcap.file.ReaderOptions;
import sluice.pcap.file.Strictness;

/**
 * Any octets are read to an end or to damage, in memory bounded by the file, the same in chunks of
 * any size; a file cut at any octet gives the packets before the cut; what was read can be written
 * and read again. The first octet of an input says whose judgement is followed.
 */
final class CaptureFuzz {
    private static final int SECTION_HEADER = 0x0a;
    private static final int CUTS = 10;
    private static final Strictness[] STRICTNESSES = Strictness.values();

    private CaptureFuzz() {}

    static void pcap(byte[] input) throws IOException {
        if (input.length < 2 || input[1] != SECTION_HEADER) run(input);
    }

    static void pcapng(byte[] input) throws IOException {
        if (input.length >= 2 && input[1] == SECTION_HEADER) run(input);
    }

    private static void run(byte[] input) throws IOException {
        if (input.length < 2) return;
        Strictness strictness = STRICTNESSES[(input[0] & 0xff) % STRICTNESSES.length];
        byte[] file = Arrays.copyOfRange(input, 1, input.length);
        ReaderOptions small = ReaderOptions.of(strictness).withChunkOctets(64);
        CaptureReading whole = CaptureReading.of(file, small);
        assertThat(CaptureReading.of(file, small.withChunkOctets(8192)))
                .as("in chunks of another size")
                .isEqualTo(whole);
        boolean atOpen = whole.damage().map(CaptureDamage::atOpen).orElse(false);
        if (!atOpen) cut(file, small, whole, new Random(Arrays.hashCode(file)));
        written(file);
    }

    private static void cut(
            byte[] file, ReaderOptions options, CaptureReading whole, Random random) {
        boolean gzip = CaptureReading.isGzip(file);
        for (int i = 0; i < CUTS; i++) {
            int length = i < 2 ? file.length - 1 - i : random.nextInt(file.length);
            if (length < 0) continue;
            CaptureReading part = CaptureReading.of(Arrays.copyOf(file, length), options);
            int count = part.packets().size();
            assertThat(count).isLessThanOrEqualTo(whole.packets().size());
            assertThat(part.packets()).isEqualTo(whole.packets().subList(0, count));
            if (gzip) continue;
            long complete = whole.ends().stream().filter(end -> end <= length).count();
            assertThat(count)
                    .as("packets before a cut at octet " + length)
                    .isEqualTo((int) complete);
            if (part.damage().isEmpty()) assertThat(part.usedOctets()).isEqualTo(length);
        }
    }

    private static void written(byte[] file) throws IOException {
        ReaderOptions tolerant = ReaderOptions.tolerant();
        CaptureReading read = CaptureReading.of(file, tolerant);
        byte[] pcapng = converted(file, CaptureFormat.PCAPNG, read);
        CaptureReading again = CaptureReading.of(pcapng, tolerant);
        assertThat(again.damage()).isEmpty();
        if (read.format() == CaptureFormat.PCAPNG) {
            assertThat(sectionsWithPackets(again.packets()))
                    .isEqualTo(sectionsWithPackets(read.packets()));
            assertThat(converted(pcapng, CaptureFormat.PCAPNG, again))
                    .as("written a second time")
                    .isEqualTo(pcapng);
        }
        byte[] pcap = converted(file, CaptureFormat.PCAP, read);
        assertThat(CaptureReading.of(pcap, tolerant).damage()).isEmpty();
    }

    /** Sections without packets are not written, so numbers close up. */
    private static List<CaptureReading.Seen> sectionsWithPackets(List<CaptureReading.Seen> read) {
        List<Integer> sections =
                read.stream().map(CaptureReading.Seen::section).distinct().toList();
        return read.stream()
                .map(seen ->
                        new CaptureReading.Seen(
                                sections.indexOf(seen.section()),
                                seen.interfaceId(),
                                seen.linkType(),
                                seen.isPacket(),
                                seen.hasTime(),
                                seen.seconds(),
                                seen.nanos(),
                                seen.wireOctets(),
                                seen.octets(),
                                seen.options()))
                .toList();
    }

    private static byte[] converted(byte[] file, CaptureFormat format, CaptureReading read)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CaptureReader reader =
                CaptureReader.open(new ByteArrayInputStream(file), ReaderOptions.tolerant())) {
            ConversionResult result = Converter.convert(reader, out, format);
            assertThat(result.packetCount() + result.otherLinkTypeCount())
                    .isEqualTo(read.packets().size());
            assertThat(result.damage()).isEqualTo(read.damage());
            assertThat(result.losses()).isNotNull();
        }
        return out.toByteArray();
    }
}
