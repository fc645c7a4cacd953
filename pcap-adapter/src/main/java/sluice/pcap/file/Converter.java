package sluice.pcap.file;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * Turns a capture file of one format into another. The source is read tolerantly, as a stream;
 * nothing is lost silently, see {@link ConversionResult}. One thread.
 *
 * <p>pcapng to pcapng keeps sections with packets, byte orders, interfaces, ticks and options as
 * they are; old packet blocks become enhanced ones. pcap to pcapng makes one interface. pcapng to
 * pcap keeps the packets of the first packet's link type.
 */
public final class Converter {
    private Converter() {}

    /** The format that a file name asks for; empty if its ending says nothing. */
    public static Optional<CaptureFormat> formatOf(Path path) {
        Path name = path.getFileName();
        String text = name == null ? "" : name.toString().toLowerCase(Locale.ROOT);
        if (text.endsWith(".pcapng") || text.endsWith(".ntar")) {
            return Optional.of(CaptureFormat.PCAPNG);
        }
        return text.endsWith(".pcap") || text.endsWith(".cap") || text.endsWith(".dmp")
                ? Optional.of(CaptureFormat.PCAP)
                : Optional.empty();
    }

    /**
     * Converts a file. {@link CaptureFormat#PCAP} as a target means microseconds where the source
     * has nothing finer and {@link CaptureFormat#PCAP_NANOS} otherwise. A source that is no capture
     * leaves no target behind; the result tells the damage.
     *
     * @throws IOException if a file cannot be read or written
     * @throws IllegalArgumentException if both are the same file, or the target is no format
     */
    public static ConversionResult convert(
            Path source, Path target, CaptureFormat format, FileProgress progress)
            throws IOException {
        if (Files.exists(target) && Files.isSameFile(source, target)) {
            throw new IllegalArgumentException(source + " would be overwritten while it is read");
        }
        if (format == CaptureFormat.UNKNOWN) {
            throw new IllegalArgumentException(format + " cannot be written");
        }
        ReaderOptions options = ReaderOptions.tolerant().withProgress(progress);
        try (CaptureReader reader = CaptureReader.open(source, options)) {
            if (reader.damage().filter(CaptureDamage::atOpen).isPresent()) {
                return new Conversion(reader).result();
            }
            try (OutputStream out = Files.newOutputStream(target)) {
                return convert(reader, out, format);
            }
        }
    }

    /**
     * Converts what is left of a reader; the stream is closed at the end, the reader is not.
     *
     * @throws IOException if reading or writing fails
     */
    public static ConversionResult convert(
            CaptureReader reader, OutputStream out, CaptureFormat format) throws IOException {
        Conversion conversion = new Conversion(reader);
        if (format == CaptureFormat.PCAPNG) {
            conversion.toPcapng(out);
        } else {
            conversion.toPcap(out, format);
        }
        return conversion.result();
    }
}
