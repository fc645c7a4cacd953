package sluice.packet.decode;

import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * IPComp with DEFLATE (RFC 3173, RFC 2394): unpacks one payload a frame, at most {@link
 * #UNPACKED_OCTETS_MAX}, and goes on inside it. A payload that does not unpack stays data.
 */
final class CompressedLayer {
    /** As much as an IP packet holds. */
    static final int UNPACKED_OCTETS_MAX = 65_535;

    private static final int HEADER_OCTETS = 4;

    private final Walk walk;
    private byte[] unpacked = new byte[0];

    CompressedLayer(Walk walk) {
        this.walk = walk;
    }

    void ipcomp(int at, int cap, int rep) {
        if (!walk.enter(Layer.IPCOMP, at, cap) || !walk.has(at, HEADER_OCTETS, cap, rep)) {
            return;
        }
        int payload = at + HEADER_OCTETS;
        walk.data(payload, cap);
        if (walk.octets == unpacked || walk.fragmented) {
            return;
        }
        int next = walk.u8(at);
        int length = inflate(payload, cap);
        if (length > 0) {
            walk.octets = unpacked;
            walk.ipVersion = 0; // its addresses lie in the other octets
            walk.sink.unpacked(unpacked, length);
            walk.network.byProtocol(next, 0, length, length);
        }
    }

    private int inflate(int from, int end) {
        if (unpacked.length == 0) {
            unpacked = new byte[UNPACKED_OCTETS_MAX];
        }
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(walk.octets, from, end - from);
            return inflater.inflate(unpacked);
        } catch (DataFormatException e) {
            return 0; // another algorithm, or damaged
        }
    }
}
