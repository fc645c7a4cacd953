package sluice.pcap.file;

/**
 * What the octets of a packet begin with: a LINKTYPE number as files hold it
 * (draft-ietf-opsawg-pcaplinktype). Programs know the same thing as a DLT number, which differs for
 * a few old values ({@code pcap-common.c}, {@code linktype_to_dlt}).
 *
 * @param number the LINKTYPE, 0..2^26-1 in pcap and 0..65535 in pcapng
 */
public record LinkType(int number) {
    /** BSD loopback: a protocol family in the writer's byte order, then the packet. */
    public static final LinkType NULL = new LinkType(0);

    /** Ethernet without preamble and frame check sequence. */
    public static final LinkType ETHERNET = new LinkType(1);

    /** PPP. */
    public static final LinkType PPP = new LinkType(9);

    /** An IPv4 or IPv6 packet without any link header. */
    public static final LinkType RAW = new LinkType(101);

    /** OpenBSD loopback: a protocol family in network order, then the packet. */
    public static final LinkType LOOP = new LinkType(108);

    /** Linux cooked capture, version 1. */
    public static final LinkType LINUX_SLL = new LinkType(113);

    /** An IPv4 packet. */
    public static final LinkType IPV4 = new LinkType(228);

    /** An IPv6 packet. */
    public static final LinkType IPV6 = new LinkType(229);

    /** Linux cooked capture, version 2. */
    public static final LinkType LINUX_SLL2 = new LinkType(276);

    /** The captured length that readers accept at most where the link type allows no more. */
    public static final int CAPTURED_OCTETS_MAX = 262_144;

    private static final int DLT_USB_LINUX_MMAPPED = 220;
    private static final int DLT_DBUS = 231;
    private static final int DLT_USBPCAP = 249;
    private static final int DLT_EBHSCR = 279;

    /** Refuses a negative number: a caller's mistake. */
    public LinkType {
        if (number < 0) {
            throw new IllegalArgumentException("link type " + number);
        }
    }

    /** The DLT number by which libpcap on Linux knows it. */
    public int dlt() {
        return switch (number) {
            case 50 -> 50; // PPP_HDLC
            case 100 -> 11; // ATM_RFC1483
            case 101 -> 12; // RAW
            case 102 -> 15; // SLIP_BSDOS
            case 103 -> 16; // PPP_BSDOS
            case 106 -> 19; // ATM_CLIP
            default -> number;
        };
    }

    /** The LINKTYPE of a DLT number on Linux; the inverse of {@link #dlt} for what files hold. */
    public static LinkType ofDlt(int dlt) {
        return switch (dlt) {
            case 11 -> new LinkType(100);
            case 12 -> RAW;
            case 15 -> new LinkType(102);
            case 16 -> new LinkType(103);
            case 19 -> new LinkType(106);
            default -> new LinkType(dlt);
        };
    }

    /** libpcap's name of its DLT, such as {@code EN10MB}; {@code DLT_n} where it has none. */
    public String dltName() {
        String name = DltNames.of(dlt());
        return name == null ? "DLT_" + dlt() : name;
    }

    /** The longest captured length that libpcap takes for sane ({@code max_snaplen_for_dlt}). */
    public int capturedOctetsMax() {
        return switch (dlt()) {
            case DLT_DBUS -> 128 * 1024 * 1024;
            case DLT_EBHSCR -> 8 * 1024 * 1024;
            case DLT_USB_LINUX_MMAPPED, DLT_USBPCAP -> 1024 * 1024;
            default -> CAPTURED_OCTETS_MAX;
        };
    }

    /**
     * The snap length in force for one written in a file: 0, or one with the top bit set, stands
     * for the maximum ({@code pcap_adjust_snapshot}).
     */
    int adjustedSnapLength(int inFile) {
        return inFile <= 0 ? capturedOctetsMax() : inFile;
    }

    @Override
    public String toString() {
        return number + " (" + dltName() + ")";
    }
}
