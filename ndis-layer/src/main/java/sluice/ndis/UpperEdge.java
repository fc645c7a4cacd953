package sluice.ndis;

/** What an intermediate driver may call in the wrapper towards the protocols. */
public interface UpperEdge {
    /** Completes a send that came from above and for which PENDING was returned, once. */
    void sendComplete(NdisPacket packet, NdisStatus status);

    /**
     * Shows a packet to all above.
     *
     * @return 0: the driver holds it again; 1: it comes back through {@link
     *     Intermediate#returnPacket}
     */
    int indicateReceive(NdisPacket packet);

    /** Indicates a status to all above. */
    void indicateStatus(NdisStatus status);
}
