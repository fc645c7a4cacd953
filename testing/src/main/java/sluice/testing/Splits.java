package sluice.testing;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Ways to cut octets into pieces: the buffers of a packet, the fragments of a datagram. */
public final class Splits {
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

    static int[] toInts(List<Integer> lengths) {
        return lengths.stream().mapToInt(Integer::intValue).toArray();
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
