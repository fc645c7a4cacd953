package sluice.pcap.file;

/** Which way a packet went through its interface: the low two bits of epb_flags. */
public enum PacketDirection {
    /** Not told. */
    UNKNOWN(0),
    /** Received. */
    INBOUND(1),
    /** Sent. */
    OUTBOUND(2);

    private final int number;

    PacketDirection(int number) {
        this.number = number;
    }

    /** The number in the file. */
    public int number() {
        return number;
    }
}
