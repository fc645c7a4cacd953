package sluice.nic;

import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/**
 * A bounded first-in first-out queue of packets that allocates nothing; grows up to its bound.
 * Single-threaded.
 *
 * <p>Slots are not cleared, and an empty queue begins at the first one again: a steady load finds
 * its pooled packets where they are to be written, and writing a reference is dear.
 */
public final class PacketQueue {
    private final int capacityPackets;
    private @Nullable Packet[] slots;
    private int head;
    private int count;

    /** A queue for at most {@code capacityPackets}. */
    public PacketQueue(int capacityPackets) {
        if (capacityPackets < 1) throw new IllegalArgumentException("capacity " + capacityPackets);
        this.capacityPackets = capacityPackets;
        this.slots = new @Nullable Packet[Math.min(capacityPackets, 16)];
    }

    /** Adds at the end; false if full. */
    public boolean offerLast(Packet packet) {
        if (count == capacityPackets) return false;
        if (count == slots.length) grow();
        int at = head + count;
        if (at >= slots.length) at -= slots.length;
        if (slots[at] != packet) slots[at] = packet;
        count++;
        return true;
    }

    /** Adds at the end of a queue that is known to have room. */
    void addLast(Packet packet) {
        if (!offerLast(packet))
            throw new IllegalStateException("queue of " + capacityPackets + " is full");
    }

    /** Takes the first, or null. */
    public @Nullable Packet pollFirst() {
        if (count == 0) return null;
        Packet first = slots[head];
        head = --count == 0 || head + 1 == slots.length ? 0 : head + 1;
        return first;
    }

    /** The first, left where it is, or null. */
    public @Nullable Packet peekFirst() {
        return count == 0 ? null : slots[head];
    }

    /** How many wait. */
    public int count() {
        return count;
    }

    private void grow() {
        int grown = (int) Math.min(capacityPackets, slots.length * 2L);
        var wider = new @Nullable Packet[grown];
        for (int i = 0; i < count; i++) wider[i] = slots[(head + i) % slots.length];
        slots = wider;
        head = 0;
    }
}
