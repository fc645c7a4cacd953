package sluice.ndis.filter;

import sluice.defer.Verdict;
import sluice.ndis.IntermediateContext;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisStatus;
import sluice.packet.Packet;

/**
 * A driver that decides about packets: pass, drop with a reason, or pend until later. Packets begin
 * with their Ethernet header ({@link Frames} reads them); they belong to the filter during the call
 * and, if pended, until the deferral is finished. Callbacks run at DEFERRED or THREAD level.
 *
 * <p>By default it stands in the stack as a deserialized intermediate driver, which is never reset
 * for keeping a packet too long.
 */
public interface FilterDriver extends NdisDriver {
    /** Put in; called once before any packet. */
    default void onAttach(IntermediateContext context) {}

    /** Of a packet on its way to the wire. Pended: the sender is told PENDING, so it is paced. */
    default Verdict onSend(Packet packet) {
        return Verdict.PASS;
    }

    /** Of a packet on its way to the protocols. */
    default Verdict onReceive(Packet packet) {
        return Verdict.PASS;
    }

    /** Parked packets were taken back; their deferrals are no longer open. */
    default void onReset() {}

    /** The stack pauses, all parked packets were taken back; the filter may be about to leave. */
    default void onPause() {
        onReset();
    }

    /** What the sender is told of a dropped send; SUCCESS hides the drop from it. */
    default NdisStatus statusOfDrop() {
        return NdisStatus.FAILURE;
    }

    /** {@link MiniportAttributes} of the intermediate driver that carries it. */
    default int attributes() {
        return MiniportAttributes.INTERMEDIATE;
    }

    @Override
    default NdisDriver raw() {
        return VerdictFilter.carrying(this);
    }
}
