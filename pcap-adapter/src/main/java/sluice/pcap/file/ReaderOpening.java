package sluice.pcap.file;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.ZipException;

/** Recognises a format by its first octets and makes the reader for it. */
final class ReaderOpening {
    static final int PCAP_MAGIC = 0xa1b2c3d4;
    static final int PCAP_NANOS_MAGIC = 0xa1b23c4d;
    static final int PCAP_MODIFIED_MAGIC = 0xa1b2cd34;
    static final int SECTION_HEADER = 0x0a0d0d0a;

    private static final int MAGIC_OCTETS = 4;

    private ReaderOpening() {}

    static CaptureReader open(Path path, ReaderOptions options) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            long size = channel.size();
            return open(
                    ReadAhead.isWorth(size) ? ReadAhead.begin(channel) : channel, size, options);
        } catch (IOException | RuntimeException e) {
            closeQuietly(channel, e);
            throw e;
        }
    }

    private static void closeQuietly(FileChannel channel, Exception cause) {
        try {
            channel.close();
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    static CaptureReader open(ReadableByteChannel channel, long sizeOctets, ReaderOptions options)
            throws IOException {
        // A size of 0 is what devices and /proc files say of themselves: it means unknown.
        long known = sizeOctets == 0 ? -1 : sizeOctets;
        ByteSource source =
                new ByteSource(channel, known, options.progress(), options.chunkOctets());
        Strictness strictness = options.strictness();
        if (strictness != Strictness.LIBPCAP && source.has(2) && isGzip(source)) {
            return openGzip(source, channel, options);
        }
        return recognise(source, strictness);
    }

    private static boolean isGzip(ByteSource source) {
        return (source.octets[source.position] & 0xff) == 0x1f
                && (source.octets[source.position + 1] & 0xff) == 0x8b;
    }

    private static CaptureReader openGzip(
            ByteSource head, ReadableByteChannel rest, ReaderOptions options) throws IOException {
        byte[] first = Arrays.copyOfRange(head.octets, head.position, head.limit);
        InputStream whole =
                new SequenceInputStream(
                        new ByteArrayInputStream(first), Channels.newInputStream(rest));
        InputStream inflated;
        try {
            inflated = new SalvagingGzipStream(whole, options.chunkOctets());
        } catch (ZipException | EOFException _) {
            return new RefusedReader(
                    head,
                    options.strictness(),
                    CaptureFormat.UNKNOWN,
                    CaptureDamage.Kind.BROKEN_COMPRESSION,
                    0,
                    0);
        }
        ByteSource source =
                new ByteSource(
                        Channels.newChannel(inflated),
                        -1,
                        options.progress(),
                        options.chunkOctets());
        return recognise(source, options.strictness());
    }

    private static CaptureReader recognise(ByteSource source, Strictness strictness)
            throws IOException {
        if (!source.has(MAGIC_OCTETS)) {
            return new RefusedReader(
                    source,
                    strictness,
                    CaptureFormat.UNKNOWN,
                    CaptureDamage.Kind.CUT_FILE_HEADER,
                    source.available(),
                    MAGIC_OCTETS);
        }
        int little = FileOctets.i32(source.octets, source.position, false);
        if (little == SECTION_HEADER) {
            return PcapngReader.open(source, strictness);
        }
        CaptureFormat format = pcapFormat(little);
        if (format != CaptureFormat.UNKNOWN) {
            return PcapReader.open(source, strictness, format, false);
        }
        int big = Integer.reverseBytes(little);
        format = pcapFormat(big);
        if (format != CaptureFormat.UNKNOWN) {
            return PcapReader.open(source, strictness, format, true);
        }
        return unknown(source, strictness);
    }

    /** A source of another format, or of a pcapng too short or odd to be known as one. */
    static CaptureReader unknown(ByteSource source, Strictness strictness) {
        return new RefusedReader(
                source,
                strictness,
                CaptureFormat.UNKNOWN,
                CaptureDamage.Kind.UNKNOWN_FORMAT,
                FileOctets.u32(source.octets, source.position, true),
                0);
    }

    private static CaptureFormat pcapFormat(int magic) {
        return switch (magic) {
            case PCAP_MAGIC -> CaptureFormat.PCAP;
            case PCAP_NANOS_MAGIC -> CaptureFormat.PCAP_NANOS;
            case PCAP_MODIFIED_MAGIC -> CaptureFormat.PCAP_MODIFIED;
            default -> CaptureFormat.UNKNOWN;
        };
    }
}
