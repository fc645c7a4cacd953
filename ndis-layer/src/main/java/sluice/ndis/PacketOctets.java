package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Fate;
import sluice.packet.Octets;
import sluice.packet.Packet;

/**
 * The octets of one descriptor: a {@link Packet} as a whole, or a chain of buffers over it and
 * beside it. All reading is across buffers, so it makes no difference where a chain is split.
 *
 * <p>{@link #packet} joins the chain into the packet; until then {@link #firstBuffer} and the
 * accessors are the truth. Single-threaded; whoever holds the descriptor may call.
 */
public abstract sealed class PacketOctets permits NdisPacket {
    private final OctetJoins joins;
    @Nullable Packet data;

    /** Whose descriptor it is, if it is not the wrapper's record itself. */
    @Nullable PacketLease lease;

    private @Nullable NdisBuffer head;
    private int chainOctets;
    private long packetId;

    PacketOctets(OctetJoins joins) {
        this.joins = joins;
    }

    /** Says of the octets what {@code other} says of them. */
    final void fillFrom(PacketOctets other) {
        if (data != other.data) data = other.data;
        if (head != other.head) head = other.head;
        chainOctets = other.chainOctets;
        packetId = other.packetId;
    }

    /** The packet, if its octets are in one run; null if there is a chain, or nothing. */
    final @Nullable Packet wholePacket() {
        return head == null ? data : null;
    }

    final void attach(Packet packet) {
        data = packet;
        head = null;
        packetId = packet.id();
    }

    /** Over buffers only: room for octets to be copied into. */
    final void attach(NdisBuffer chain) {
        data = null;
        head = chain;
        chainOctets = 0;
        for (NdisBuffer at = chain; at != null; at = at.next) chainOctets += at.lengthOctets;
        packetId = 0;
    }

    /** Points the descriptor at what lies behind the first {@code filledOctets} of its packet. */
    final void splitForTransfer(int filledOctets) {
        Packet there = required();
        int rest = there.lengthOctets() - filledOctets;
        head = NdisBuffer.of(there.writable(), there.offset() + filledOctets, rest);
        chainOctets = rest;
    }

    /** Points the descriptor at all of its packet again. */
    final void wholeAgain() {
        head = null;
    }

    /**
     * Takes the octets out of the descriptor: they are the caller's to end, and the descriptor is
     * completed or returned without them. What a miniport does that has given them to its hardware.
     *
     * @throws IllegalStateException if they have come to their end
     */
    public final Packet take() {
        Packet taken = packet();
        data = null;
        return taken;
    }

    /** The octets belong to somebody else now. */
    final void forget() {
        data = null;
        head = null;
    }

    /** Identity of the packet it is or was about. */
    public final long packetId() {
        return packetId;
    }

    /** Whether the octets are still there; false once they were used up or discarded. */
    public final boolean hasPacket() {
        return data != null;
    }

    /**
     * The packet, with all octets in one run; joins the chain first if there is one.
     *
     * @throws IllegalStateException if its octets have come to their end
     */
    public final Packet packet() {
        if (head != null) whole();
        return required();
    }

    final Packet required() {
        Packet there = data;
        if (there == null) throw gone();
        return there;
    }

    private RuntimeException gone() {
        PacketLease whose = lease;
        if (whose != null && !whose.isLive()) return whose.touched();
        return new IllegalStateException("packet " + packetId + " has come to its end");
    }

    /** The array for a chain over it: one's own, unless one only has it for reading. */
    private static byte[] octetsOf(Packet there, @Nullable PacketLease whose) {
        return whose != null && whose.readOnly ? there.octets() : there.writable();
    }

    private void whole() {
        NdisBuffer chain = head;
        if (chain == null) return;
        joins.join(required(), chain, chainOctets);
        head = null;
    }

    /**
     * Ends the octets under {@code why} at the place that owns them; the descriptor stays with the
     * caller, who still has to complete or return it.
     */
    public final void discard(Fate why) {
        Packet ending = required();
        head = null;
        data = null;
        ending.end(why);
    }

    /** Length of all octets. */
    public final int lengthOctets() {
        return head != null ? chainOctets : required().lengthOctets();
    }

    /** Number of buffers, 1 or more. */
    public final int bufferCount() {
        if (lease != null) lease.check();
        int count = 0;
        for (NdisBuffer buffer = head; buffer != null; buffer = buffer.next) count++;
        return Math.max(count, 1);
    }

    /** The first buffer of the chain. */
    public final NdisBuffer firstBuffer() {
        NdisBuffer first = head;
        if (first == null) {
            Packet there = required();
            byte[] octets = octetsOf(there, lease);
            first = NdisBuffer.of(octets, there.offset(), there.lengthOctets());
            chainOctets = first.lengthOctets;
            head = first;
        }
        return first;
    }

    /** Puts a buffer in front of all others. */
    public final void chainAtFront(NdisBuffer buffer) {
        NdisBuffer first = firstBuffer();
        requireRoom(buffer.lengthOctets);
        buffer.next = first;
        head = buffer;
        chainOctets += buffer.lengthOctets;
    }

    /** Puts a buffer behind all others. */
    public final void chainAtBack(NdisBuffer buffer) {
        NdisBuffer last = firstBuffer();
        requireRoom(buffer.lengthOctets);
        while (last.next != null) last = last.next;
        last.next = buffer;
        buffer.next = null;
        chainOctets += buffer.lengthOctets;
    }

    private void requireRoom(int more) {
        int capacity = required().octets().length;
        if (chainOctets + more > capacity) {
            throw new IllegalArgumentException(
                    "%d octets more on a chain of %d: packet %d holds %d"
                            .formatted(more, chainOctets, packetId, capacity));
        }
    }

    /**
     * Splits the chain anew: buffers of these lengths in order, what is left in one more. Lengths
     * beyond the end are ignored. The octets stay where they are.
     */
    public final void split(int... lengthsOctets) {
        Packet there = packet();
        byte[] octets = octetsOf(there, lease);
        int at = there.offset();
        NdisBuffer first = null;
        NdisBuffer last = null;
        for (int i = 0; i <= lengthsOctets.length; i++) {
            int rest = there.limit() - at;
            int length = i < lengthsOctets.length ? Math.min(lengthsOctets[i], rest) : rest;
            if (length < 0) throw new IllegalArgumentException("a buffer of " + length);
            if (length == 0 && first != null) continue;
            NdisBuffer buffer = NdisBuffer.of(octets, at, length);
            if (last == null) first = buffer;
            else last.next = buffer;
            last = buffer;
            at += length;
        }
        head = first;
        chainOctets = there.lengthOctets();
    }

    /** As {@link #split}, with each buffer's octets in an array of its own. */
    public final void scatter(int... lengthsOctets) {
        split(lengthsOctets);
        NdisBuffer old = head;
        head = null;
        NdisBuffer last = null;
        for (; old != null; old = old.next) {
            byte[] own =
                    java.util.Arrays.copyOfRange(
                            old.octets, old.offset, old.offset + old.lengthOctets);
            NdisBuffer buffer = NdisBuffer.of(own, 0, own.length);
            if (last == null) head = buffer;
            else last.next = buffer;
            last = buffer;
        }
    }

    /**
     * The octet at {@code index} from the start.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public final int u8(int index) {
        NdisBuffer buffer = head;
        if (buffer == null) {
            Packet there = required();
            return there.octets()[
                            there.offset()
                                    + java.util.Objects.checkIndex(index, there.lengthOctets())]
                    & 0xff;
        }
        int rest = java.util.Objects.checkIndex(index, chainOctets);
        while (buffer.next != null && rest >= buffer.lengthOctets) {
            rest -= buffer.lengthOctets;
            buffer = buffer.next;
        }
        return buffer.octets[buffer.offset + rest] & 0xff;
    }

    private byte[] run() {
        return required().octets();
    }

    /** Where {@code count} octets from {@code index} on begin in the only run. */
    private int inRun(int index, int count) {
        Packet there = required();
        return there.offset()
                + java.util.Objects.checkFromIndexSize(index, count, there.lengthOctets());
    }

    /** The 16 bits at {@code index}, in network order. */
    public final int u16(int index) {
        return head == null ? Octets.u16(run(), inRun(index, 2)) : u8(index) << 8 | u8(index + 1);
    }

    /** The 32 bits at {@code index}, in network order. */
    public final int i32(int index) {
        if (head == null) return Octets.i32(run(), inRun(index, 4));
        return u16(index) << 16 | u16(index + 2);
    }

    /** The 48 bits at {@code index}, in network order: a station address. */
    public final long u48(int index) {
        if (head == null) return Octets.u48(run(), inRun(index, 6));
        return (long) u16(index) << 32 | (i32(index + 2) & 0xffff_ffffL);
    }

    /** Writes one octet, across buffers. */
    public final void put8(int index, int value) {
        NdisBuffer buffer = head;
        if (buffer == null) {
            Packet there = required();
            int at = there.offset() + java.util.Objects.checkIndex(index, there.lengthOctets());
            there.writable()[at] = (byte) value;
            return;
        }
        int rest = java.util.Objects.checkIndex(index, chainOctets);
        while (buffer.next != null && rest >= buffer.lengthOctets) {
            rest -= buffer.lengthOctets;
            buffer = buffer.next;
        }
        buffer.octets[buffer.offset + rest] = (byte) value;
    }

    /** Copies {@code count} octets from {@code index} on into {@code target}. */
    public final void read(int index, byte[] target, int targetOffset, int count) {
        java.util.Objects.checkFromIndexSize(index, count, lengthOctets());
        NdisBuffer buffer = head;
        if (buffer == null) {
            Packet there = required();
            System.arraycopy(there.octets(), there.offset() + index, target, targetOffset, count);
            return;
        }
        int skip = index;
        int left = count;
        for (; buffer != null && left > 0; buffer = buffer.next) {
            int here = Math.min(left, buffer.lengthOctets - skip);
            if (here > 0) {
                System.arraycopy(
                        buffer.octets,
                        buffer.offset + skip,
                        target,
                        targetOffset + count - left,
                        here);
                left -= here;
            }
            skip = Math.max(0, skip - buffer.lengthOctets);
        }
    }

    /** A copy of all octets. */
    public final byte[] toArray() {
        byte[] all = new byte[lengthOctets()];
        read(0, all, 0, all.length);
        return all;
    }
}
