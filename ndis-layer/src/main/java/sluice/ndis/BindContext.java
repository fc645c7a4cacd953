package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** What a protocol may do while it is being bound to an adapter (ProtocolBindAdapter). */
public interface BindContext {
    /** The adapter. */
    NdisAdapter adapter();

    /** NdisOpenAdapter, for packets that start and arrive at {@code place}. */
    Opened open(Place place);

    /** NdisCompleteBindAdapter, once, if the handler answered PENDING. */
    void complete(NdisStatus status);

    /**
     * NdisIMInitializeDeviceInstanceEx, by an intermediate driver that has opened the adapter: puts
     * a virtual adapter on top of that binding, whose miniport is the driver's upper edge.
     * Protocols are bound to it before this returns.
     */
    NdisAdapter initializeDeviceInstance(String name, Miniport upperEdge);

    /**
     * What became of an attempt to open.
     *
     * @param status SUCCESS, PENDING or why not
     * @param binding the binding, if there is one
     */
    record Opened(NdisStatus status, @Nullable ProtocolBinding binding) {}
}
