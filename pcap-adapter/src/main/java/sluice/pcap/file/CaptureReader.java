package sluice.pcap.file;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A capture file as a stream of packets.
 *
 * <pre>{@code
 * try (CaptureReader reader = CaptureReader.open(path, ReaderOptions.tolerant())) {
 *     while (reader.next()) {
 *         use(reader.octets(), reader.offset(), reader.capturedLengthOctets());
 *     }
 *     reader.damage().ifPresent(damage -> tell(damage.describe(name)));
 * }
 * }</pre>
 *
 * <p>The accessors speak of the packet that the last {@link #next} found. Its octets lie in the
 * reader's own window and are good until the next call; whoever keeps them copies them. Nothing is
 * allocated per packet, and memory stays below a few times the largest block that the file really
 * holds. One thread at a time.
 *
 * <p>Damage ends the reading and is a value, see {@link #damage}. {@link IOException} means that
 * the device failed, never that the content is bad.
 */
public abstract sealed class CaptureReader implements Closeable
        permits PcapReader, PcapngReader, RefusedReader {
    final ByteSource source;
    final Strictness strictness;

    /** Where the packet lies in the window of {@link #source}. */
    int packetOffset;

    int capturedOctets;
    long wireOctets;
    long seconds;
    int nanos;
    long packetCount;
    @Nullable CaptureDamage damage;

    CaptureReader(ByteSource source, Strictness strictness) {
        this.source = source;
        this.strictness = strictness;
    }

    /**
     * Opens a file and reads its header. A file that is no capture gives a reader without packets,
     * whose {@link #damage} says why.
     *
     * @throws IOException if the file cannot be opened or read
     */
    public static CaptureReader open(Path path, ReaderOptions options) throws IOException {
        return ReaderOpening.open(path, options);
    }

    /**
     * Reads from a stream, which is closed with the reader.
     *
     * @throws IOException if the stream fails
     */
    public static CaptureReader open(InputStream stream, ReaderOptions options) throws IOException {
        return ReaderOpening.open(Channels.newChannel(stream), -1, options);
    }

    /**
     * Reads from a blocking channel, which is closed with the reader.
     *
     * @throws IOException if the channel fails
     */
    public static CaptureReader open(ReadableByteChannel channel, ReaderOptions options)
            throws IOException {
        return ReaderOpening.open(channel, -1, options);
    }

    /**
     * Moves to the next packet. False at the end and at damage, and again at every further call.
     *
     * @throws IOException if the device fails
     */
    public abstract boolean next() throws IOException;

    /** The array in which the packet lies; may be another one after each {@link #next}. */
    public final byte[] octets() {
        return source.octets;
    }

    /** Where in {@link #octets} the packet begins. */
    public final int offset() {
        return packetOffset;
    }

    /** How many octets of the packet are there. */
    public final int capturedLengthOctets() {
        return capturedOctets;
    }

    /**
     * How long the packet was on the wire, 0..2^32-1 as the file says; may be less than the
     * captured length in odd files.
     */
    public final long wireLengthOctets() {
        return wireOctets;
    }

    /** True if the packet has a time; simple packet blocks have none. */
    public abstract boolean hasTime();

    /** Whole seconds since 1970-01-01 UTC; 0 without a time. */
    public final long epochSeconds() {
        return seconds;
    }

    /**
     * What is added to {@link #epochSeconds}, in nanoseconds: 0..999 999 999 in sane files; in
     * others whatever a signed 32-bit number makes of the field.
     */
    public final int nanos() {
        return nanos;
    }

    /** Nanoseconds since 1970-01-01 UTC; wraps outside the years 1677..2262. */
    public final long epochNanos() {
        return seconds * 1_000_000_000L + nanos;
    }

    /** How many packets {@link #next} has found so far; so also the number, from 1, of this one. */
    public final long packetNumber() {
        return packetCount;
    }

    /**
     * True for a packet; false for other records that {@link Strictness#WIRESHARK} counts too. They
     * have no link type of their own.
     */
    public boolean isPacket() {
        return true;
    }

    /**
     * The link type of this packet; before the first one, that of the file (pcap) or of its first
     * interface, or {@link LinkType#NULL} if none is known.
     */
    public abstract LinkType linkType();

    /** The packet's interface within its section; -1 where the format has none. */
    public abstract int interfaceId();

    /** From 0; greater only in pcapng with several sections. */
    public abstract int sectionNumber();

    /** The interfaces of the current section in order of their numbers; none in pcap. */
    public abstract List<CaptureInterface> interfaces();

    /**
     * The options of this packet as they stand, at most {@link PcapngOption#OPTIONS_MAX}, those
     * after a broken one left out; none in pcap. Allocates.
     */
    public abstract List<PcapngOption> options();

    /** The options of the current section header, likewise. */
    public abstract List<PcapngOption> sectionOptions();

    /** The comments among the {@link #options}. Allocates if there are any. */
    public final List<String> comments() {
        return PcapngOption.comments(options());
    }

    /** Blocks passed over so far that are neither packets nor descriptions of them. */
    public abstract PassedBlocks passedBlocks();

    /** Which format was recognised. */
    public abstract CaptureFormat format();

    /** The byte order of the file or, in pcapng, of the current section. */
    public abstract ByteOrder byteOrder();

    /** The snap length that the file (pcap) or the current interface declares, 0..2^32-1. */
    public abstract long snapLengthOctets();

    /** Why the reading ended early; empty while it goes on and at a proper end. */
    public final Optional<CaptureDamage> damage() {
        return Optional.ofNullable(damage);
    }

    /** Octets of the source used so far, this packet included (after decompression). */
    public final long bytesRead() {
        return source.offset();
    }

    /** The size of the source, -1 if it is not known. */
    public final long sizeOctets() {
        return source.sizeOctets();
    }

    @Override
    public final void close() throws IOException {
        source.close();
    }

    /** Ends the reading at the record that begins {@code at} octets into the stream. */
    final boolean damaged(CaptureDamage.Kind kind, long at, long found, long allowed) {
        forgetPacket();
        CaptureDamage.Kind told = source.corrupt() ? CaptureDamage.Kind.BROKEN_COMPRESSION : kind;
        damage = new CaptureDamage(told, false, at, packetCount + 1, found, allowed);
        return false;
    }

    /** The same before any packet could be asked for. */
    final void refused(CaptureDamage.Kind kind, long at, long found, long allowed) {
        damaged(kind, at, found, allowed);
        CaptureDamage known = damage;
        if (known != null) {
            damage = new CaptureDamage(known.kind(), true, at, 1, found, allowed);
        }
    }

    final void forgetPacket() {
        capturedOctets = 0;
        wireOctets = 0;
        seconds = 0;
        nanos = 0;
    }
}
