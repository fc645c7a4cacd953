package sluice.ndis;

/** Says which allocations fail; for tests of what drivers do then. */
@FunctionalInterface
public interface ResourceFaults {
    /** What may fail. */
    enum Kind {
        /** A pool of descriptors or lists. */
        PACKET_POOL,
        /** A descriptor out of a pool. */
        PACKET,
        /** A net buffer list out of a pool. */
        NET_BUFFER_LIST,
        /** Tagged memory. */
        MEMORY,
        /** Memory shared with the device. */
        SHARED_MEMORY,
        /** A work item. */
        WORK_ITEM,
        /** Opening an adapter. */
        OPEN,
        /** Registering a driver. */
        REGISTER,
        /** An interrupt. */
        INTERRUPT,
        /** A timer. */
        TIMER
    }

    /** Whether this allocation of {@code owner}'s fails; asked once for each. */
    boolean fails(Kind kind, String owner);
}
