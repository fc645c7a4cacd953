package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/**
 * One element of an adapter's stack, as the wrapper sees it: the protocols' edge on top, drivers in
 * between, the miniport at the bottom. Which callbacks exist is decided once.
 */
abstract class Layer {
    final NdisAdapter adapter;
    final String name;
    final Place place;
    @Nullable Layer above;
    @Nullable Layer below;
    @Nullable SendSerializer serializer;

    /** Callbacks that the driver has; the others are passed by. */
    boolean sends;

    boolean completes;
    boolean receives;
    boolean returns;
    boolean statuses;

    Layer(NdisAdapter adapter, String name, Place place) {
        this.adapter = adapter;
        this.name = name;
        this.place = place;
    }

    final Layer requireAbove() {
        return java.util.Objects.requireNonNull(above);
    }

    final Layer requireBelow() {
        return java.util.Objects.requireNonNull(below);
    }

    /** A send from above; as {@link Intermediate#send}. */
    abstract NdisStatus send(NdisPacket packet);

    /** A send that this layer passed down, or made itself, is over. */
    abstract void sendComplete(NdisPacket packet, NdisStatus status);

    /** A frame from below; as {@link Intermediate#receive}. */
    abstract int receive(NdisPacket packet);

    /** A frame that this layer passed up, or made itself, comes back. */
    abstract void returned(NdisPacket packet);

    abstract void status(NdisStatus status);

    abstract NdisStatus reset();

    abstract void pause();

    abstract void restart();

    abstract void detach();
}
