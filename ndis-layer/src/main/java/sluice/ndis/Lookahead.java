package sluice.ndis;

import java.util.Arrays;
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
    private static final byte POISON = (byte) 0xDD;

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

    /** What it is a copy of, made for one binding while a verifier is on; null if it is none. */
    private @Nullable Lookahead original;

    private @Nullable Ndis ndis;
    private @Nullable Party reader;
    private boolean ended;

    Lookahead() {}

    /** The wrapper's own. */
    Lookahead record() {
        Lookahead behind = original;
        return behind == null ? this : behind;
    }

    /** A copy that {@code party} is shown. */
    Lookahead copyFor(Ndis machine, Party party) {
        var copy = new Lookahead();
        copy.original = this;
        copy.ndis = machine;
        copy.reader = party;
        copy.packetId = packetId;
        copy.receiveContext = receiveContext;
        copy.full = full;
        copy.packetLengthOctets = packetLengthOctets;
        copy.headerLengthOctets = headerLengthOctets;
        copy.lookaheadLengthOctets = lookaheadLengthOctets;
        if (isContiguous()) {
            int all = headerLengthOctets + lookaheadLengthOctets;
            copy.header = Arrays.copyOfRange(header, headerOffset, headerOffset + all);
            copy.lookahead = copy.header;
            copy.lookaheadOffset = headerLengthOctets;
        } else {
            copy.header = copyOf(header, headerOffset, headerLengthOctets);
            copy.lookahead = copyOf(lookahead, lookaheadOffset, lookaheadLengthOctets);
        }
        return copy;
    }

    private static byte[] copyOf(byte[] octets, int offset, int length) {
        return Arrays.copyOfRange(octets, offset, offset + length);
    }

    /** Whether the copy has been written to. */
    boolean differs() {
        Lookahead from = record();
        return Arrays.mismatch(
                                header,
                                headerOffset,
                                headerOffset + headerLengthOctets,
                                from.header,
                                from.headerOffset,
                                from.headerOffset + from.headerLengthOctets)
                        >= 0
                || Arrays.mismatch(
                                lookahead,
                                lookaheadOffset,
                                lookaheadOffset + lookaheadLengthOctets,
                                from.lookahead,
                                from.lookaheadOffset,
                                from.lookaheadOffset + from.lookaheadLengthOctets)
                        >= 0;
    }

    /** ProtocolReceive has returned: whoever kept the octets reads poison. */
    void end() {
        ended = true;
        Arrays.fill(header, POISON);
        Arrays.fill(lookahead, POISON);
    }

    private void touch() {
        Ndis machine = ndis;
        Party who = reader;
        if (ended && machine != null && who != null)
            throw machine.breach(ReceiveRule.R07, who, full, "used after ProtocolReceive");
    }

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
        touch();
        return header;
    }

    /** Where the header starts in {@link #header}. */
    public int headerOffset() {
        touch();
        return headerOffset;
    }

    /** Length of the header. */
    public int headerLengthOctets() {
        touch();
        return headerLengthOctets;
    }

    /** The array with the look-ahead. */
    public byte[] lookahead() {
        touch();
        return lookahead;
    }

    /** Where the look-ahead starts in {@link #lookahead}. */
    public int lookaheadOffset() {
        touch();
        return lookaheadOffset;
    }

    /** Length of the look-ahead. */
    public int lookaheadLengthOctets() {
        touch();
        return lookaheadLengthOctets;
    }

    /** Length of the packet behind its header: {@code PacketSize}. */
    public int packetLengthOctets() {
        touch();
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
        return record().transferredOctets;
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
