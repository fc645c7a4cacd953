package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * The slots that let an intermediate driver of NDIS 5.1 pass the same packet on and keep a note
 * with it (Windows DDK, {@code NDIS_PACKET_STACK}). A packet has {@value #SLOTS}; the driver beyond
 * the last has to repackage.
 */
public final class PacketStack {
    /** Slots of a packet, the system's default. */
    public static final int SLOTS = 2;

    private final @Nullable Object[] notes = new @Nullable Object[SLOTS];
    private final @Nullable Layer[] users = new @Nullable Layer[SLOTS];

    PacketStack() {}

    void clear() {
        if (users[0] == null) return;
        for (int i = 0; i < SLOTS; i++) {
            notes[i] = null;
            users[i] = null;
        }
    }

    int slotOf(Layer layer) {
        for (int i = 0; i < SLOTS; i++) {
            if (users[i] == layer) return i;
            if (users[i] == null) {
                users[i] = layer;
                return i;
            }
        }
        return -1;
    }

    /** The note in a slot that {@link IntermediateContext#stackSlot} gave. */
    public @Nullable Object note(int slot) {
        return notes[slot];
    }

    /** Leaves a note in one's slot (IMReserved). */
    public void setNote(int slot, @Nullable Object note) {
        notes[slot] = note;
    }
}
