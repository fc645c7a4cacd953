package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Checksums;
import sluice.packet.Octets;

/** A TCP header read in place (RFC 9293 section 3.1). */
public record TcpView(byte[] octets, int offset) {
    /** Length of a header without options. */
    public static final int HEADER_OCTETS_MIN = 20;

    /** Length of a header full of options. */
    public static final int HEADER_OCTETS_MAX = 60;

    public static final int FIN = 0x01;
    public static final int SYN = 0x02;
    public static final int RST = 0x04;
    public static final int PSH = 0x08;
    public static final int ACK = 0x10;
    public static final int URG = 0x20;
    public static final int ECE = 0x40;
    public static final int CWR = 0x80;

    private static final int CHECKSUM = 16;

    /** Empty unless the header with its options ends at or before {@code limit}. */
    public static Optional<TcpView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new TcpView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        if (limit - offset < HEADER_OCTETS_MIN) {
            return false;
        }
        int header = (Octets.u8(octets, offset + 12) >>> 4) * 4;
        return header >= HEADER_OCTETS_MIN && header <= limit - offset;
    }

    public int sourcePort() {
        return Octets.u16(octets, offset);
    }

    public int destinationPort() {
        return Octets.u16(octets, offset + 2);
    }

    public int sequence() {
        return Octets.i32(octets, offset + 4);
    }

    public int acknowledgment() {
        return Octets.i32(octets, offset + 8);
    }

    public int headerOctets() {
        return (Octets.u8(octets, offset + 12) >>> 4) * 4;
    }

    /** The twelve bits behind the data offset, reserved ones included. */
    public int flags() {
        return Octets.u16(octets, offset + 12) & 0xfff;
    }

    public boolean has(int flag) {
        return (Octets.u16(octets, offset + 12) & flag) != 0;
    }

    /** As in the header, not scaled. */
    public int window() {
        return Octets.u16(octets, offset + 14);
    }

    public int checksum() {
        return Octets.u16(octets, offset + CHECKSUM);
    }

    public int urgentPointer() {
        return Octets.u16(octets, offset + 18);
    }

    /** Where options begin; walk them with {@link OptionList}. */
    public int optionsOffset() {
        return offset + HEADER_OCTETS_MIN;
    }

    public int payloadOffset() {
        return offset + headerOctets();
    }

    /** Sets the port and keeps the checksum right. */
    public void setSourcePort(int port) {
        setWord(0, port);
    }

    /** Sets the port and keeps the checksum right. */
    public void setDestinationPort(int port) {
        setWord(2, port);
    }

    /** Sets the window and keeps the checksum right. */
    public void setWindow(int window) {
        setWord(14, window);
    }

    /** Stores a checksum as it is, right or wrong. */
    public void setChecksum(int value) {
        Octets.put16(octets, offset + CHECKSUM, value);
    }

    /** Keeps the checksum right after an IPv4 address of the pseudo header changed. */
    public void addressChanged(int oldAddress, int newAddress) {
        setChecksum(Checksums.updated32(checksum(), oldAddress, newAddress));
    }

    public TcpHeader toHeader() {
        return new TcpHeader(
                sourcePort(),
                destinationPort(),
                sequence(),
                acknowledgment(),
                flags(),
                window(),
                urgentPointer(),
                TcpOption.parse(octets, optionsOffset(), payloadOffset()));
    }

    private void setWord(int field, int value) {
        int old = Octets.u16(octets, offset + field);
        Octets.put16(octets, offset + field, value);
        setChecksum(Checksums.updated16(checksum(), old, value & 0xffff));
    }
}
