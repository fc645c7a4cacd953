package sluice.packet;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes packets and takes them back; one per run. Steady traffic allocates nothing.
 *
 * <p>Octets come in two sizes, {@value #SMALL_OCTETS} and {@value #LARGE_OCTETS}; what asks for
 * more gets an array of its own, which is not pooled.
 */
public final class PacketPool {
    /** Capacity behind an ordinary packet: a frame of 1514 octets with room on both sides. */
    public static final int SMALL_OCTETS = 2048;

    /** Capacity behind a large one: an IP packet of 65535 octets with room on both sides. */
    public static final int LARGE_OCTETS = 66 * 1024;

    /** Headroom that holds the headers a stack adds in front of a payload. */
    public static final int HEADROOM_OCTETS = 128;

    private static final int LARGE_KEPT_MAX = 64;

    private final Ledger ledger;
    private final boolean audit;

    // Stacks: the last one given back is taken first. What stands above the count is kept, so that
    // giving back what was just taken writes nothing.
    private @Nullable Packet[] packets = new @Nullable Packet[64];
    private int packetCount;
    private Packet.@Nullable Backing[] small = new Packet.@Nullable Backing[64];
    private int smallCount;
    private final Packet.@Nullable Backing[] large = new Packet.@Nullable Backing[LARGE_KEPT_MAX];
    private int largeCount;

    /**
     * A pool whose packets are accounted for in {@code ledger}.
     *
     * @param audit true: a packet object is never used again, so that any use after its end is
     *     found; false: it is
     */
    public PacketPool(Ledger ledger, boolean audit) {
        this.ledger = ledger;
        this.audit = audit;
    }

    /** The account. */
    public Ledger ledger() {
        return ledger;
    }

    /**
     * A new packet of {@code lengthOctets} undefined octets with at least the given headroom, made
     * at {@code place}.
     */
    public Packet originate(Place place, int headroomOctets, int lengthOctets) {
        Packet packet = take(place, headroomOctets, headroomOctets + lengthOctets, 0);
        place.originated++;
        place.born(packet, "originated", 0);
        return packet;
    }

    /**
     * A new packet with a copy of the given octets and the usual headroom, made at {@code place}.
     */
    public Packet originate(Place place, byte[] octets, int offset, int lengthOctets) {
        Packet packet = take(place, HEADROOM_OCTETS, HEADROOM_OCTETS + lengthOctets, 0);
        System.arraycopy(octets, offset, packet.octets(), HEADROOM_OCTETS, lengthOctets);
        place.originated++;
        place.born(packet, "originated", 0);
        return packet;
    }

    /**
     * As {@link #originate(Place, int, int)}, for a packet that answers or is made from {@code
     * parent}.
     */
    public Packet originateFrom(Packet parent, Place place, int headroomOctets, int lengthOctets) {
        Packet packet = take(place, headroomOctets, headroomOctets + lengthOctets, parent.id());
        place.originated++;
        place.born(packet, "originated", parent.id());
        return packet;
    }

    /**
     * As {@link #originate(Place, byte[], int, int)}, for a copy of a packet that may have ended.
     */
    public Packet originateFrom(
            long parentId, Place place, byte[] octets, int offset, int lengthOctets) {
        int end = HEADROOM_OCTETS + lengthOctets;
        Packet packet = take(place, HEADROOM_OCTETS, end, parentId);
        System.arraycopy(octets, offset, packet.octets(), HEADROOM_OCTETS, lengthOctets);
        place.originated++;
        place.born(packet, "originated", parentId);
        return packet;
    }

    Packet copyOf(Packet packet, Place place) {
        int length = packet.lengthOctets();
        int headroom = Math.max(packet.headroomOctets(), HEADROOM_OCTETS);
        Packet copy = take(place, headroom, headroom + length, packet.id());
        System.arraycopy(packet.octets(), packet.offset(), copy.octets(), headroom, length);
        copied(packet, copy, place);
        return copy;
    }

    Packet shareOf(Packet packet, Place place) {
        Packet.Backing backing = packet.backing();
        backing.sharers++;
        Packet copy = takeObject(backing, place);
        copy.reset(
                backing, packet.offset(), packet.limit(), place, packet.timeNanos(), packet.id());
        copied(packet, copy, place);
        return copy;
    }

    private static void copied(Packet original, Packet copy, Place place) {
        copy.setTimeNanos(original.timeNanos());
        place.copied++;
        place.born(copy, "copied", original.id());
    }

    private Packet take(Place place, int start, int end, long parentId) {
        if (start < 0 || end < start)
            throw new IllegalArgumentException(
                    "packet of " + (end - start) + " octets with " + start + " of headroom");
        Packet.Backing backing = backing(end);
        Packet packet = takeObject(backing, place);
        packet.reset(backing, start, end, place, ledger.now(), parentId);
        return packet;
    }

    private Packet takeObject(Packet.Backing backing, Place place) {
        Packet packet = packetCount > 0 ? packets[--packetCount] : null;
        if (packet == null) packet = new Packet(this, backing, place);
        ledger.birth(packet);
        return packet;
    }

    Packet.Backing backing(int capacityOctets) {
        Packet.Backing backing = null;
        if (capacityOctets <= SMALL_OCTETS) {
            if (smallCount > 0) backing = small[--smallCount];
        } else if (capacityOctets <= LARGE_OCTETS && largeCount > 0) {
            backing = large[--largeCount];
        }
        if (backing == null) {
            int size =
                    capacityOctets <= SMALL_OCTETS
                            ? SMALL_OCTETS
                            : Math.max(LARGE_OCTETS, capacityOctets);
            return new Packet.Backing(new byte[size]);
        }
        backing.sharers = 1;
        return backing;
    }

    void release(Packet.Backing backing) {
        if (--backing.sharers > 0) return;
        if (ledger.watch != null) {
            ledger.watch.released(backing.octets);
            return;
        }
        if (backing.octets.length == SMALL_OCTETS) {
            if (smallCount == small.length) small = Arrays.copyOf(small, smallCount * 2);
            if (small[smallCount] != backing) small[smallCount] = backing;
            smallCount++;
        } else if (backing.octets.length == LARGE_OCTETS && largeCount < LARGE_KEPT_MAX) {
            large[largeCount++] = backing;
        }
    }

    void free(Packet packet) {
        ledger.death(packet);
        release(packet.backing());
        if (audit || ledger.watch != null) return;
        if (packetCount == packets.length) packets = Arrays.copyOf(packets, packetCount * 2);
        if (packets[packetCount] != packet) packets[packetCount] = packet;
        packetCount++;
    }
}
