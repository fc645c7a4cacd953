package sluice.pcap.file;

import java.util.Objects;

/**
 * Why and where the reading of a capture ended early. A value, not an exception: the packets before
 * the place are good.
 *
 * @param kind what was wrong
 * @param atOpen true if not even the header could be used, so that no packet was read
 * @param offsetOctets where the record, block or header in question begins, octets from the start
 *     (of the uncompressed stream)
 * @param packetNumber the packet, from 1, that could not be read
 * @param found what the file says; its meaning and unit stand with the kind
 * @param allowed what would have been accepted, likewise
 */
public record CaptureDamage(
        Kind kind, boolean atOpen, long offsetOctets, long packetNumber, long found, long allowed) {

    /** What can be wrong; {@code F} is {@link #found}, {@code A} is {@link #allowed}. */
    public enum Kind {
        /** Neither pcap nor pcapng; F: the first four octets, big-endian. */
        UNKNOWN_FORMAT,
        /** The stream ends in the file header; F: octets there, A: octets needed. */
        CUT_FILE_HEADER,
        /** A gzip stream is broken or ends early. */
        BROKEN_COMPRESSION,
        /** A pcap version below 2; F: the major number. */
        ARCHAIC_VERSION,
        /** An unknown version; F: major times 65536 plus minor. */
        UNSUPPORTED_VERSION,
        /** The stream ends in a record header of pcap; F: octets there, A: octets needed. */
        CUT_RECORD_HEADER,
        /** The stream ends in the octets of a packet; F: octets there, A: octets needed. */
        CUT_PACKET,
        /** F: a captured length; A: the snap length. */
        CAPTURED_OVER_SNAP_LENGTH,
        /** F: a captured length; A: the most that any packet of this link type may have. */
        CAPTURED_OVER_MAXIMUM,
        /** F: total length of the first section header; A: its upper limit. */
        SECTION_HEADER_LENGTH,
        /** A later section header; F: what stands for the byte order. */
        SECTION_BYTE_ORDER_BAD,
        /** A later section has the other byte order, which libpcap refuses. */
        SECTION_BYTE_ORDER_DIFFERS,
        /** A later section has another major version; F: the major number. */
        SECTION_VERSION,
        /** The stream ends in a block; F: octets there, A: octets needed. */
        CUT_BLOCK,
        /** F: a block's total length; A: the least, 12. */
        BLOCK_LENGTH_SMALL,
        /** F: a block's total length, no multiple of 4. */
        BLOCK_LENGTH_UNALIGNED,
        /** F: a block's total length; A: the most. */
        BLOCK_LENGTH_LARGE,
        /** F: a block's total length at its end; A: the one at its beginning. */
        BLOCK_LENGTHS_DIFFER,
        /** The body of a block is too short for what it claims to hold; F: the block type. */
        BLOCK_BODY_SHORT,
        /** A pcapng without any interface description. */
        NO_INTERFACES,
        /** A packet before any interface description. */
        PACKET_BEFORE_INTERFACE,
        /** F: the interface a packet names; A: how many there are. */
        UNKNOWN_INTERFACE,
        /** F: a link type; A: the one of the first interface. */
        LINK_TYPE_DIFFERS,
        /** F: a snap length; A: the one of the first interface. */
        SNAP_LENGTH_DIFFERS,
        /** A: how many interfaces a section may have. */
        TOO_MANY_INTERFACES,
        /** F: the length of an end-of-options option; A: 0. */
        END_OPTION_LENGTH,
        /** F: the length of if_tsresol; A: 1. */
        RESOLUTION_LENGTH,
        /** if_tsresol more than once in one interface description. */
        RESOLUTION_TWICE,
        /** F: the octet of if_tsresol, finer than 64 bits can count. */
        RESOLUTION_TOO_FINE,
        /** F: the length of if_tsoffset; A: 8. */
        TIME_OFFSET_LENGTH,
        /** if_tsoffset more than once in one interface description. */
        TIME_OFFSET_TWICE
    }

    /** Refuses null. */
    public CaptureDamage {
        Objects.requireNonNull(kind, "kind");
    }

    /** What was found and what was allowed, in words, without the place. */
    public String finding() {
        return DamageText.finding(this);
    }

    /**
     * The whole sentence for a person: {@code big.pcap: damaged at octet 1 048 612, packet 2 313:
     * captured length 4 026 531 840 is over the limit 262 144. 2 312 packets before it were read.}
     */
    public String describe(String fileName) {
        return DamageText.describe(this, fileName);
    }
}
