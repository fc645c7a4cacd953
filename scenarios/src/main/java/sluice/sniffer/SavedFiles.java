package sluice.sniffer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.InterfaceOptions;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.PcapOptions;
import sluice.pcap.file.PcapWriter;
import sluice.pcap.file.PcapngWriter;
import sluice.pcap.file.TimeResolution;

/**
 * Packets into a capture file, or into a ring of files that begin anew by size or time, the oldest
 * of which are deleted. One thread.
 *
 * <pre>
 *   out.pcapng                                     without a ring
 *   out_00001.pcapng, out_00002.pcapng, ...        with one
 * </pre>
 */
public final class SavedFiles implements PacketSink {
    private final Path path;
    private final CaptureFormat format;
    private final Ring ring;
    private final ArrayDeque<Path> written = new ArrayDeque<>();
    private @Nullable PcapWriter pcap;
    private @Nullable PcapngWriter pcapng;
    private final LinkType emptyType;
    private final Map<LinkType, Integer> interfaces = new HashMap<>();
    private @Nullable LinkType linkType;
    private int interfaceId;
    private long fileOctets;
    private long fileBeganNanos;
    private long files;
    private long skipped;

    /**
     * When the next file begins, and how many are kept.
     *
     * @param octetsMax size of a file, headers not counted; {@link Long#MAX_VALUE} for no limit
     * @param nanosMax from a file's first packet to the next file's, by the packets' times
     * @param filesMax how many are kept; {@link Integer#MAX_VALUE} for all
     */
    public record Ring(long octetsMax, long nanosMax, int filesMax) {
        /** One file for all. */
        public static final Ring NONE = new Ring(Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE);

        boolean turns() {
            return octetsMax != Long.MAX_VALUE || nanosMax != Long.MAX_VALUE;
        }
    }

    /**
     * Files at {@code path}; the first is created with the first packet, or when closed.
     *
     * @param format {@link CaptureFormat#PCAP} (microseconds), {@link CaptureFormat#PCAP_NANOS} or
     *     {@link CaptureFormat#PCAPNG}
     * @param emptyType the link type of a file without packets
     */
    public SavedFiles(Path path, CaptureFormat format, LinkType emptyType, Ring ring) {
        this.path = path;
        this.format = format;
        this.emptyType = emptyType;
        this.ring = ring;
    }

    @Override
    public void packet(SniffedPacket packet, int kept) throws IOException {
        if (!open() || (ring.turns() && isFull(packet))) begin(packet);
        if (packet.linkType != linkType && !changeTo(packet.linkType)) {
            skipped++;
            return;
        }
        PcapWriter plain = pcap;
        if (plain != null) {
            plain.write(
                    packet.seconds, packet.nanos, packet.octets, packet.offset, kept, packet.wire);
        } else {
            java.util.Objects.requireNonNull(pcapng)
                    .write(
                            interfaceId,
                            packet.seconds,
                            packet.nanos,
                            packet.octets,
                            packet.offset,
                            kept,
                            packet.wire);
        }
        fileOctets += kept;
    }

    private boolean open() {
        return pcap != null || pcapng != null;
    }

    private boolean isFull(SniffedPacket packet) {
        return fileOctets >= ring.octetsMax()
                || packet.epochNanos() - fileBeganNanos >= ring.nanosMax();
    }

    private void begin(SniffedPacket first) throws IOException {
        begin(first.linkType);
        fileBeganNanos = first.epochNanos();
    }

    private void begin(LinkType type) throws IOException {
        end();
        files++;
        Path file = ring.turns() ? numbered(files) : path;
        if (format == CaptureFormat.PCAPNG) {
            pcapng = PcapngWriter.create(file, List.of(PcapngWriter.application("sluice")));
            interfaces.clear();
            changeTo(type);
        } else {
            pcap =
                    PcapWriter.create(
                            file,
                            format == CaptureFormat.PCAP_NANOS
                                    ? PcapOptions.nanos(type)
                                    : PcapOptions.micros(type));
            linkType = type;
        }
        fileOctets = 0;
        written.addLast(file);
        if (written.size() > ring.filesMax()) Files.deleteIfExists(written.removeFirst());
    }

    /** False where the file holds packets of one link type only, and this is another. */
    private boolean changeTo(LinkType next) throws IOException {
        PcapngWriter writer = pcapng;
        if (writer == null) return next.equals(linkType);
        Integer known = interfaces.get(next);
        if (known == null) {
            known =
                    writer.addInterface(
                            InterfaceOptions.of(next).withResolution(TimeResolution.NANOS));
            interfaces.put(next, known);
        }
        interfaceId = known;
        linkType = next;
        return true;
    }

    private Path numbered(long number) {
        String name = String.valueOf(path.getFileName());
        int dot = name.lastIndexOf('.');
        String stem = dot < 0 ? name : name.substring(0, dot);
        String ending = dot < 0 ? "" : name.substring(dot);
        return path.resolveSibling("%s_%05d%s".formatted(stem, number, ending));
    }

    private void end() throws IOException {
        PcapWriter plain = pcap;
        PcapngWriter blocks = pcapng;
        pcap = null;
        pcapng = null;
        if (plain != null) plain.close();
        if (blocks != null) blocks.close();
    }

    /** The files that are there now, oldest first. */
    public List<Path> files() {
        return List.copyOf(written);
    }

    /** Packets that were left out because a pcap file holds one link type only. */
    public long skipped() {
        return skipped;
    }

    /** A capture without packets leaves a file without packets. */
    @Override
    public void close() throws IOException {
        if (files == 0) begin(emptyType);
        end();
    }
}
