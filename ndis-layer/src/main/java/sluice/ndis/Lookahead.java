package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * What ProtocolReceive is shown of a frame: its header, and as much of what follows as lies ready
 * ({@code HeaderBuffer}, {@code LookAheadBuffer}, {@code PacketSize}). The octets are valid and
 * read-only during the call; the rest of the frame is asked for by {@link
 * ProtocolBinding#transferData}.
 *
 * <pre>
 *   | header        | look-ahead              | the rest, by NdisTransferData |
 *   0               0 of packetLengthOctets ------------------------------->
 * </pre>
 *
 * <p>A frame that a miniport indicates as a full packet is shown with all of it as look-ahead, in
 * one run with the header. Made once by whoever indicates, and filled anew for each frame.
 *
 * <p>Source: Windows NT 4 DDK, "ProtocolReceive", "NdisMEthIndicateReceive".
 */
public final class Lookahead {
    private static final byte[] NOTHING = {};

    private byte[] header = NOTHING;
    private int headerOffset;
    private int headerLengthOctets;
    private byte[] lookahead = NOTHING;
    private int lookaheadOffset;
    private int lookaheadLengthOctets;
    private int packetLengthOctets;
    private long packetId;
    private int transferredOctets;
    private @Nullable Object receiveContext;

    /** The full packet behind it; null if only the miniport has the rest. */
    @Nullable NdisPacket full;

    /** The binding that is being shown it, and whether it has asked for the rest. */
    @Nullable ProtocolBinding shownTo;

    boolean asked;

    Lookahead() {}

    /**
     * Fills it for a frame of a miniport.
     *
     * @param about identity of the packet, for traces
     * @param context what the miniport is given again in {@link Miniport#transferData}
     * @return this
     */
    public Lookahead of(long about, @Nullable Object context) {
        packetId = about;
        receiveContext = context;
        full = null;
        return this;
    }

    /**
     * The medium's header, 14 octets for Ethernet.
     *
     * @return this
     * @throws IndexOutOfBoundsException if it is not inside the array
     */
    public Lookahead withHeader(byte[] octets, int offset, int lengthOctets) {
        header = octets;
        headerOffset = java.util.Objects.checkFromIndexSize(offset, lengthOctets, octets.length);
        headerLengthOctets = lengthOctets;
        return this;
    }

    /**
     * The look-ahead, and how long the packet is behind the header in all.
     *
     * @return this
     * @throws IndexOutOfBoundsException if it is not inside the array or longer than the packet
     */
    public Lookahead withLookahead(
            byte[] octets, int offset, int lengthOctets, int allBehindHeaderOctets) {
        lookahead = octets;
        lookaheadOffset = java.util.Objects.checkFromIndexSize(offset, lengthOctets, octets.length);
        lookaheadLengthOctets = lengthOctets;
        java.util.Objects.checkFromIndexSize(0, lengthOctets, allBehindHeaderOctets);
        packetLengthOctets = allBehindHeaderOctets;
        return this;
    }

    /** All of a full packet, whose octets are in one run. */
    void ofFull(NdisPacket packet) {
        var data = packet.packet();
        int length = data.lengthOctets();
        int ahead = Math.min(packet.outOfBand().headerOctets(), length);
        of(data.id(), null);
        withHeader(data.octets(), data.offset(), ahead);
        withLookahead(data.octets(), data.offset() + ahead, length - ahead, length - ahead);
        full = packet;
    }

    /** The array with the header. */
    public byte[] header() {
        return header;
    }

    /** Where the header starts in {@link #header}. */
    public int headerOffset() {
        return headerOffset;
    }

    /** Length of the header. */
    public int headerLengthOctets() {
        return headerLengthOctets;
    }

    /** The array with the look-ahead. */
    public byte[] lookahead() {
        return lookahead;
    }

    /** Where the look-ahead starts in {@link #lookahead}. */
    public int lookaheadOffset() {
        return lookaheadOffset;
    }

    /** Length of the look-ahead. */
    public int lookaheadLengthOctets() {
        return lookaheadLengthOctets;
    }

    /** Length of the packet behind its header: {@code PacketSize}. */
    public int packetLengthOctets() {
        return packetLengthOctets;
    }

    /** Length of the whole frame, header included. */
    public int frameLengthOctets() {
        return headerLengthOctets + packetLengthOctets;
    }

    /** Whether header and look-ahead are one run of octets. */
    public boolean isContiguous() {
        return header == lookahead && headerOffset + headerLengthOctets == lookaheadOffset;
    }

    /** Whether the look-ahead is all there is. */
    public boolean isWhole() {
        return lookaheadLengthOctets == packetLengthOctets;
    }

    /** Whether it is a send of the same adapter, looped back. */
    public boolean isLoopback() {
        NdisPacket packet = full;
        return packet != null && (packet.flags() & PacketFlags.IS_LOOPBACK_PACKET) != 0;
    }

    /** Identity of the packet, for traces. */
    public long packetId() {
        return packetId;
    }

    /** Octets that the last {@link ProtocolBinding#transferData} copied at once. */
    public int transferredOctets() {
        return transferredOctets;
    }

    /** As a miniport that answers SUCCESS to {@link Miniport#transferData} says. */
    public void setTransferredOctets(int count) {
        transferredOctets = count;
    }

    /** What the miniport knows the frame by. */
    public @Nullable Object receiveContext() {
        return receiveContext;
    }

    long destination() {
        if (headerLengthOctets < 6) return -1;
        return sluice.packet.Octets.u48(header, headerOffset);
    }
}
