package sluice.pcap.file;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Writes a pcapng, version 1.0: a section header, then interfaces and packets in the order of the
 * calls. The same calls give the same octets; nothing of the machine or the hour goes in. One
 * thread.
 *
 * <pre>{@code
 * try (var writer = PcapngWriter.create(path, List.of(PcapngWriter.application("sluice")))) {
 *     int eth0 = writer.addInterface(InterfaceOptions.of(LinkType.ETHERNET).named("eth0"));
 *     writer.write(eth0, seconds, nanos, octets, 0, length, length,
 *             List.of(writer.direction(PacketDirection.INBOUND), PcapngOption.comment("ACCEPT")));
 * }
 * }</pre>
 */
public final class PcapngWriter implements Closeable, Flushable {
    private static final int OPTION_HEADER_OCTETS = 4;
    private static final int BLOCK_OVERHEAD_OCTETS = 12;
    private static final int STATISTICS_RECEIVED = 4;
    private static final int STATISTICS_DROPPED = 5;

    private final ByteSink sink;
    private final List<TickCount> interfaces = new ArrayList<>();
    private boolean bigEndian;

    private PcapngWriter(OutputStream out) {
        this.sink = new ByteSink(out);
    }

    /**
     * Writes to a stream, which is closed with the writer; little-endian.
     *
     * @throws IOException if the stream fails
     */
    public static PcapngWriter to(OutputStream out, List<PcapngOption> sectionOptions)
            throws IOException {
        return to(out, ByteOrder.LITTLE_ENDIAN, sectionOptions);
    }

    /**
     * The same with a byte order.
     *
     * @throws IOException if the stream fails
     */
    public static PcapngWriter to(
            OutputStream out, ByteOrder byteOrder, List<PcapngOption> sectionOptions)
            throws IOException {
        PcapngWriter writer = new PcapngWriter(out);
        writer.startSection(byteOrder, sectionOptions);
        return writer;
    }

    /**
     * Creates or replaces a file; little-endian.
     *
     * @throws IOException if it cannot be written
     */
    public static PcapngWriter create(Path path, List<PcapngOption> sectionOptions)
            throws IOException {
        return to(Files.newOutputStream(path), sectionOptions);
    }

    /** The option of a section header that names the writing program. */
    public static PcapngOption application(String name) {
        return PcapngOption.ofText(PcapngOption.SECTION_APPLICATION, name);
    }

    /** The option of a packet that tells its direction, in the byte order of this section. */
    public PcapngOption direction(PacketDirection direction) {
        byte[] value = new byte[4];
        FileOctets.put32(value, 0, direction.number(), bigEndian);
        return new PcapngOption(PcapngOption.PACKET_FLAGS, value);
    }

    /**
     * Begins a further section, which has no interfaces yet. Numbers in options must be in {@code
     * byteOrder}.
     *
     * @throws IOException if the device fails
     */
    public void startSection(ByteOrder byteOrder, List<PcapngOption> options) throws IOException {
        bigEndian = byteOrder == ByteOrder.BIG_ENDIAN;
        interfaces.clear();
        int total = BLOCK_OVERHEAD_OCTETS + 16 + optionOctets(options);
        int at = begin(BlockFramer.SECTION, total, 16);
        put32(at, BlockFramer.BYTE_ORDER_MAGIC);
        put16(at + 4, 1);
        put16(at + 6, 0);
        // The length of the section is not known while it is written: -1.
        FileOctets.put64(sink.octets, at + 8, -1, bigEndian);
        options(options);
        end(total);
    }

    /**
     * Describes an interface of this section; the number by which packets name it, from 0.
     *
     * @throws IOException if the device fails
     */
    public int addInterface(InterfaceOptions description) throws IOException {
        List<PcapngOption> all = new ArrayList<>(description.options());
        if (!description.resolution().equals(TimeResolution.MICROS)) {
            byte[] value = {(byte) description.resolution().code()};
            all.add(new PcapngOption(PcapngOption.INTERFACE_TIME_RESOLUTION, value));
        }
        if (description.timeOffsetSeconds() != 0) {
            byte[] value = new byte[8];
            FileOctets.put64(value, 0, description.timeOffsetSeconds(), bigEndian);
            all.add(new PcapngOption(PcapngOption.INTERFACE_TIME_OFFSET, value));
        }
        int total = BLOCK_OVERHEAD_OCTETS + 8 + optionOctets(all);
        int at = begin(BlockFramer.INTERFACE, total, 8);
        put16(at, description.linkType().number());
        put16(at + 2, 0);
        put32(at + 4, (int) description.snapLengthOctets());
        options(all);
        end(total);
        interfaces.add(new TickCount(description.resolution(), description.timeOffsetSeconds()));
        return interfaces.size() - 1;
    }

    /**
     * Appends a packet without options; its octets are copied.
     *
     * @param interfaceId as {@link #addInterface} gave it
     * @param seconds since 1970-01-01 UTC, not before the interface's time offset
     * @param nanos 0..999 999 999; what the interface's resolution cannot hold is cut off
     * @param wireOctets length on the wire, 0..2^32-1
     * @throws IOException if the device fails
     */
    public void write(
            int interfaceId,
            long seconds,
            int nanos,
            byte[] octets,
            int offset,
            int capturedOctets,
            long wireOctets)
            throws IOException {
        write(interfaceId, seconds, nanos, octets, offset, capturedOctets, wireOctets, List.of());
    }

    /**
     * The same with options, such as {@link PcapngOption#comment} and {@link #direction}.
     *
     * @throws IOException if the device fails
     */
    public void write(
            int interfaceId,
            long seconds,
            int nanos,
            byte[] octets,
            int offset,
            int capturedOctets,
            long wireOctets,
            List<PcapngOption> options)
            throws IOException {
        long ticks = interfaces.get(interfaceId).ticks(seconds, nanos);
        writeTicks(interfaceId, ticks, octets, offset, capturedOctets, wireOctets, options);
    }

    void writeTicks(
            int interfaceId,
            long ticks,
            byte[] octets,
            int offset,
            int capturedOctets,
            long wireOctets,
            List<PcapngOption> options)
            throws IOException {
        Objects.checkIndex(interfaceId, interfaces.size());
        Objects.checkFromIndexSize(offset, capturedOctets, octets.length);
        int total =
                BLOCK_OVERHEAD_OCTETS
                        + 20
                        + FileOctets.padded(capturedOctets)
                        + optionOctets(options);
        int at = begin(BlockFramer.ENHANCED_PACKET, total, 20);
        put32(at, interfaceId);
        put32(at + 4, (int) (ticks >>> 32));
        put32(at + 8, (int) ticks);
        put32(at + 12, capturedOctets);
        put32(at + 16, (int) wireOctets);
        sink.write(octets, offset, capturedOctets);
        sink.pad(capturedOctets);
        options(options);
        end(total);
    }

    /**
     * Appends a packet of interface 0 without time and options. Its captured length is not written:
     * readers take the smaller of wire length and the interface's snap length.
     *
     * @throws IOException if the device fails
     */
    public void writeSimple(byte[] octets, int offset, int capturedOctets, long wireOctets)
            throws IOException {
        Objects.checkIndex(0, interfaces.size());
        Objects.checkFromIndexSize(offset, capturedOctets, octets.length);
        int total = BLOCK_OVERHEAD_OCTETS + 4 + FileOctets.padded(capturedOctets);
        int at = begin(BlockFramer.SIMPLE_PACKET, total, 4);
        put32(at, (int) wireOctets);
        sink.write(octets, offset, capturedOctets);
        sink.pad(capturedOctets);
        end(total);
    }

    /**
     * Appends the counters of an interface.
     *
     * @param receivedCount packets received
     * @param droppedCount packets dropped for lack of room
     * @throws IOException if the device fails
     */
    public void writeStatistics(
            int interfaceId, long seconds, int nanos, long receivedCount, long droppedCount)
            throws IOException {
        long ticks = interfaces.get(interfaceId).ticks(seconds, nanos);
        List<PcapngOption> counters =
                List.of(
                        number64(STATISTICS_RECEIVED, receivedCount),
                        number64(STATISTICS_DROPPED, droppedCount));
        int total = BLOCK_OVERHEAD_OCTETS + 12 + optionOctets(counters);
        int at = begin(BlockFramer.STATISTICS, total, 12);
        put32(at, interfaceId);
        put32(at + 4, (int) (ticks >>> 32));
        put32(at + 8, (int) ticks);
        options(counters);
        end(total);
    }

    private PcapngOption number64(int code, long number) {
        byte[] value = new byte[8];
        FileOctets.put64(value, 0, number, bigEndian);
        return new PcapngOption(code, value);
    }

    /** Octets written so far. */
    public long writtenOctets() {
        return sink.writtenOctets();
    }

    private int begin(int type, int total, int fixedOctets) throws IOException {
        int at = sink.take(BlockFramer.HEADER_OCTETS + fixedOctets);
        put32(at, type);
        put32(at + 4, total);
        return at + BlockFramer.HEADER_OCTETS;
    }

    private void end(int total) throws IOException {
        put32(sink.take(BlockFramer.TRAILER_OCTETS), total);
    }

    /** With the end mark, which stands only where there is an option. */
    private static int optionOctets(List<PcapngOption> options) {
        if (options.isEmpty()) {
            return 0;
        }
        int octets = OPTION_HEADER_OCTETS;
        for (int i = 0; i < options.size(); i++) {
            octets += OPTION_HEADER_OCTETS + FileOctets.padded(options.get(i).value().length);
        }
        return octets;
    }

    private void options(List<PcapngOption> options) throws IOException {
        for (int i = 0; i < options.size(); i++) {
            PcapngOption option = options.get(i);
            byte[] value = option.value();
            optionHeader(option.code(), value.length);
            sink.write(value, 0, value.length);
            sink.pad(value.length);
        }
        if (!options.isEmpty()) {
            optionHeader(PcapngOption.END_OF_OPTIONS, 0);
        }
    }

    private void optionHeader(int code, int length) throws IOException {
        int at = sink.take(OPTION_HEADER_OCTETS);
        put16(at, code);
        put16(at + 2, length);
    }

    private void put16(int at, int value) {
        FileOctets.put16(sink.octets, at, value, bigEndian);
    }

    private void put32(int at, int value) {
        FileOctets.put32(sink.octets, at, value, bigEndian);
    }

    @Override
    public void flush() throws IOException {
        sink.flush();
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
