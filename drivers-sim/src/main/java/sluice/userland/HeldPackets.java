package sluice.userland;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisPacket;
import sluice.packet.Packet;

/**
 * The packets of which the program was told, by number. A number names one packet once: it has the
 * place in the table in its low bits and counts up in the others, so that a late or second verdict
 * finds nothing. Allocates only while it grows.
 */
final class HeldPackets {
    private static final int PLACE_BITS = 16;
    private static final int PLACES_MAX = 1 << PLACE_BITS;

    /** What is held. */
    enum Kind {
        /** A send, to be passed down and completed. */
        SEND,
        /** The driver's copy of a send that was said to be sent. */
        COPIED_SEND,
        /** A send that was passed down already. */
        SEEN_SEND,
        /** A received packet, to be passed up and returned. */
        RECEIVE,
        /** It was taken back from the driver; the verdict is to be ignored. */
        GONE
    }

    /** One of them; reused. */
    static final class Held {
        long number = -1;
        Kind kind = Kind.GONE;
        @Nullable NdisPacket descriptor;
        @Nullable Packet copy;
        long packetId;
    }

    private Held[] places = new Held[0];
    private int[] free = new int[0];
    private int freeCount;
    private long counter;
    private int waiting;

    /** How many wait for a verdict that matters to them. */
    int waiting() {
        return waiting;
    }

    /** A place for a packet, or null if all numbers are given out. */
    @Nullable Held park(Kind kind, @Nullable NdisPacket descriptor, long packetId) {
        if (freeCount == 0 && !grow()) return null;
        int place = free[--freeCount];
        Held held = places[place];
        held.number = ++counter << PLACE_BITS | place;
        held.kind = kind;
        held.descriptor = descriptor;
        held.packetId = packetId;
        if (matters(kind)) waiting++;
        return held;
    }

    private boolean grow() {
        int before = places.length;
        if (before == PLACES_MAX) return false;
        int after = Math.max(64, before * 2);
        places = Arrays.copyOf(places, after);
        free = new int[after];
        for (int place = after - 1; place >= before; place--) {
            places[place] = new Held();
            free[freeCount++] = place;
        }
        return true;
    }

    /** The packet of that number while it waits. */
    @Nullable Held find(long number) {
        int place = (int) number & PLACES_MAX - 1;
        if (place >= places.length) return null;
        Held held = places[place];
        return held.number == number && number >= 0 ? held : null;
    }

    /** Its number names nothing any more. */
    void forget(Held held) {
        if (matters(held.kind)) waiting--;
        int place = (int) held.number & PLACES_MAX - 1;
        held.number = -1;
        held.kind = Kind.GONE;
        held.descriptor = null;
        held.copy = null;
        free[freeCount++] = place;
    }

    /** The driver lost it; its number is kept until the program has answered. */
    void gone(Held held) {
        if (matters(held.kind)) waiting--;
        held.kind = Kind.GONE;
        held.descriptor = null;
        held.copy = null;
    }

    private static boolean matters(Kind kind) {
        return kind != Kind.GONE && kind != Kind.SEEN_SEND;
    }

    /** All of them, oldest first. */
    List<Held> all() {
        List<Held> all = new ArrayList<>();
        for (Held held : places) if (held.number >= 0) all.add(held);
        all.sort(Comparator.comparingLong(held -> held.number));
        return all;
    }
}
