package sluice.bump;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.UpperEdge;
import sluice.packet.Octets;

/** Below all others: keeps what goes by, may change it, and can send frames of its own. */
final class WireTap implements Intermediate {
    final List<byte[]> sent = new ArrayList<>();
    final List<byte[]> received = new ArrayList<>();
    UnaryOperator<byte[]> change = UnaryOperator.identity();
    boolean holding;
    final List<NdisPacket> held = new ArrayList<>();
    private @Nullable IntermediateContext context;
    private @Nullable NdisPacketPool pool;

    @Override
    public void attach(IntermediateContext here) {
        context = here;
        pool = here.packetPool(64);
    }

    @Override
    public int attributes() {
        return MiniportAttributes.INTERMEDIATE | MiniportAttributes.DESERIALIZE;
    }

    @Override
    public NdisStatus send(LowerEdge below, NdisPacket packet) {
        byte[] was = packet.toArray();
        byte[] frame = change.apply(was.clone());
        for (int i = 0; i < Math.min(was.length, frame.length); i++)
            if (frame[i] != was[i]) packet.put8(i, frame[i]);
        sent.add(frame);
        if (holding) {
            held.add(packet);
            return NdisStatus.PENDING;
        }
        return below.send(packet);
    }

    void release() {
        holding = false;
        for (NdisPacket packet : held) {
            NdisStatus status = here().below().send(packet);
            if (status != NdisStatus.PENDING) here().above().sendComplete(packet, status);
        }
        held.clear();
    }

    @Override
    public int receive(UpperEdge above, NdisPacket packet) {
        received.add(packet.toArray());
        return above.indicateReceive(packet);
    }

    @Override
    public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
        if (packet.pool() == pool) packet.pool().free(packet);
        else above.sendComplete(packet, status);
    }

    private IntermediateContext here() {
        return java.util.Objects.requireNonNull(context);
    }

    /** Sends a frame of its own. */
    void inject(byte[] frame) {
        var octets = here().host().world().pool().originate(here().place(), frame, 0, frame.length);
        NdisPacket own = java.util.Objects.requireNonNull(pool).allocate(octets);
        if (own == null) throw new AssertionError("no descriptor");
        if (here().below().send(own) != NdisStatus.PENDING) own.pool().free(own);
    }

    /** IP protocols of the IPv4 frames that were sent. */
    List<Integer> protocols() {
        return sent.stream()
                .filter(frame -> Octets.u16(frame, 12) == 0x0800)
                .map(frame -> Octets.u8(frame, 23))
                .toList();
    }

    int longest() {
        return sent.stream().mapToInt(frame -> frame.length).max().orElse(0);
    }
}
