package sluice.pcap.file;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.List;

/**
 * pcap: a file header of 24 octets, then records.
 *
 * <pre>
 *   header   magic | major minor | zone | sigfigs | snap length | FCS bits, link type
 *   record   seconds | fraction | captured length | wire length [| 8 more, modified format] | octets
 * </pre>
 *
 * Versions before 2.3 hold the two lengths the other way round, 2.3 sometimes; 543.0 is DG/UX. The
 * order of the checks is that of libpcap 1.10.3, {@code sf-pcap.c}.
 */
final class PcapReader extends CaptureReader {
    private static final int FILE_HEADER_OCTETS = 24;
    private static final int RECORD_HEADER_OCTETS = 16;
    private static final int MODIFIED_HEADER_OCTETS = 24;

    /** Upper six bits of the link type field: length of a frame check sequence and flags. */
    static final int LINK_TYPE_MASK = 0x03ff_ffff;

    /** Modified files of Ethernet may have had a header put in front after the cutting. */
    private static final int ETHERNET_HEADER_OCTETS = 14;

    private static final int SUN_ATM = 123;
    private static final int SUN_ATM_HEADER_OCTETS = 4;

    private static final int VERSION_MAJOR = 2;
    private static final int VERSION_MINOR = 4;
    private static final int DG_UX_MAJOR = 543;

    private enum LengthOrder {
        CAPTURED_FIRST,
        WIRE_FIRST,
        SMALLER_IS_CAPTURED
    }

    private final CaptureFormat format;
    private final boolean bigEndian;
    private final LinkType linkType;
    private final int linkTypeFlags;
    private final int headerOctets;
    private final int nanosPerFraction;
    private final boolean libpcap;
    private final LengthOrder lengthOrder;
    private final long snapLengthInFile;

    /** Records are cut to this with libpcap. */
    private final int snapLength;

    /** A captured length above this is damage. */
    private final int capturedMax;

    /** What Wireshark takes off each packet as a header of its own: the first four of SunATM. */
    private final int strippedOctets;

    private PcapReader(
            ByteSource source, Strictness strictness, CaptureFormat format, boolean bigEndian) {
        super(source, strictness);
        this.format = format;
        this.bigEndian = bigEndian;
        byte[] octets = source.octets;
        int at = source.position;
        int major = FileOctets.u16(octets, at + 4, bigEndian);
        int minor = FileOctets.u16(octets, at + 6, bigEndian);
        this.snapLengthInFile = FileOctets.u32(octets, at + 16, bigEndian);
        this.linkType = new LinkType(FileOctets.i32(octets, at + 20, bigEndian) & LINK_TYPE_MASK);
        this.linkTypeFlags = FileOctets.i32(octets, at + 20, bigEndian) & ~LINK_TYPE_MASK;
        this.libpcap = strictness == Strictness.LIBPCAP;
        this.capturedMax = linkType.capturedOctetsMax();
        this.strippedOctets =
                strictness == Strictness.WIRESHARK && linkType.number() == SUN_ATM
                        ? SUN_ATM_HEADER_OCTETS
                        : 0;
        boolean modified = format == CaptureFormat.PCAP_MODIFIED;
        int adjusted = linkType.adjustedSnapLength((int) snapLengthInFile);
        boolean roomForHeader = modified && linkType.equals(LinkType.ETHERNET);
        // Saturated: a snap length near 2^31 must not turn negative.
        this.snapLength =
                roomForHeader && adjusted <= Integer.MAX_VALUE - ETHERNET_HEADER_OCTETS
                        ? adjusted + ETHERNET_HEADER_OCTETS
                        : adjusted;
        this.headerOctets = modified ? MODIFIED_HEADER_OCTETS : RECORD_HEADER_OCTETS;
        this.nanosPerFraction = format == CaptureFormat.PCAP_NANOS ? 1 : 1000;
        this.lengthOrder = lengthOrder(major, minor);
        if (major < VERSION_MAJOR) {
            refused(CaptureDamage.Kind.ARCHAIC_VERSION, 0, major, VERSION_MAJOR);
        } else if (libpcap && !knownVersion(major, minor)) {
            long version = ((long) major << 16) | minor;
            refused(CaptureDamage.Kind.UNSUPPORTED_VERSION, 0, version, 0);
        }
        source.position = at + FILE_HEADER_OCTETS;
    }

    /** Reads the file header; the magic is known to be there. */
    static CaptureReader open(
            ByteSource source, Strictness strictness, CaptureFormat format, boolean bigEndian)
            throws IOException {
        if (!source.has(FILE_HEADER_OCTETS)) {
            return new RefusedReader(
                    source,
                    strictness,
                    format,
                    CaptureDamage.Kind.CUT_FILE_HEADER,
                    source.available(),
                    FILE_HEADER_OCTETS);
        }
        return new PcapReader(source, strictness, format, bigEndian);
    }

    private static boolean knownVersion(int major, int minor) {
        return (major == VERSION_MAJOR && minor <= VERSION_MINOR)
                || (major == DG_UX_MAJOR && minor == 0);
    }

    private static LengthOrder lengthOrder(int major, int minor) {
        if (major == DG_UX_MAJOR || (major == VERSION_MAJOR && minor < 3)) {
            return LengthOrder.WIRE_FIRST;
        }
        return major == VERSION_MAJOR && minor == 3
                ? LengthOrder.SMALLER_IS_CAPTURED
                : LengthOrder.CAPTURED_FIRST;
    }

    @Override
    public boolean next() throws IOException {
        if (damage != null) {
            return false;
        }
        if (!source.has(headerOctets)) {
            return endOrCutHeader();
        }
        int at = source.position;
        byte[] octets = source.octets;
        long captured = FileOctets.u32(octets, at + 8, bigEndian);
        long wire = FileOctets.u32(octets, at + 12, bigEndian);
        if (lengthOrder != LengthOrder.CAPTURED_FIRST
                && (lengthOrder == LengthOrder.WIRE_FIRST || captured > wire)) {
            long swapped = captured;
            captured = wire;
            wire = swapped;
        }
        if (captured > capturedMax) {
            return tooLong(captured);
        }
        int length = (int) captured;
        if (!source.has(headerOctets + length)) {
            return cutPacket(length);
        }
        at = source.position;
        octets = source.octets;
        int secondsField = FileOctets.i32(octets, at, bigEndian);
        // libpcap reads a signed number, and swaps an unsigned one: of the other byte order is,
        // as on nearly every host, a big-endian file.
        seconds = libpcap && !bigEndian ? secondsField : secondsField & 0xffff_ffffL;
        nanos = FileOctets.i32(octets, at + 4, bigEndian) * nanosPerFraction;
        packetOffset = at + headerOctets;
        capturedOctets = libpcap && length > snapLength ? snapLength : length;
        wireOctets = wire;
        source.position = at + headerOctets + length;
        if (strippedOctets > 0) {
            strip();
        }
        packetCount++;
        return true;
    }

    private void strip() {
        int taken = Math.min(strippedOctets, capturedOctets);
        packetOffset += taken;
        capturedOctets -= taken;
        wireOctets = Math.max(0, wireOctets - strippedOctets);
    }

    private boolean endOrCutHeader() {
        int there = source.available();
        if (there == 0 && !source.corrupt()) {
            forgetPacket();
            return false;
        }
        return damaged(CaptureDamage.Kind.CUT_RECORD_HEADER, source.offset(), there, headerOctets);
    }

    private boolean tooLong(long captured) {
        boolean overSnap = libpcap && captured > snapLength;
        return damaged(
                overSnap
                        ? CaptureDamage.Kind.CAPTURED_OVER_SNAP_LENGTH
                        : CaptureDamage.Kind.CAPTURED_OVER_MAXIMUM,
                source.offset(),
                captured,
                overSnap ? snapLength : capturedMax);
    }

    /** libpcap first reads up to the snap length and names that if the file ends before it. */
    private boolean cutPacket(int length) {
        int there = source.available() - headerOctets;
        int asked = libpcap && there < snapLength ? Math.min(length, snapLength) : length;
        return damaged(CaptureDamage.Kind.CUT_PACKET, source.offset(), there, asked);
    }

    /** What stands in the link type field beside the link type: about frame check sequences. */
    int linkTypeFlags() {
        return linkTypeFlags;
    }

    @Override
    public boolean hasTime() {
        return true;
    }

    @Override
    public LinkType linkType() {
        return linkType;
    }

    @Override
    public int interfaceId() {
        return -1;
    }

    @Override
    public int sectionNumber() {
        return 0;
    }

    @Override
    public List<CaptureInterface> interfaces() {
        return List.of();
    }

    @Override
    public List<PcapngOption> options() {
        return List.of();
    }

    @Override
    public List<PcapngOption> sectionOptions() {
        return List.of();
    }

    @Override
    public PassedBlocks passedBlocks() {
        return PassedBlocks.NONE;
    }

    @Override
    public CaptureFormat format() {
        return format;
    }

    @Override
    public ByteOrder byteOrder() {
        return bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public long snapLengthOctets() {
        return snapLengthInFile;
    }
}
