package sluice.packet.decode;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Which bits of a frame the fields of its layers fill. */
final class FieldCover {
    private final int frameBits;
    private final List<String> faults = new ArrayList<>();
    private final BitSet filled = new BitSet();

    /**
     * Fills the bits of every field of the tree that holds no smaller field of its layer.
     *
     * @param frameOctets how many octets there are to fill
     */
    FieldCover(FieldTree tree, int frameOctets) {
        frameBits = frameOctets * 8;
        for (FieldTree.LayerNode layer : tree.layers()) {
            List<FieldTree.FieldNode> placed =
                    layer.fields().stream().filter(field -> field.lengthOctets() > 0).toList();
            for (FieldTree.FieldNode field : placed) {
                boolean leaf = placed.stream().noneMatch(other -> isPart(other, field));
                if (leaf) {
                    fill(field);
                }
            }
        }
    }

    private void fill(FieldTree.FieldNode field) {
        BitSet bits = bits(field);
        if (bits.intersects(filled)) {
            faults.add(field.field().abbreviation() + " lies on another field: " + field);
        }
        if (bits.length() > frameBits) {
            faults.add(field.field().abbreviation() + " lies beyond the frame: " + field);
        }
        filled.or(bits);
    }

    private static boolean isPart(FieldTree.FieldNode part, FieldTree.FieldNode whole) {
        BitSet outside = bits(part);
        outside.andNot(bits(whole));
        return outside.isEmpty() && bits(part).cardinality() < bits(whole).cardinality();
    }

    private static BitSet bits(FieldTree.FieldNode field) {
        var bits = new BitSet();
        int count = field.lengthOctets() * 8;
        long mask = field.field().mask();
        for (int i = 0; i < count; i++) {
            if (mask == 0 || (mask >>> (count - 1 - i) & 1) != 0) {
                bits.set(field.offsetOctets() * 8 + i);
            }
        }
        return bits;
    }

    /** Fields on other fields or outside, and the first octet no field fills. */
    List<String> faults() {
        int gap = filled.nextClearBit(0);
        if (gap < frameBits) {
            var all = new ArrayList<>(faults);
            all.add("no field at octet " + gap / 8 + ", bit " + gap % 8);
            return all;
        }
        return faults;
    }
}
