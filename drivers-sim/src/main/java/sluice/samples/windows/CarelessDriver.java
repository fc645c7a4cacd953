package sluice.samples.windows;

import sluice.ndis.Intermediate;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.UpperEdge;

/**
 * What does the verifier say of a careless driver? A passthru that makes one mistake, from one
 * packet on. Each is the mistake as people make it; do not copy from here.
 */
public final class CarelessDriver implements Intermediate {
    /** What it does wrong. */
    public enum Mistake {
        /** Completes a send twice: the branch for errors does it, and the common end again. */
        S02,
        /** Looks into a send after completing it: for a statistic, say. */
        S03,
        /** Throws out of its handler. */
        DRIVER_THREW
    }

    private final Mistake mistake;
    private final int after;
    private int sends;
    private int completions;

    /**
     * Makes {@code mistake}.
     *
     * @param after sends that go well before
     */
    public CarelessDriver(Mistake mistake, int after) {
        this.mistake = mistake;
        this.after = after;
    }

    @Override
    public NdisStatus send(LowerEdge below, NdisPacket packet) {
        if (sends++ == after && mistake == Mistake.DRIVER_THREW)
            throw new IllegalStateException("a careless driver");
        return below.send(packet);
    }

    @Override
    public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
        above.sendComplete(packet, status);
        if (completions++ != after) return;
        if (mistake == Mistake.S02) above.sendComplete(packet, status);
        if (mistake == Mistake.S03) sends += packet.u8(0) & 0;
    }
}
