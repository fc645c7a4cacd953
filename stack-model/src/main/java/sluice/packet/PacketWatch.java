package sluice.packet;

/**
 * Sees all that happens to the packets of a run; for verifiers, which may be slow. While one
 * watches, neither packets nor arrays are used again. Called on the run's thread, before the thing
 * happens; must not touch the packet's ownership.
 */
public interface PacketWatch {
    /** A packet came into being at its owner. */
    default void born(Packet packet, String cause) {}

    /** It is handed over. */
    default void passed(Packet packet, Place from, Place to) {}

    /** It comes to its end at its owner. */
    default void ended(Packet packet, Fate fate) {}

    /**
     * It gets an array of its own with the same octets, as it is to be written and {@code shared}
     * has other users, or is too short. What is written into {@code shared} from now on is lost.
     */
    default void madePrivate(Packet packet, byte[] shared) {}

    /** Nobody uses this array any more. */
    default void released(byte[] octets) {}
}
