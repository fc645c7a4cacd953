package sluice.ndis;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.packet.OctetLoan;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;

/**
 * Keeps the octets of a frame while one binding after the other is shown it: the first may claim
 * the packet and end it at once, as an intermediate driver does whose virtual adapter has no taker.
 * Those behind it are shown the same octets in a packet of the wrapper's then.
 */
final class ShownOctets {
    /** What is kept of one frame; hangs on its descriptor meanwhile. */
    static final class Kept {
        private final OctetLoan loan = new OctetLoan();
        private @Nullable Packet data;
        private @Nullable Place place;
        private long id;
        private int offset;
        private int lengthOctets;
    }

    private final PacketPool pool;
    private final ArrayDeque<Kept> spare = new ArrayDeque<>();

    ShownOctets(PacketPool pool) {
        this.pool = pool;
    }

    /** A frame is about to be shown to so many bindings. */
    void begin(NdisPacket packet, int bindings) {
        Packet data = packet.data;
        if (bindings < 2 || data == null) return;
        Kept kept = spare.isEmpty() ? new Kept() : spare.removeLast();
        packet.kept = kept;
        keep(kept, data);
    }

    private static void keep(Kept kept, Packet data) {
        data.lendTo(kept.loan);
        kept.data = data;
        kept.place = data.owner();
        kept.id = data.id();
        kept.offset = data.offset();
        kept.lengthOctets = data.lengthOctets();
    }

    /** One of them has seen it, and another one follows. */
    void next(NdisPacket packet) {
        Kept kept = packet.kept;
        Packet data = kept == null ? null : kept.data;
        if (kept == null || data == null || (data.isAlive() && data.id() == kept.id)) return;
        Packet again =
                pool.originateFrom(
                        kept.id,
                        Objects.requireNonNull(kept.place),
                        kept.loan.octets(),
                        kept.offset,
                        kept.lengthOctets);
        kept.loan.close();
        packet.showAgain(again);
        keep(kept, again);
    }

    /** All have seen it. */
    void end(NdisPacket packet) {
        Kept kept = packet.kept;
        if (kept == null) return;
        packet.kept = null;
        kept.loan.close();
        kept.data = null;
        spare.addLast(kept);
    }
}
