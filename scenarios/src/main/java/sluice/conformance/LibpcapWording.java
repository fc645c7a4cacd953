package sluice.conformance;

import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureFormat;
import sluice.pcap.file.CaptureReader;

/**
 * What libpcap 1.10.3 says of the same damage ({@code sf-pcap.c}, {@code sf-pcapng.c}), so that
 * recorded messages can be compared letter by letter.
 */
final class LibpcapWording {
    private LibpcapWording() {}

    /** The message that {@code pcap_open_offline} or {@code pcap_next_ex} leaves behind. */
    static String of(CaptureReader reader, CaptureDamage damage) {
        boolean pcapng = reader.format() == CaptureFormat.PCAPNG;
        long found = damage.found();
        long allowed = damage.allowed();
        return switch (damage.kind()) {
            case UNKNOWN_FORMAT, BROKEN_COMPRESSION -> "unknown file format";
            // The four octets of the magic are read apart from the rest of the header.
            case CUT_FILE_HEADER ->
                    "truncated dump file; tried to read %d file header bytes, only got %d"
                            .formatted(allowed, allowed == 4 ? found : found - 4);
            case ARCHAIC_VERSION -> "archaic pcap savefile format";
            case UNSUPPORTED_VERSION ->
                    "unsupported %s savefile version %d.%d"
                            .formatted(pcapng ? "pcapng" : "pcap", found >>> 16, found & 0xffff);
            case CUT_RECORD_HEADER ->
                    "truncated dump file; tried to read %d header bytes, only got %d"
                            .formatted(allowed, found);
            case CUT_PACKET ->
                    "truncated dump file; tried to read %d captured bytes, only got %d"
                            .formatted(allowed, found);
            case CAPTURED_OVER_SNAP_LENGTH ->
                    "invalid packet capture length %d, bigger than snaplen of %d"
                            .formatted(found, allowed);
            case CAPTURED_OVER_MAXIMUM ->
                    "invalid packet capture length %d, bigger than maximum of %d"
                            .formatted(found, allowed);
            case SECTION_HEADER_LENGTH ->
                    ("Section Header Block in pcapng dump file has invalid length 28 < _%d_ < %d"
                                    + " (BT_SHB_INSANE_MAX)")
                            .formatted(found, allowed);
            case SECTION_BYTE_ORDER_BAD ->
                    "the file has a section with a bad byte order magic field";
            case SECTION_BYTE_ORDER_DIFFERS -> "the file has sections with different byte orders";
            case SECTION_VERSION ->
                    "unknown pcapng savefile major version number %d".formatted(found);
            case CUT_BLOCK ->
                    "truncated pcapng dump file; tried to read %d bytes, only got %d"
                            .formatted(allowed, found);
            case BLOCK_LENGTH_SMALL ->
                    "block in pcapng dump file has a length of %d < %d".formatted(found, allowed);
            case BLOCK_LENGTH_UNALIGNED ->
                    "block in pcapng dump file has a length of %d that is not a multiple of 4"
                            .formatted(found);
            case BLOCK_LENGTH_LARGE ->
                    "pcapng block size %d > maximum %d".formatted(found, allowed);
            case BLOCK_LENGTHS_DIFFER -> "block total length in header and trailer don't match";
            case BLOCK_BODY_SHORT ->
                    "block of type %d in pcapng dump file is too short".formatted(found);
            case NO_INTERFACES -> "the capture file has no Interface Description Blocks";
            case PACKET_BEFORE_INTERFACE ->
                    "the capture file has a packet block before any Interface Description Blocks";
            case UNKNOWN_INTERFACE ->
                    ("a packet arrived on interface %d, but there's no Interface Description Block"
                                    + " for that interface")
                            .formatted(found);
            case LINK_TYPE_DIFFERS ->
                    "an interface has a type %d different from the type of the first interface"
                            .formatted(found);
            case SNAP_LENGTH_DIFFERS ->
                    ("an interface has a snapshot length %d different from the snapshot length of"
                                    + " the first interface")
                            .formatted(found);
            case TOO_MANY_INTERFACES -> "more than %d interfaces in the file".formatted(allowed);
            case END_OPTION_LENGTH -> option("opt_endofopt option with length", found, allowed);
            case RESOLUTION_LENGTH -> option("if_tsresol option with length", found, allowed);
            case RESOLUTION_TWICE ->
                    "Interface Description Block has more than one if_tsresol option";
            case RESOLUTION_TOO_FINE ->
                    "Interface Description Block if_tsresol option resolution %s^-%d is too high"
                            .formatted(found >= 0x80 ? "2" : "10", found & 0x7f);
            case TIME_OFFSET_LENGTH -> option("if_tsoffset option with length", found, allowed);
            case TIME_OFFSET_TWICE ->
                    "Interface Description Block has more than one if_tsoffset option";
        };
    }

    private static String option(String which, long found, long allowed) {
        return "Interface Description Block has %s %d != %d".formatted(which, found, allowed);
    }
}
