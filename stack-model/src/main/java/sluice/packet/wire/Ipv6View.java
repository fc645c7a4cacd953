package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/** An IPv6 header read in place (RFC 8200 section 3). */
public final class Ipv6View implements HeaderView {
    private byte[] octets;
    private final int offset;

    /** A view of the header at {@code offset}, which is not looked at. */
    public Ipv6View(byte[] octets, int offset) {
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

    public static final int HEADER_OCTETS = 40;

    private static final int PAYLOAD_LENGTH = 4;
    private static final int NEXT_HEADER = 6;
    private static final int HOP_LIMIT = 7;
    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;

    /**
     * Empty unless this is version 6 and header and payload length end at or before {@code limit}.
     * Jumbograms (payload length 0 with a jumbo option, RFC 2675) show as an empty payload.
     */
    public static Optional<Ipv6View> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new Ipv6View(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= HEADER_OCTETS
                && Octets.u8(octets, offset) >>> 4 == 6
                && Octets.u16(octets, offset + PAYLOAD_LENGTH) <= limit - offset - HEADER_OCTETS;
    }

    public int version() {
        return Octets.u8(octets, offset) >>> 4;
    }

    public int trafficClass() {
        return Octets.u16(octets, offset) >>> 4 & 0xff;
    }

    /** Flow label, 20 bits. */
    public int flowLabel() {
        return Octets.i32(octets, offset) & 0xf_ffff;
    }

    /** Everything behind this header, extension headers included. */
    public int payloadOctets() {
        return Octets.u16(octets, offset + PAYLOAD_LENGTH);
    }

    /** An {@link IpProtocols} number. */
    public int nextHeader() {
        return Octets.u8(octets, offset + NEXT_HEADER);
    }

    public int hopLimit() {
        return Octets.u8(octets, offset + HOP_LIMIT);
    }

    public long sourceHigh() {
        return Octets.i64(octets, offset + SOURCE);
    }

    public long sourceLow() {
        return Octets.i64(octets, offset + SOURCE + 8);
    }

    public long destinationHigh() {
        return Octets.i64(octets, offset + DESTINATION);
    }

    public long destinationLow() {
        return Octets.i64(octets, offset + DESTINATION + 8);
    }

    /** Where the 16 octets of the source lie, for {@link TransportChecksums}. */
    public int sourceOffset() {
        return offset + SOURCE;
    }

    /** Where the 16 octets of the destination lie, for {@link TransportChecksums}. */
    public int destinationOffset() {
        return offset + DESTINATION;
    }

    public int payloadOffset() {
        return offset + HEADER_OCTETS;
    }

    public void setTrafficClass(int value) {
        int first = Octets.i32(octets, offset);
        Octets.put32(octets, offset, (first & 0xf00f_ffff) | (value & 0xff) << 20);
    }

    public void setPayloadOctets(int value) {
        Octets.put16(octets, offset + PAYLOAD_LENGTH, value);
    }

    public void setNextHeader(int value) {
        Octets.put8(octets, offset + NEXT_HEADER, value);
    }

    public void setHopLimit(int value) {
        Octets.put8(octets, offset + HOP_LIMIT, value);
    }

    public void setSource(long high, long low) {
        Octets.put64(octets, offset + SOURCE, high);
        Octets.put64(octets, offset + SOURCE + 8, low);
    }

    public void setDestination(long high, long low) {
        Octets.put64(octets, offset + DESTINATION, high);
        Octets.put64(octets, offset + DESTINATION + 8, low);
    }

    public Ipv6Header toHeader() {
        return new Ipv6Header(
                trafficClass(),
                flowLabel(),
                payloadOctets(),
                nextHeader(),
                hopLimit(),
                sourceHigh(),
                sourceLow(),
                destinationHigh(),
                destinationLow());
    }
}
