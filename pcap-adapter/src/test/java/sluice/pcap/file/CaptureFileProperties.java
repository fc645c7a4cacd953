package sluice.pcap.file;

import static org.assertj.core.api.Assertions.assertThat;
import static sluice.pcap.file.Files4Tests.boxed;
import static sluice.pcap.file.Files4Tests.read;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import sluice.pcap.file.Files4Tests.Reading;
import sluice.pcap.file.Files4Tests.Seen;

class CaptureFileProperties {
    /** A packet to be written. */
    record Draft(long seconds, int nanos, byte[] octets, int wireExtra, List<String> comments) {
        long wireOctets() {
            return octets.length + (long) wireExtra;
        }
    }

    @Provide
    Arbitrary<Draft> drafts() {
        return Combinators.combine(
                        Arbitraries.longs().between(5000, 0xffff_ffffL),
                        Arbitraries.integers().between(0, 999_999_999),
                        Arbitraries.bytes().array(byte[].class).ofMaxSize(200),
                        Arbitraries.integers().between(0, 2000),
                        Arbitraries.strings().all().ofMaxLength(9).list().ofMaxSize(2))
                .as(Draft::new);
    }

    @Property(tries = 300)
    void shouldReadBackEveryPcapAsWritten(
            @ForAll("pcapFormats") CaptureFormat format,
            @ForAll boolean bigEndian,
            @ForAll @Size(max = 8) List<@From("drafts") Draft> drafts)
            throws IOException {
        int unit = format == CaptureFormat.PCAP_NANOS ? 1 : 1000;
        List<Seen> expected = new ArrayList<>();
        for (Draft draft : drafts) {
            expected.add(seen(-1, draft, draft.nanos() / unit * unit, List.of()));
        }
        Reading tolerant = read(pcap(format, bigEndian, drafts), ReaderOptions.tolerant());
        assertThat(tolerant.damage()).isEmpty();
        assertThat(tolerant.packets()).isEqualTo(expected);
    }

    @Provide
    Arbitrary<CaptureFormat> pcapFormats() {
        return Arbitraries.of(
                CaptureFormat.PCAP, CaptureFormat.PCAP_NANOS, CaptureFormat.PCAP_MODIFIED);
    }

    @Property(tries = 300)
    void shouldReadBackEveryPcapngAsWritten(
            @ForAll boolean bigEndian,
            @ForAll("resolutions") int resolutionCode,
            @ForAll @IntRange(min = -5000, max = 5000) int offsetSeconds,
            @ForAll @Size(max = 8) List<@From("drafts") Draft> drafts)
            throws IOException {
        TimeResolution resolution = new TimeResolution(resolutionCode);
        byte[] file = pcapng(bigEndian, resolution, offsetSeconds, drafts);
        List<Seen> expected = new ArrayList<>();
        for (Draft draft : drafts) {
            expected.add(seen(0, draft, heldNanos(resolution, draft.nanos()), comments(draft)));
        }
        Reading libpcap = read(file, ReaderOptions.libpcap());
        assertThat(libpcap.damage()).isEmpty();
        assertThat(libpcap.packets()).isEqualTo(expected);
        assertThat(read(file, ReaderOptions.tolerant())).isEqualTo(libpcap);
    }

    /** Powers of ten and two for which 2^32 seconds fit into 64 bits, libpcap's arithmetic too. */
    @Provide
    Arbitrary<Integer> resolutions() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(0, 9), Arbitraries.integers().between(0x80, 0x9f));
    }

    private static int heldNanos(TimeResolution resolution, int nanos) {
        if (!resolution.isBinary()) {
            int unit = (int) TimeResolution.powerOfTen(9 - resolution.exponent());
            return nanos / unit * unit;
        }
        if (resolution.exponent() >= 30) {
            return nanos;
        }
        long ticks = ((long) nanos << resolution.exponent()) / 1_000_000_000;
        return (int) ((ticks * 1_000_000_000) >> resolution.exponent());
    }

    @Property(tries = 1000)
    void shouldConvertTicksExactly(
            @ForAll long ticks, @ForAll @IntRange(min = 0, max = 255) int resolutionCode) {
        TimeResolution resolution = new TimeResolution(resolutionCode);
        TickScale scale = new TickScale(resolution, 0, Strictness.TOLERANT);
        BigInteger perSecond =
                BigInteger.valueOf(resolution.isBinary() ? 2 : 10).pow(resolution.exponent());
        BigInteger[] parts =
                new BigInteger(Long.toUnsignedString(ticks)).divideAndRemainder(perSecond);
        BigInteger nanos = parts[1].multiply(BigInteger.valueOf(1_000_000_000)).divide(perSecond);
        assertThat(scale.seconds(ticks)).isEqualTo(parts[0].longValue());
        assertThat(scale.nanos(ticks)).isEqualTo(nanos.intValueExact());
    }

    @Property(tries = 40)
    void shouldReadTheSamePacketsFromEveryPrefix(
            @ForAll boolean ng,
            @ForAll boolean bigEndian,
            @ForAll Strictness strictness,
            @ForAll @Size(min = 1, max = 4) List<@From("drafts") Draft> drafts)
            throws IOException {
        byte[] file =
                ng
                        ? pcapng(bigEndian, TimeResolution.NANOS, 0, drafts)
                        : pcap(CaptureFormat.PCAP, bigEndian, drafts);
        ReaderOptions options = ReaderOptions.of(strictness).withChunkOctets(64);
        Reading whole = read(file, options);
        for (int length = 0; length < file.length; length++) {
            Reading part = read(Arrays.copyOf(file, length), options);
            int read = part.packets().size();
            assertThat(part.packets()).isEqualTo(whole.packets().subList(0, read));
            assertThat(part.damage().isPresent() || isBetweenRecords(file, length, options, read))
                    .as("prefix of %d octets", length)
                    .isTrue();
            if (part.damage().isPresent()) {
                CaptureDamage damage = part.damage().get();
                assertThat(damage.offsetOctets()).isBetween(0L, (long) length);
                assertThat(damage.packetNumber()).isEqualTo(read + 1);
                assertThat(damage.describe("x")).isNotBlank();
            }
        }
    }

    /** A prefix without damage ends where the reader stands after its last packet. */
    private static boolean isBetweenRecords(
            byte[] file, int length, ReaderOptions options, int packets) throws IOException {
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file), options)) {
            long headers = reader.bytesRead();
            boolean reached = length <= headers;
            for (int i = 0; i < packets && reader.next(); i++) {
                reached = reader.bytesRead() == length;
            }
            return packets == 0 || reached;
        }
    }

    @Property(tries = 2000)
    void shouldSurviveAnyMutation(
            @ForAll boolean ng,
            @ForAll boolean bigEndian,
            @ForAll Strictness strictness,
            @ForAll @Size(min = 1, max = 3) List<@From("drafts") Draft> drafts,
            @ForAll @Size(max = 12) List<@IntRange(min = 0, max = 100_000) Integer> places,
            @ForAll @Size(min = 12, max = 12) List<Byte> values)
            throws IOException {
        byte[] file =
                ng
                        ? pcapng(bigEndian, new TimeResolution(0xa0), 7, drafts)
                        : pcap(CaptureFormat.PCAP_NANOS, bigEndian, drafts);
        for (int i = 0; i < places.size(); i++) {
            file[places.get(i) % file.length] = values.get(i);
        }
        surviving(file, strictness);
    }

    @Property(tries = 1000)
    void shouldSurviveAnyOctetsAfterAMagic(
            @ForAll("magics") Integer magic,
            @ForAll Strictness strictness,
            @ForAll @Size(max = 300) byte[] rest) {
        byte[] file = new byte[rest.length + 4];
        FileOctets.put32(file, 0, magic, true);
        System.arraycopy(rest, 0, file, 4, rest.length);
        surviving(file, strictness);
    }

    @Provide
    Arbitrary<Integer> magics() {
        return Arbitraries.of(
                0xa1b2c3d4,
                0xd4c3b2a1,
                0xa1b23c4d,
                0x4d3cb2a1,
                0xa1b2cd34,
                0x34cdb2a1,
                0x0a0d0d0a,
                0x1f8b0800);
    }

    /** Ends; keeps no more than the file holds; packets lie within the window. */
    private static void surviving(byte[] file, Strictness strictness) {
        ReaderOptions options = ReaderOptions.of(strictness).withChunkOctets(64);
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file), options)) {
            while (reader.next()) {
                assertThat(reader.offset()).isNotNegative();
                assertThat(reader.offset() + reader.capturedLengthOctets())
                        .isLessThanOrEqualTo(reader.octets().length);
                assertThat(reader.options().size()).isLessThanOrEqualTo(file.length / 4);
                assertThat(reader.linkType().dltName()).isNotEmpty();
                assertThat(reader.packetNumber()).isLessThanOrEqualTo(file.length);
            }
            reader.damage().ifPresent(damage -> assertThat(damage.describe("x")).isNotEmpty());
            assertThat(reader.octets().length).isLessThanOrEqualTo(Math.max(64, 2 * file.length));
        } catch (IOException e) {
            throw new AssertionError("bad content is no device failure", e);
        }
    }

    private static Seen seen(int interfaceId, Draft draft, int nanos, List<PcapngOption> options) {
        return new Seen(
                interfaceId,
                true,
                draft.seconds(),
                nanos,
                boxed(draft.octets()),
                draft.wireOctets(),
                options);
    }

    private static List<PcapngOption> comments(Draft draft) {
        return draft.comments().stream().map(PcapngOption::comment).toList();
    }

    private static ByteOrder order(boolean bigEndian) {
        return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static byte[] pcap(CaptureFormat format, boolean bigEndian, List<Draft> drafts)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PcapOptions options = new PcapOptions(format, LinkType.ETHERNET, 65_535, order(bigEndian));
        try (PcapWriter writer = PcapWriter.to(out, options)) {
            for (Draft draft : drafts) {
                byte[] octets = draft.octets();
                writer.write(
                        draft.seconds(),
                        draft.nanos(),
                        octets,
                        0,
                        octets.length,
                        draft.wireOctets());
            }
        }
        return out.toByteArray();
    }

    private static byte[] pcapng(
            boolean bigEndian, TimeResolution resolution, long offset, List<Draft> drafts)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InterfaceOptions options =
                new InterfaceOptions(
                        LinkType.ETHERNET,
                        0,
                        resolution,
                        offset,
                        List.of(PcapngOption.ofText(PcapngOption.INTERFACE_NAME, "eth0")));
        try (PcapngWriter writer =
                PcapngWriter.to(
                        out, order(bigEndian), List.of(PcapngWriter.application("sluice")))) {
            int id = writer.addInterface(options);
            for (Draft draft : drafts) {
                byte[] octets = draft.octets();
                writer.write(
                        id,
                        draft.seconds(),
                        draft.nanos(),
                        octets,
                        0,
                        octets.length,
                        draft.wireOctets(),
                        comments(draft));
            }
        }
        return out.toByteArray();
    }
}
