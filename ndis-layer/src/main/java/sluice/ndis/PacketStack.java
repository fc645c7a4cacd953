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

    private final Frame[] frames = {new Frame(), new Frame()};
    private int depth;

    PacketStack() {}

    /** What the adapter above knows of the packet while it is under way on the one below. */
    private static final class Frame {
        NdisPacket.Use use = NdisPacket.Use.IDLE;
        @Nullable Layer holder;
        @Nullable Layer maker;
        @Nullable ProtocolBinding binding;
        long turn;
    }

    /** Whether one more intermediate driver with two edges may pass the packet on. */
    boolean hasRoom() {
        return depth < SLOTS;
    }

    /** The packet begins its way on the adapter below. */
    void enter(NdisPacket record) {
        Frame frame = frames[depth++];
        frame.use = record.use;
        frame.holder = record.holder;
        frame.maker = record.maker;
        frame.binding = record.binding;
        frame.turn = record.turn;
    }

    /** It is over there: the packet is where it was on the adapter above, if there is one. */
    void leave(NdisPacket record) {
        if (depth == 0) return;
        Frame frame = frames[--depth];
        record.use = frame.use;
        record.holder = frame.holder;
        record.maker = frame.maker;
        record.binding = frame.binding;
        record.turn = frame.turn;
    }

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
