package sluice.winstack;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisPacket;
import sluice.ndis.ProtocolBinding;
import sluice.packet.Packet;

/**
 * Frames that tcpip has claimed and not yet worked on: a bounded queue of frame, descriptor to
 * return, and binding. Grows up to its bound, then allocates nothing.
 */
final class InputFrames {
    private final int framesMax;
    private @Nullable Packet[] frames = new @Nullable Packet[64];
    private @Nullable NdisPacket[] descriptors = new @Nullable NdisPacket[64];
    private @Nullable ProtocolBinding[] bindings = new @Nullable ProtocolBinding[64];
    private int head;
    private int tail;
    private @Nullable Packet frame;
    private @Nullable NdisPacket descriptor;
    private @Nullable ProtocolBinding binding;

    /** A queue of at most {@code framesMax}, a power of two from 64 on. */
    InputFrames(int framesMax) {
        this.framesMax = framesMax;
    }

    /** False if it is full. */
    boolean offer(Packet arrived, @Nullable NdisPacket owed, ProtocolBinding from) {
        int mask = frames.length - 1;
        if (tail - head > mask) {
            if (frames.length >= framesMax) return false;
            grow();
            mask = frames.length - 1;
        }
        int at = tail++ & mask;
        frames[at] = arrived;
        descriptors[at] = owed;
        bindings[at] = from;
        return true;
    }

    private void grow() {
        int old = frames.length;
        int from = head & (old - 1);
        frames = turned(frames, from);
        descriptors = turned(descriptors, from);
        bindings = turned(bindings, from);
        head = 0;
        tail = old;
    }

    /** Twice as long, what was at {@code from} first. */
    private static <T> @Nullable T[] turned(@Nullable T[] old, int from) {
        @Nullable T[] wider = Arrays.copyOfRange(old, from, from + old.length * 2);
        System.arraycopy(old, 0, wider, old.length - from, from);
        return wider;
    }

    /** Takes the first, which the accessors then give; false if there is none. */
    boolean next() {
        if (head == tail) return false;
        int at = head++ & (frames.length - 1);
        frame = frames[at];
        descriptor = descriptors[at];
        binding = bindings[at];
        frames[at] = null;
        descriptors[at] = null;
        return true;
    }

    Packet frame() {
        return Objects.requireNonNull(frame);
    }

    @Nullable NdisPacket descriptor() {
        return descriptor;
    }

    ProtocolBinding binding() {
        return Objects.requireNonNull(binding);
    }
}
