package sluice.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import sluice.ndis.NdisPacket;
import sluice.packet.Packet;

/** Ways to cut octets into pieces: the buffers of a packet, the fragments of a datagram. */
public final class Splits {
    private static final byte SPOILT = 0x5a;

    private Splits() {}

    /**
     * Lengths of pieces that add up to {@code lengthOctets}. Empty pieces occur, as they do in real
     * buffer chains; there is at least one piece.
     */
    public static Arbitrary<List<Integer>> of(int lengthOctets) {
        return Arbitraries.integers()
                .between(0, lengthOctets)
                .list()
                .ofMaxSize(8)
                .map(cuts -> lengths(cuts, lengthOctets));
    }

    private static List<Integer> lengths(List<Integer> cuts, int lengthOctets) {
        List<Integer> sorted = cuts.stream().sorted().toList();
        List<Integer> pieces = new ArrayList<>();
        int at = 0;
        for (int cut : sorted) {
            pieces.add(cut - at);
            at = cut;
        }
        pieces.add(lengthOctets - at);
        return List.copyOf(pieces);
    }

    /**
     * Puts the octets of {@code descriptor} into a chain of buffers of these lengths, and spoils
     * what is left of them in {@code packet}, so that whoever looks past the chain is found out. No
     * lengths: one run, as it was.
     */
    static void scatter(NdisPacket descriptor, Packet packet, List<Integer> lengthsOctets) {
        if (lengthsOctets.isEmpty()) return;
        descriptor.scatter(lengthsOctets.stream().mapToInt(Integer::intValue).toArray());
        Arrays.fill(packet.writable(), packet.offset(), packet.limit(), SPOILT);
    }

    /** The octets in pieces of these lengths. */
    public static List<byte[]> cut(byte[] octets, List<Integer> lengths) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        for (int length : lengths) {
            byte[] piece = new byte[length];
            System.arraycopy(octets, at, piece, 0, length);
            pieces.add(piece);
            at += length;
        }
        return pieces;
    }
}
