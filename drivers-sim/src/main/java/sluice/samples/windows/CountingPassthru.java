package sluice.samples.windows;

import sluice.ndis.Intermediate;
import sluice.ndis.LowerEdge;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.UpperEdge;

/** How is a raw intermediate driver written? Count, then hand on to the edge. */
public final class CountingPassthru implements Intermediate {
    private long sent;
    private long completed;
    private long received;
    private long returned;

    /** A driver that has seen nothing yet. */
    public CountingPassthru() {}

    @Override
    public NdisStatus send(LowerEdge below, NdisPacket packet) {
        sent++;
        return below.send(packet);
    }

    @Override
    public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
        completed++;
        above.sendComplete(packet, status);
    }

    @Override
    public int receive(UpperEdge above, NdisPacket packet) {
        received++;
        return above.indicateReceive(packet);
    }

    @Override
    public void returnPacket(LowerEdge below, NdisPacket packet) {
        returned++;
        below.returnPacket(packet);
    }

    /** Packets sent through it. */
    public long sent() {
        return sent;
    }

    /** Sends that were completed later. */
    public long completed() {
        return completed;
    }

    /** Packets received through it. */
    public long received() {
        return received;
    }

    /** Received packets whose descriptors came back later. */
    public long returned() {
        return returned;
    }
}
