package sluice.bpf;

import java.util.BitSet;
import java.util.List;

/** Which blocks lie on a common way. */
final class Reach {
    /** In longer programs nothing is asked: the sets would grow with the square. */
    private static final int BLOCKS_MAX = 2048;

    private final BitSet[] reached;

    Reach(FlowGraph graph) {
        List<Block> blocks = graph.blocks();
        reached = new BitSet[blocks.size() > BLOCKS_MAX ? 0 : graph.instructionCount()];
        if (reached.length == 0) return;
        for (Block block : blocks.reversed()) {
            BitSet from = new BitSet();
            from.set(block.index());
            for (int next : block.successors()) from.or(reached[next]);
            reached[block.index()] = from;
        }
    }

    /** True if some way leads through a block of each set. */
    boolean onOneWay(BitSet some, BitSet others) {
        return reaches(some, others) || reaches(others, some);
    }

    private boolean reaches(BitSet some, BitSet others) {
        if (reached.length == 0) return false;
        for (int block = some.nextSetBit(0); block >= 0; block = some.nextSetBit(block + 1))
            if (reached[block].intersects(others)) return true;
        return false;
    }
}
