package sluice.ndis;

/** What an intermediate driver may call in the wrapper towards the miniport. */
public interface LowerEdge {
    /**
     * Sends a packet that the driver holds, or one of its own.
     *
     * @return PENDING: it comes back through {@link Intermediate#sendComplete}, perhaps before this
     *     returns; anything else: the driver holds it again
     */
    NdisStatus send(NdisPacket packet);

    /** Gives back a received packet that the driver kept. */
    void returnPacket(NdisPacket packet);
}
