package sluice.pcap.file;

import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Writes a pcap, version 2.4. The same calls give the same octets; nothing of the machine or the
 * hour goes in. Nothing is allocated per packet. One thread.
 */
public final class PcapWriter implements Closeable, Flushable {
    private static final int FILE_HEADER_OCTETS = 24;
    private static final long UNSIGNED_MAX = 0xffff_ffffL;

    private final ByteSink sink;
    private final boolean bigEndian;
    private final int nanosPerFraction;
    private final int headerOctets;

    private PcapWriter(OutputStream out, PcapOptions options) throws IOException {
        this.sink = new ByteSink(out);
        this.bigEndian = options.byteOrder() == ByteOrder.BIG_ENDIAN;
        this.nanosPerFraction = options.format() == CaptureFormat.PCAP_NANOS ? 1 : 1000;
        this.headerOctets = options.format() == CaptureFormat.PCAP_MODIFIED ? 24 : 16;
        int magic =
                switch (options.format()) {
                    case PCAP_NANOS -> ReaderOpening.PCAP_NANOS_MAGIC;
                    case PCAP_MODIFIED -> ReaderOpening.PCAP_MODIFIED_MAGIC;
                    default -> ReaderOpening.PCAP_MAGIC;
                };
        int at = sink.take(FILE_HEADER_OCTETS);
        put32(at, magic);
        FileOctets.put16(sink.octets, at + 4, 2, bigEndian);
        FileOctets.put16(sink.octets, at + 6, 4, bigEndian);
        put32(at + 8, 0);
        put32(at + 12, 0);
        put32(at + 16, (int) options.snapLengthOctets());
        put32(at + 20, options.linkType().number());
    }

    /**
     * Writes to a stream, which is closed with the writer.
     *
     * @throws IOException if the stream fails
     */
    public static PcapWriter to(OutputStream out, PcapOptions options) throws IOException {
        return new PcapWriter(out, options);
    }

    /**
     * Creates or replaces a file.
     *
     * @throws IOException if it cannot be written
     */
    public static PcapWriter create(Path path, PcapOptions options) throws IOException {
        return new PcapWriter(Files.newOutputStream(path), options);
    }

    /**
     * Appends a packet; its octets are copied. With microseconds the rest is cut off.
     *
     * @param seconds since 1970-01-01 UTC, 0..2^32-1
     * @param nanos 0..999 999 999
     * @param wireOctets length on the wire, 0..2^32-1
     * @throws IOException if the device fails
     */
    public void write(
            long seconds, int nanos, byte[] octets, int offset, int capturedOctets, long wireOctets)
            throws IOException {
        if (seconds < 0 || seconds > UNSIGNED_MAX || wireOctets < 0 || wireOctets > UNSIGNED_MAX) {
            throw new IllegalArgumentException(
                    "time " + seconds + " s or wire length " + wireOctets + " is not 32 bits");
        }
        Objects.checkFromIndexSize(offset, capturedOctets, octets.length);
        int at = sink.take(headerOctets);
        put32(at, (int) seconds);
        put32(at + 4, nanos / nanosPerFraction);
        put32(at + 8, capturedOctets);
        put32(at + 12, (int) wireOctets);
        if (headerOctets > 16) {
            put32(at + 16, 0);
            put32(at + 20, 0);
        }
        sink.write(octets, offset, capturedOctets);
    }

    private void put32(int at, int value) {
        FileOctets.put32(sink.octets, at, value, bigEndian);
    }

    /** Octets written so far. */
    public long writtenOctets() {
        return sink.writtenOctets();
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
