package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * Sees all that passes between drivers and the wrapper of one machine; for verifiers. It is given
 * the wrapper's records, never what a driver holds. Called on the run's thread; may throw what
 * {@link Ndis#report} throws.
 */
public interface NdisWatch {
    /** Why a packet changed hands. */
    enum Moved {
        /** Passed down. */
        SENT,
        /** Kept in a driver for later. */
        PENDED,
        /** A handler was through with it: its answer was final. */
        ANSWERED,
        /** A send is over and climbs. */
        COMPLETED,
        /** Taken back by the wrapper, to be submitted again. */
        REQUEUED,
        /** Passed up. */
        INDICATED,
        /** Kept by a receiver. */
        KEPT,
        /** On its way home. */
        RETURNED,
        /** Shown for the length of a call. */
        LENT,
        /** Taken away by a reset, a pause or a removal. */
        ABORTED,
        /** Allocated. */
        MADE,
        /** Back in its pool. */
        FREED
    }

    /** What happened to a request. */
    enum Asked {
        /** Given to the miniport. */
        SUBMITTED,
        /** Answered by a return value other than PENDING. */
        ANSWERED,
        /** Completed by a call. */
        COMPLETED
    }

    /** What happened to an object that a driver made. */
    enum ObjectEvent {
        /** Made or registered. */
        ACQUIRED,
        /** Given back. */
        RELEASED
    }

    /** {@code who} calls a function of the wrapper; nothing has happened yet. */
    default void calling(Party who, NdisCall function, @Nullable NdisPacket about) {}

    /** A handler of {@code who} is about to be called. */
    default void entering(Party who, NdisHandler handler, @Nullable NdisPacket about) {}

    /**
     * It has returned, or has thrown and is charged with that.
     *
     * @param answer what it answered; SUCCESS if it answers nothing
     * @param count how often it will return a packet; 0 where that is not asked
     */
    default void left(
            Party who,
            NdisHandler handler,
            @Nullable NdisPacket about,
            NdisStatus answer,
            int count) {}

    /** A packet has changed hands; {@code to} is null if nobody has it now. */
    default void moved(NdisPacket packet, Party from, @Nullable Party to, Moved why) {}

    /** Something happened to a request. */
    default void request(OidRequest request, Party miniport, Asked what, NdisStatus status) {}

    /** An adapter, filter or binding is in another state. */
    default void state(Party who, AdapterState state) {}

    /** A status is indicated. */
    default void status(Party who, StatusIndication indication) {}

    /** Something happened to an object other than a packet, named as in {@code timer}. */
    default void object(Party who, Object object, String kind, ObjectEvent event) {}

    /** A reset has taken from a miniport the request that it had. */
    default void aborted(Party miniport) {}

    /** Sends of this id have been cancelled; every driver has been told. */
    default void cancelled(Object cancelId) {}

    /** Time has passed; every few seconds while something is outstanding. */
    default void tick(long nowNanos) {}
}
