package sluice.packet.decode;

/**
 * What the outermost frame of a packet says: its stations, its tag, and whether it has a type
 * (Ethernet II) or a length (IEEE 802.3). Reused from packet to packet; one thread.
 */
public final class OuterFrame {
    /** Fields up to here are the frame's. */
    static final int LAST = Field.VLAN_ID.ordinal();

    private static final long NONE = -1;

    private long source = NONE;
    private long destination = NONE;
    private long type = NONE;
    private long length = NONE;
    private long tag = NONE;

    OuterFrame() {}

    void clear() {
        source = NONE;
        destination = NONE;
        type = NONE;
        length = NONE;
        tag = NONE;
    }

    /** The first of each is the outermost frame's. */
    void field(Field field, long value) {
        switch (field) {
            case ETH_SRC -> source = source == NONE ? value : source;
            case ETH_DST -> destination = destination == NONE ? value : destination;
            case ETH_TYPE -> type = type == NONE ? value : type;
            case ETH_LEN -> length = length == NONE ? value : length;
            case VLAN_ID -> tag = tag == NONE ? value : tag;
            default -> {
                // not the frame's
            }
        }
    }

    /** Whether there is an Ethernet frame. */
    public boolean hasStations() {
        return source != NONE && destination != NONE;
    }

    /** Station that sent it, 48 bits. */
    public long source() {
        return source;
    }

    /** Station or group it is for, 48 bits. */
    public long destination() {
        return destination;
    }

    /** Whether a length stands where Ethernet II has the type. */
    public boolean isIeee8023() {
        return length != NONE && type == NONE;
    }

    /** The VLAN of the outermost tag; -1 without a tag. */
    public int vlan() {
        return (int) tag;
    }

    void append(AsciiLine line) {
        if (!hasStations()) return;
        line.mac(source);
        line.text(" > ");
        line.mac(destination);
        line.octet(' ');
        appendTag(line);
    }

    void appendTag(AsciiLine line) {
        if (isIeee8023()) line.text("802.3 ");
        if (tag == NONE) return;
        line.text("vlan ");
        line.number(tag);
        line.octet(' ');
    }
}
