package sluice.pcap.file;

import java.nio.ByteOrder;
import java.util.Objects;

/**
 * How a pcap is written.
 *
 * @param format {@link CaptureFormat#PCAP}, {@link CaptureFormat#PCAP_NANOS} or {@link
 *     CaptureFormat#PCAP_MODIFIED}
 * @param linkType of all packets
 * @param snapLengthOctets what the header declares, 0..2^32-1; longer packets are the caller's
 *     business
 * @param byteOrder of all numbers
 */
public record PcapOptions(
        CaptureFormat format, LinkType linkType, long snapLengthOctets, ByteOrder byteOrder) {

    /** Refuses what a file header cannot hold: a caller's mistake. */
    public PcapOptions {
        Objects.requireNonNull(linkType, "linkType");
        Objects.requireNonNull(byteOrder, "byteOrder");
        if (format == CaptureFormat.PCAPNG || format == CaptureFormat.UNKNOWN) {
            throw new IllegalArgumentException(format + " is no format of pcap");
        }
        if (snapLengthOctets < 0 || snapLengthOctets > 0xffff_ffffL) {
            throw new IllegalArgumentException("snap length " + snapLengthOctets);
        }
        if (linkType.number() > PcapReader.LINK_TYPE_MASK) {
            throw new IllegalArgumentException("link type " + linkType + " has over 26 bits");
        }
    }

    /** Nanoseconds, little-endian, the usual snap length. */
    public static PcapOptions nanos(LinkType linkType) {
        return new PcapOptions(
                CaptureFormat.PCAP_NANOS,
                linkType,
                LinkType.CAPTURED_OCTETS_MAX,
                ByteOrder.LITTLE_ENDIAN);
    }

    /** Microseconds, little-endian, the usual snap length. */
    public static PcapOptions micros(LinkType linkType) {
        return new PcapOptions(
                CaptureFormat.PCAP,
                linkType,
                LinkType.CAPTURED_OCTETS_MAX,
                ByteOrder.LITTLE_ENDIAN);
    }
}
