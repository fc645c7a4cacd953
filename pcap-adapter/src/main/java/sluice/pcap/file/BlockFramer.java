package sluice.pcap.file;

import java.io.IOException;

/**
 * Cuts a pcapng into blocks: type, total length, body, total length again.
 *
 * <p>Blocks whose content matters lie whole in the window after {@link #read}; others are passed
 * over in pieces, so a large one needs no memory. The checks and their order are libpcap 1.10.3's
 * ({@code read_block}).
 */
final class BlockFramer {
    static final int INTERFACE = 1;
    static final int OLD_PACKET = 2;
    static final int SIMPLE_PACKET = 3;
    static final int NAME_RESOLUTION = 4;
    static final int STATISTICS = 5;
    static final int ENHANCED_PACKET = 6;
    static final int SECRETS = 10;
    static final int CUSTOM = 0x0000_0bad;
    static final int CUSTOM_NO_COPY = 0x4000_0bad;
    static final int SECTION = ReaderOpening.SECTION_HEADER;

    static final int HEADER_OCTETS = 8;
    static final int TRAILER_OCTETS = 4;
    static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;

    /** libpcap's limit, which it raises for link types with larger packets. */
    static final int BLOCK_OCTETS_MAX = 16 * 1024 * 1024;

    /** Wireshark 4.0 takes no block above this (MAX_BLOCK_SIZE). */
    private static final int TOLERANT_BLOCK_OCTETS_MAX = 134_348_832;

    private static final int OCTETS_AROUND_PACKET = 8 + 20 + 131_072 + 4;

    /** How a read ended. */
    enum Outcome {
        BLOCK,
        END,
        DAMAGE
    }

    private final ByteSource source;
    private final boolean libpcap;
    private final boolean keepCustom;
    private int blockMax = BLOCK_OCTETS_MAX;

    /** Byte order of the current section. */
    boolean bigEndian;

    int type;

    /** Where the block begins in the stream. */
    long offset;

    /** The body in the window, if the block was kept. */
    int bodyStart;

    int bodyEnd;

    CaptureDamage.Kind failure = CaptureDamage.Kind.CUT_BLOCK;
    long found;
    long allowed;

    BlockFramer(ByteSource source, Strictness strictness, boolean bigEndian) {
        this.source = source;
        this.libpcap = strictness == Strictness.LIBPCAP;
        this.keepCustom = strictness == Strictness.WIRESHARK;
        this.bigEndian = bigEndian;
    }

    /** Allows blocks that hold the longest packet of {@code linkType}. */
    void allowFor(LinkType linkType) {
        blockMax = Math.max(blockMax, linkType.capturedOctetsMax() + OCTETS_AROUND_PACKET);
    }

    /** Goes to the next block. */
    Outcome read() throws IOException {
        offset = source.offset();
        if (!source.has(HEADER_OCTETS)) {
            int there = source.available();
            return there == 0 && !source.corrupt()
                    ? Outcome.END
                    : fail(CaptureDamage.Kind.CUT_BLOCK, there, HEADER_OCTETS);
        }
        type = FileOctets.i32(source.octets, source.position, bigEndian);
        if (type == SECTION && !libpcap) {
            adoptByteOrder();
        }
        long total = FileOctets.u32(source.octets, source.position + 4, bigEndian);
        if (total < HEADER_OCTETS + TRAILER_OCTETS) {
            return fail(
                    CaptureDamage.Kind.BLOCK_LENGTH_SMALL, total, HEADER_OCTETS + TRAILER_OCTETS);
        }
        if ((total & 3) != 0) {
            if (libpcap) {
                return fail(CaptureDamage.Kind.BLOCK_LENGTH_UNALIGNED, total, 4);
            }
            total = (total + 3) & ~3L;
        }
        int max = libpcap || isKept() ? blockMax : TOLERANT_BLOCK_OCTETS_MAX;
        if (total > max) {
            return fail(CaptureDamage.Kind.BLOCK_LENGTH_LARGE, total, max);
        }
        return isKept() ? keep((int) total) : pass((int) total);
    }

    /** A section header tells its own byte order, in the third number. */
    private void adoptByteOrder() throws IOException {
        if (source.has(HEADER_OCTETS + 4)) {
            int magic = FileOctets.i32(source.octets, source.position + 8, bigEndian);
            if (magic == Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
                bigEndian = !bigEndian;
            }
        }
    }

    private boolean isKept() {
        return switch (type) {
            case INTERFACE, OLD_PACKET, SIMPLE_PACKET, ENHANCED_PACKET, SECTION -> true;
            case CUSTOM, CUSTOM_NO_COPY -> keepCustom;
            default -> false;
        };
    }

    private Outcome keep(int total) throws IOException {
        if (!source.has(total)) {
            return cut(source.available(), total);
        }
        int start = source.position;
        bodyStart = start + HEADER_OCTETS;
        bodyEnd = start + total - TRAILER_OCTETS;
        source.position = start + total;
        return trailer(FileOctets.u32(source.octets, bodyEnd, bigEndian), total);
    }

    private Outcome pass(int total) throws IOException {
        long passed = source.skip((long) total - TRAILER_OCTETS);
        if (passed < total - TRAILER_OCTETS || !source.has(TRAILER_OCTETS)) {
            return cut(passed + source.available(), total);
        }
        long trailing = FileOctets.u32(source.octets, source.position, bigEndian);
        source.position += TRAILER_OCTETS;
        return trailer(trailing, total);
    }

    /** libpcap reads the rest of a block in one piece and names that. */
    private Outcome cut(long there, int total) {
        return fail(CaptureDamage.Kind.CUT_BLOCK, there - HEADER_OCTETS, total - HEADER_OCTETS);
    }

    private Outcome trailer(long trailing, int total) {
        long expected = libpcap ? trailing : (trailing + 3) & ~3L;
        return expected == total
                ? Outcome.BLOCK
                : fail(CaptureDamage.Kind.BLOCK_LENGTHS_DIFFER, trailing, total);
    }

    private Outcome fail(CaptureDamage.Kind kind, long foundThere, long allowedThere) {
        failure = kind;
        found = foundThere;
        allowed = allowedThere;
        return Outcome.DAMAGE;
    }
}
