package sluice.ndis;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.packet.OctetLoan;
import sluice.packet.Packet;
import sluice.packet.PacketWatch;
import sluice.time.MachineStopped;

/**
 * Arrays that a driver has seen and may not touch any more: the packet got another array when it
 * left the driver's hands. Who reads the old one reads rubbish; who writes to it is found by the
 * next look. Holds the last ones only; while it watches, the core uses no array again.
 */
final class OctetQuarantine implements PacketWatch {
    private static final int KEPT_MAX = 16;
    private static final byte POISON = (byte) 0xdd; // freed memory, as the debug heap of Windows

    private record Held(byte[] octets, Party by, long packetId, LeaseNote note) {}

    private final Ndis ndis;
    private final ArrayDeque<Held> arrays = new ArrayDeque<>();
    private byte[] poisoned = {}; // as long as the longest array

    OctetQuarantine(Ndis ndis) {
        this.ndis = ndis;
        ndis.host().world().ledger().watchBy(this);
        ndis.host().world().addAudit(this::audit);
    }

    /** Gives the packet an array that {@code by} has not seen. */
    void moveAway(NdisPacket record, Party by, LeaseNote note) {
        Packet packet = record.wholePacket();
        if (packet == null || record.claimed || !packet.isAlive()) return;
        try (OctetLoan seen = packet.loan()) {
            var _ = packet.writable();
            if (!seen.isSole()) return; // others read it lawfully
            int length = seen.octets().length;
            if (poisoned.length < length) {
                poisoned = new byte[length];
                Arrays.fill(poisoned, POISON);
            }
            System.arraycopy(poisoned, 0, seen.octets(), 0, length);
            arrays.addLast(new Held(seen.octets(), by, record.packetId(), note));
        }
        if (arrays.size() > KEPT_MAX) arrays.removeFirst();
    }

    private void audit() {
        try {
            look();
        } catch (MachineStopped _) {
            // it stands in the book; nothing is left that could be unwound
        }
    }

    /** Reports the first that was written to since the last look. */
    void look() {
        Held found = null;
        for (Held held : arrays) {
            if (isPoison(held.octets)) continue;
            found = held;
            break;
        }
        if (found == null) return;
        arrays.remove(found);
        ndis.report(
                found.note.rule(),
                found.by,
                null,
                "octets of packet %d were written after it was %s"
                        .formatted(found.packetId, found.note.why()));
    }

    private boolean isPoison(byte[] octets) {
        return Arrays.equals(octets, 0, octets.length, poisoned, 0, octets.length);
    }

    /** The quarantine of a verifier that is strict; null else. */
    static @Nullable OctetQuarantine of(Ndis ndis) {
        boolean strict = ndis.options().verifier() == VerifierLevel.STRICT;
        return strict ? new OctetQuarantine(ndis) : null;
    }
}
