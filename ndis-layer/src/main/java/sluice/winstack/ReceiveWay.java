package sluice.winstack;

import sluice.ndis.Lookahead;
import sluice.ndis.MiniportContext;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;

/**
 * How a miniport brings received frames from its NIC up to the protocols: as whole packets, or with
 * a look-ahead and the rest on demand. Called at DEFERRED.
 */
public interface ReceiveWay {
    /** Called once, before anything else. */
    default void initialize(MiniportContext adapter) {}

    /** Indicates the next received frame; false if there is none. */
    boolean indicateNext(MiniportContext adapter);

    /** MiniportTransferData; see {@link sluice.ndis.Miniport#transferData}. */
    default NdisStatus transferData(
            NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        return NdisStatus.FAILURE;
    }

    /** OID_GEN_CURRENT_LOOKAHEAD: the protocols want so much behind the header. */
    default void setLookahead(int octets) {}

    /** MiniportHalt: gives back what it made. */
    default void halt() {}

    /** Frames that were indicated. */
    long received();

    /** Frames that were lost for want of a descriptor. */
    long noBuffer();
}
