package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/** A UDP header read in place (RFC 768). Lengths are octets; ports are unsigned. */
public final class UdpView implements HeaderView {
    private byte[] octets;
    private final int offset;

    /** A view of the header at {@code offset}, which is not looked at. */
    public UdpView(byte[] octets, int offset) {
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

    public static final int HEADER_OCTETS = 8;

    private static final int LENGTH = 4;
    private static final int CHECKSUM = 6;

    /** Empty unless the header, and the length it claims, end at or before {@code limit}. */
    public static Optional<UdpView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new UdpView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        if (limit - offset < HEADER_OCTETS) {
            return false;
        }
        int length = Octets.u16(octets, offset + LENGTH);
        return length >= HEADER_OCTETS && length <= limit - offset;
    }

    public int sourcePort() {
        return Octets.u16(octets, offset);
    }

    public int destinationPort() {
        return Octets.u16(octets, offset + 2);
    }

    /** Header and payload. */
    public int lengthOctets() {
        return Octets.u16(octets, offset + LENGTH);
    }

    public int payloadOctets() {
        return lengthOctets() - HEADER_OCTETS;
    }

    public int payloadOffset() {
        return offset + HEADER_OCTETS;
    }

    /** 0 if the sender computed none. */
    public int checksum() {
        return Octets.u16(octets, offset + CHECKSUM);
    }

    /** Sets the port and keeps the checksum right. */
    public void setSourcePort(int port) {
        setPort(0, port);
    }

    /** Sets the port and keeps the checksum right. */
    public void setDestinationPort(int port) {
        setPort(2, port);
    }

    public void setLengthOctets(int value) {
        Octets.put16(octets, offset + LENGTH, value);
    }

    /** Stores a checksum as it is, right or wrong. */
    public void setChecksum(int value) {
        Octets.put16(octets, offset + CHECKSUM, value);
    }

    /** Keeps the checksum right after an IPv4 address of the pseudo header changed. */
    public void addressChanged(int oldAddress, int newAddress) {
        if (checksum() != 0) {
            store(Checksums.updated32(checksum(), oldAddress, newAddress));
        }
    }

    public UdpHeader toHeader() {
        return new UdpHeader(sourcePort(), destinationPort(), payloadOctets());
    }

    private void setPort(int field, int port) {
        int old = Octets.u16(octets, offset + field);
        Octets.put16(octets, offset + field, port);
        if (checksum() != 0) {
            store(Checksums.updated16(checksum(), old, port & 0xffff));
        }
    }

    private void store(int checksum) {
        setChecksum(checksum == 0 ? 0xffff : checksum); // zero means: no checksum
    }
}
