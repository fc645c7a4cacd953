package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/**
 * An IPv4 header read in place (RFC 791 section 3.1). Setters that stacks use on the way keep the
 * header checksum right incrementally (RFC 1624); they do not touch the transport's.
 */
public final class Ipv4View implements HeaderView {
    private byte[] octets;
    private final int offset;

    /** A view of the header at {@code offset}, which is not looked at. */
    public Ipv4View(byte[] octets, int offset) {
        this.octets = octets;
        this.offset = offset;
    }

    /** The array. */
    public byte[] octets() {
        return octets;
    }

    /** Where the header starts in the array. */
    public int offset() {
        return offset;
    }

    @Override
    public void revoke() {
        octets = NOTHING;
    }

    /** Length of a header without options. */
    public static final int HEADER_OCTETS_MIN = 20;

    /** Length of a header full of options. */
    public static final int HEADER_OCTETS_MAX = 60;

    private static final int TOTAL_LENGTH = 2;
    private static final int IDENTIFICATION = 4;
    private static final int FLAGS_AND_OFFSET = 6;
    private static final int TTL = 8;
    private static final int PROTOCOL = 9;
    private static final int CHECKSUM = 10;
    private static final int SOURCE = 12;
    private static final int DESTINATION = 16;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int MORE_FRAGMENTS = 0x2000;

    /**
     * Empty unless this is version 4 and the header with its options, and the total length, end at
     * or before {@code limit}. The checksum is not looked at.
     */
    public static Optional<Ipv4View> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new Ipv4View(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        int room = limit - offset;
        if (room < HEADER_OCTETS_MIN || Octets.u8(octets, offset) >>> 4 != 4) {
            return false;
        }
        int header = (Octets.u8(octets, offset) & 15) * 4;
        int total = Octets.u16(octets, offset + TOTAL_LENGTH);
        return header >= HEADER_OCTETS_MIN && total >= header && total <= room;
    }

    // ---- the same without a view, for a data path on which none is to be made --------------

    /** {@link #typeOfService} of the header at {@code offset}. */
    public static int typeOfService(byte[] octets, int offset) {
        return Octets.u8(octets, offset + 1);
    }

    /** {@link #dontFragment} of the header at {@code offset}. */
    public static boolean dontFragment(byte[] octets, int offset) {
        return (Octets.u16(octets, offset + FLAGS_AND_OFFSET) & DONT_FRAGMENT) != 0;
    }

    /** {@link #ttl} of the header at {@code offset}. */
    public static int ttl(byte[] octets, int offset) {
        return Octets.u8(octets, offset + TTL);
    }

    /** {@link #protocol} of the header at {@code offset}. */
    public static int protocol(byte[] octets, int offset) {
        return Octets.u8(octets, offset + PROTOCOL);
    }

    /** {@link #source} of the header at {@code offset}. */
    public static int source(byte[] octets, int offset) {
        return Octets.i32(octets, offset + SOURCE);
    }

    /** {@link #destination} of the header at {@code offset}. */
    public static int destination(byte[] octets, int offset) {
        return Octets.i32(octets, offset + DESTINATION);
    }

    /** {@link #decrementTtl} of the header at {@code offset}, the checksum kept right. */
    public static void decrementTtl(byte[] octets, int offset) {
        int old = Octets.u16(octets, offset + TTL);
        int now = (old & 0xff) | ((old >>> 8) - 1 & 0xff) << 8;
        int checksum = Octets.u16(octets, offset + CHECKSUM);
        Octets.put16(octets, offset + TTL, now);
        Octets.put16(octets, offset + CHECKSUM, Checksums.updated16(checksum, old, now));
    }

    // ---- of this header ---------------------------------------------------------------------

    public int version() {
        return Octets.u8(octets, offset) >>> 4;
    }

    public int headerOctets() {
        return (Octets.u8(octets, offset) & 15) * 4;
    }

    /** The octet once called type of service: DSCP and ECN (RFC 2474, RFC 3168). */
    public int typeOfService() {
        return typeOfService(octets, offset);
    }

    /** Header and payload, octets. */
    public int totalLengthOctets() {
        return Octets.u16(octets, offset + TOTAL_LENGTH);
    }

    public int identification() {
        return Octets.u16(octets, offset + IDENTIFICATION);
    }

    /** The reserved bit, don't fragment and more fragments, as the three high bits of the field. */
    public int flags() {
        return Octets.u16(octets, offset + FLAGS_AND_OFFSET) >>> 13;
    }

    public boolean dontFragment() {
        return dontFragment(octets, offset);
    }

    public boolean moreFragments() {
        return (Octets.u16(octets, offset + FLAGS_AND_OFFSET) & MORE_FRAGMENTS) != 0;
    }

    /** Place of the payload in the whole datagram, octets. */
    public int fragmentOffsetOctets() {
        return (Octets.u16(octets, offset + FLAGS_AND_OFFSET) & 0x1fff) * 8;
    }

    /** True unless this is a whole datagram. */
    public boolean isFragment() {
        return (Octets.u16(octets, offset + FLAGS_AND_OFFSET) & (MORE_FRAGMENTS | 0x1fff)) != 0;
    }

    public int ttl() {
        return ttl(octets, offset);
    }

    /** An {@link IpProtocols} number. */
    public int protocol() {
        return protocol(octets, offset);
    }

    public int checksum() {
        return Octets.u16(octets, offset + CHECKSUM);
    }

    public boolean checksumValid() {
        return TransportChecksums.ipv4HeaderValid(octets, offset, headerOctets());
    }

    public int source() {
        return source(octets, offset);
    }

    public int destination() {
        return destination(octets, offset);
    }

    /** Where options begin; walk them with {@link OptionList}. */
    public int optionsOffset() {
        return offset + HEADER_OCTETS_MIN;
    }

    public int optionsOctets() {
        return headerOctets() - HEADER_OCTETS_MIN;
    }

    public int payloadOffset() {
        return offset + headerOctets();
    }

    public int payloadOctets() {
        return totalLengthOctets() - headerOctets();
    }

    public void setTypeOfService(int value) {
        setWord(0, (Octets.u16(octets, offset) & 0xff00) | (value & 0xff));
    }

    public void setTotalLengthOctets(int value) {
        setWord(TOTAL_LENGTH, value);
    }

    public void setIdentification(int value) {
        setWord(IDENTIFICATION, value);
    }

    /** Sets the three fields of fragmentation; {@code offsetOctets} is a multiple of eight. */
    public void setFragment(boolean dontFragment, boolean moreFragments, int offsetOctets) {
        int flags = (dontFragment ? DONT_FRAGMENT : 0) | (moreFragments ? MORE_FRAGMENTS : 0);
        setWord(FLAGS_AND_OFFSET, flags | offsetOctets / 8);
    }

    public void setTtl(int value) {
        setWord(TTL, (Octets.u16(octets, offset + TTL) & 0xff) | (value & 0xff) << 8);
    }

    /** Takes one from a TTL above zero, as a router does. */
    public void decrementTtl() {
        decrementTtl(octets, offset);
    }

    public void setSource(int address) {
        setAddress(SOURCE, address);
    }

    public void setDestination(int address) {
        setAddress(DESTINATION, address);
    }

    /** Stores a checksum as it is, right or wrong. */
    public void setChecksum(int value) {
        Octets.put16(octets, offset + CHECKSUM, value);
    }

    /** Computes the header checksum anew. */
    public void fillChecksum() {
        TransportChecksums.fillIpv4Header(octets, offset, headerOctets());
    }

    public Ipv4Header toHeader() {
        return new Ipv4Header(
                typeOfService(),
                identification(),
                flags(),
                fragmentOffsetOctets(),
                ttl(),
                protocol(),
                source(),
                destination(),
                OctetSequence.copyOf(octets, optionsOffset(), optionsOctets()),
                payloadOctets());
    }

    private void setWord(int field, int value) {
        int old = Octets.u16(octets, offset + field);
        Octets.put16(octets, offset + field, value);
        setChecksum(Checksums.updated16(checksum(), old, value & 0xffff));
    }

    private void setAddress(int field, int value) {
        int old = Octets.i32(octets, offset + field);
        Octets.put32(octets, offset + field, value);
        setChecksum(Checksums.updated32(checksum(), old, value));
    }
}
