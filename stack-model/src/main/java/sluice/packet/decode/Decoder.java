package sluice.packet.decode;

import java.util.Objects;

/**
 * Dissects captured frames. One decoder serves any number of frames, one after another, on one
 * thread; it keeps nothing of a frame once {@link #decode} has returned, except where {@link
 * #basicInOrder} says so.
 */
public final class Decoder {
    private final Walk walk = new Walk();
    private final boolean basicProtocolsOnly;

    private Decoder(boolean basicProtocolsOnly) {
        this.basicProtocolsOnly = basicProtocolsOnly;
    }

    /**
     * As {@link #basic}, for the frames of one capture in their order: payload of TCP that was seen
     * before, or fills a hole, is not told as data again. It remembers a bounded number of
     * connections.
     */
    public static Decoder basicInOrder() {
        Decoder decoder = new Decoder(true);
        decoder.walk.progress = new TcpProgress();
        return decoder;
    }

    /** A decoder that follows tunnels and everything else it knows. */
    public static Decoder full() {
        return new Decoder(false);
    }

    /**
     * A decoder that knows only link layers, ARP, IP with its extension headers, AH, ICMP, ICMPv6,
     * IGMP, TCP and UDP; all else is data.
     */
    public static Decoder basic() {
        return new Decoder(true);
    }

    /**
     * Walks the layers of one frame, outermost first. Octets of any content are legal.
     *
     * @param linkType LINKTYPE number of the capture; of an unknown one all is data
     * @param octets array the frame lies in
     * @param offset where the frame begins
     * @param capturedLength octets of the frame in the array
     * @param wireLength octets the frame had on the wire; taken as captured if smaller
     * @param sink told of each layer and field
     * @throws IndexOutOfBoundsException if the frame does not lie in the array
     */
    public void decode(
            int linkType,
            byte[] octets,
            int offset,
            int capturedLength,
            int wireLength,
            FieldSink sink) {
        Objects.checkFromIndexSize(offset, capturedLength, octets.length);
        walk.start(octets, sink, basicProtocolsOnly);
        int cap = offset + capturedLength;
        // a length on the wire beyond what an int offset holds changes nothing
        int rep = offset + Math.max(capturedLength, Math.min(wireLength, 0x3fff_ffff));
        if (wireLength >= 0 && wireLength < capturedLength) {
            walk.complain(offset);
        }
        LinkLayers link = walk.link;
        switch (linkType) {
            case LinkTypes.ETHERNET -> link.ethernet(offset, cap, rep);
            case LinkTypes.NULL -> link.nullLoopback(offset, cap, rep, false);
            case LinkTypes.LOOP -> link.nullLoopback(offset, cap, rep, true);
            case LinkTypes.RAW, LinkTypes.RAW_BSD, LinkTypes.RAW_OPENBSD ->
                    link.raw(offset, cap, rep);
            case LinkTypes.IPV4 -> walk.network.ipv4(offset, cap, rep);
            case LinkTypes.IPV6 -> walk.network.ipv6(offset, cap, rep);
            case LinkTypes.LINUX_SLL -> walk.cooked.version1(offset, cap, rep);
            case LinkTypes.LINUX_SLL2 -> walk.cooked.version2(offset, cap, rep);
            case LinkTypes.PPP, LinkTypes.PPP_HDLC -> link.pppHdlc(offset, cap, rep);
            case LinkTypes.PPP_WITH_DIRECTION -> link.pppHdlc(offset + 1, cap, rep);
            default -> walk.data(offset, cap);
        }
    }
}
