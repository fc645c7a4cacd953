package sluice.pcap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sluice.pcap.file.Files4Tests.PCAP;
import static sluice.pcap.file.Files4Tests.PCAPNG;
import static sluice.pcap.file.Files4Tests.hex;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureWriterTest {
    @Test
    void shouldWriteAPcapOctetByOctet() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapOptions options =
                new PcapOptions(
                        CaptureFormat.PCAP, LinkType.ETHERNET, 65_535, ByteOrder.LITTLE_ENDIAN);
        try (PcapWriter writer = PcapWriter.to(out, options)) {
            writer.write(0x6553_f100L, 1_000_000_000, hex("01020304"), 0, 4, 60);
            writer.write(0x6553_f101L, 0, new byte[0], 0, 0, 0);
            writer.write(0x6553_f102L, 7999, hex("ff0a0b0c0d0eff"), 1, 5, 5);
            assertThat(writer.writtenOctets()).isEqualTo(PCAP.length);
        }
        assertThat(out.toByteArray()).isEqualTo(PCAP);
    }

    @Test
    void shouldWriteAPcapngOctetByOctet() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer = PcapngWriter.to(out, List.of())) {
            int eth0 = writer.addInterface(InterfaceOptions.of(LinkType.ETHERNET).named("eth0"));
            long nanos = 0x1797b078_cfe81a2aL;
            writer.write(
                    eth0,
                    nanos / 1_000_000_000,
                    (int) (nanos % 1_000_000_000),
                    hex("010203"),
                    0,
                    3,
                    60,
                    List.of(PcapngOption.comment("hi")));
            writer.writeSimple(hex("0a0b"), 0, 2, 2);
            assertThat(writer.writtenOctets()).isEqualTo(PCAPNG.length);
        }
        assertThat(out.toByteArray()).isEqualTo(PCAPNG);
    }

    @Test
    void shouldTellDirectionAndStatisticsInTheSectionsByteOrder() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (PcapngWriter writer =
                PcapngWriter.to(
                        out, ByteOrder.BIG_ENDIAN, List.of(PcapngWriter.application("sluice")))) {
            int id = writer.addInterface(InterfaceOptions.of(LinkType.RAW));
            PcapngOption direction = writer.direction(PacketDirection.OUTBOUND);
            assertThat(direction.value()).containsExactly(0, 0, 0, 2);
            writer.write(id, 5, 6, new byte[3], 0, 3, 3, List.of(direction));
            writer.writeStatistics(id, 5, 7, 1, 0);
        }
        try (CaptureReader reader =
                CaptureReader.open(
                        new ByteArrayInputStream(out.toByteArray()), ReaderOptions.libpcap())) {
            assertThat(reader.sectionOptions()).containsExactly(PcapngWriter.application("sluice"));
            assertThat(reader.next()).isTrue();
            assertThat(reader.byteOrder()).isEqualTo(ByteOrder.BIG_ENDIAN);
            assertThat(reader.options())
                    .singleElement()
                    .satisfies(
                            flags -> assertThat(flags.number(ByteOrder.BIG_ENDIAN)).isEqualTo(2));
            assertThat(reader.next()).isFalse();
            assertThat(reader.passedBlocks().statisticsCount()).isEqualTo(1);
        }
    }

    @Test
    void shouldCutATextThatIsTooLongAtACharactersEnd() {
        PcapngOption comment = PcapngOption.comment("\u00e9".repeat(40_000));
        assertThat(comment.value()).hasSize(65_534);
        assertThat(comment.text()).isEqualTo("\u00e9".repeat(32_767));
    }

    @Test
    void shouldRefuseWhatAHeaderCannotHold() throws IOException {
        assertThatThrownBy(() ->
                        new PcapOptions(
                                CaptureFormat.PCAPNG, LinkType.RAW, 0, ByteOrder.LITTLE_ENDIAN))
                .isInstanceOf(IllegalArgumentException.class);
        try (PcapWriter writer =
                PcapWriter.to(new ByteArrayOutputStream(), PcapOptions.micros(LinkType.ETHERNET))) {
            assertThatThrownBy(() -> writer.write(1L << 32, 0, new byte[1], 0, 1, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("4294967296");
        }
    }
}
