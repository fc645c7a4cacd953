package sluice.capture;

/** A program's buffer for reads: {@code PACKET} of Packet32. */
public final class PacketBuffer {
    private final byte[] octets;
    private int receivedOctets;

    /** PacketAllocatePacket and PacketInitPacket: a buffer of this length, empty. */
    public PacketBuffer(int lengthOctets) {
        octets = new byte[lengthOctets];
    }

    /** The octets: records one behind the other. */
    public byte[] octets() {
        return octets;
    }

    /** Octets that the last read used: {@code ulBytesReceived}. */
    public int receivedOctets() {
        return receivedOctets;
    }

    void setReceivedOctets(int count) {
        receivedOctets = count;
    }
}
