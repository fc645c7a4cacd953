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
    private static final class Kept {
        final OctetLoan loan = new OctetLoan();
        @Nullable Packet data;
        @Nullable Place place;
        long id;
        int offset;
        int lengthOctets;
    }

    private final PacketPool pool;
    private final ArrayDeque<Kept> underWay = new ArrayDeque<>();
    private final ArrayDeque<Kept> spare = new ArrayDeque<>();

    ShownOctets(PacketPool pool) {
        this.pool = pool;
    }

    /** A frame is about to be shown to so many bindings; frames may be shown within each other. */
    void begin(NdisPacket packet, int bindings) {
        Kept kept = spare.isEmpty() ? new Kept() : spare.removeLast();
        underWay.addLast(kept);
        Packet data = packet.data;
        if (bindings > 1 && data != null) keep(kept, data);
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
        Kept kept = underWay.getLast();
        Packet data = kept.data;
        if (data == null || (data.isAlive() && data.id() == kept.id)) return;
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
    void end() {
        Kept kept = underWay.removeLast();
        kept.loan.close();
        kept.data = null;
        spare.addLast(kept);
    }
}
