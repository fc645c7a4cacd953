package sluice.ndis;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;
import sluice.trace.TraceSink;

/**
 * Transfers of received octets on one adapter (Windows NT 4 DDK, NdisTransferData,
 * MiniportTransferData, NdisMTransferDataComplete), and the frames that the wrapper gathers by them
 * for those who take whole packets only.
 *
 * <p>From a full packet the wrapper copies by itself, at once. From a frame of which the miniport
 * gave the beginning only, the miniport copies, at once or later; while it owes an answer it may
 * indicate nothing.
 *
 * <p>Differs: on Windows every NDIS 5 protocol and intermediate driver has to take the look-ahead.
 * Here those that do not are given a packet that the wrapper gathers, as NDIS 6 does for its
 * filters and protocols above an NDIS 5 miniport.
 */
final class Transfers {
    private static final int POOL_PACKETS = 1024;

    private final NdisAdapter adapter;
    private final NdisPacketPool pool;
    private final ArrayDeque<NdisPacket> pending = new ArrayDeque<>();
    private long transfers;
    private long octetsTransferred;

    Transfers(NdisAdapter adapter) {
        this.adapter = adapter;
        this.pool = new NdisPacketPool("gathered", POOL_PACKETS, adapter.joins());
    }

    /** Transfers that were answered PENDING and not completed. */
    int pending() {
        return pending.size();
    }

    long transfers() {
        return transfers;
    }

    long octetsTransferred() {
        return octetsTransferred;
    }

    /** NdisTransferData of a binding. */
    NdisStatus ask(
            ProtocolBinding binding,
            Lookahead given,
            int byteOffset,
            int count,
            NdisPacket target) {
        Lookahead from = given.record();
        if (from.shownTo != binding || from.asked)
            throw adapter.breach(
                    ReceiveRule.R08,
                    binding.party(),
                    target,
                    from.shownTo == binding ? "asked twice" : "asked after the indication");
        if (target.use != NdisPacket.Use.IDLE)
            throw adapter.breach(SendRule.S05, binding.party(), target, "octets were to go in");
        from.asked = true;
        if (adapter.resets.underWay()) return NdisStatus.RESET_IN_PROGRESS;
        if (byteOffset < 0 || byteOffset > from.packetLengthOctets() || count < 0)
            return NdisStatus.FAILURE;
        int octets = Math.min(count, from.packetLengthOctets() - byteOffset);
        octets = Math.min(octets, target.lengthOctets());
        return move(binding, from, byteOffset, octets, target);
    }

    private NdisStatus move(
            @Nullable ProtocolBinding binding, Lookahead from, int at, int octets, NdisPacket to) {
        NdisPacket full = from.full;
        if (full != null) {
            copy(full, from.headerLengthOctets() + at, octets, to);
            from.setTransferredOctets(octets);
            if (binding != null) adapter.hasAgain(binding.party(), to);
            done(binding, from.packetId(), octets, NdisStatus.SUCCESS);
            return NdisStatus.SUCCESS;
        }
        to.use = NdisPacket.Use.TRANSFER;
        to.binding = binding;
        to.transferOf = from.packetId();
        pending.addLast(to); // it may be completed before this returns
        if (binding != null) adapter.gives(binding.party(), to, SendRule.S04, NdisWatch.Moved.SENT);
        Handover handover = adapter.handover;
        NdisStatus status =
                handover == null
                        ? adapter.miniport.transferData(to, from, at, octets)
                        : handover.transferData(adapter.miniport, to, from, at, octets);
        if (status == NdisStatus.PENDING) return status;
        if (to.use != NdisPacket.Use.TRANSFER)
            throw adapter.breach(
                    SendRule.S02,
                    adapter.miniport.party,
                    to,
                    "a transfer was completed and then answered");
        release(to);
        if (binding != null) adapter.hasAgain(binding.party(), to);
        int moved = status == NdisStatus.SUCCESS ? from.transferredOctets() : 0;
        done(binding, from.packetId(), moved, status);
        return status;
    }

    /** The one routine that copies out of a full packet; counted and charged here. */
    private void copy(NdisPacket full, int at, int octets, NdisPacket to) {
        int copied = 0;
        for (NdisBuffer buffer = to.firstBuffer();
                buffer != null && copied < octets;
                buffer = buffer.next) {
            int here = Math.min(octets - copied, buffer.lengthOctets);
            full.read(at + copied, buffer.octets, buffer.offset, here);
            copied += here;
        }
        adapter.chargeCopy(octets);
    }

    private void release(NdisPacket target) {
        pending.remove(target);
        target.use = NdisPacket.Use.IDLE;
        target.binding = null;
    }

    private void done(
            @Nullable ProtocolBinding binding, long packetId, int octets, NdisStatus status) {
        transfers++;
        octetsTransferred += octets;
        TraceSink trace = adapter.trace();
        if (trace == null) return;
        trace.accept(
                new NdisStep.DataTransferred(
                        adapter.host().scheduler().nowNanos(),
                        packetId,
                        binding == null ? adapter.miniport.place.name() : binding.place().name(),
                        octets,
                        status));
    }

    /** NdisMTransferDataComplete. */
    void complete(NdisPacket target, NdisStatus status, int octets) {
        if (target.use != NdisPacket.Use.TRANSFER)
            throw adapter.breach(
                    SendRule.S02,
                    adapter.miniport.party,
                    target,
                    "a transfer that is not out was completed");
        if (status == NdisStatus.PENDING)
            throw adapter.breach(
                    SendRule.S06, adapter.miniport.party, target, "a transfer, with PENDING");
        ProtocolBinding binding = target.binding;
        adapter.gives(adapter.miniport.party, target, SendRule.S03, NdisWatch.Moved.COMPLETED);
        release(target);
        done(binding, target.transferOf, octets, status);
        if (binding != null) binding.giveTransferred(target, status, octets);
        else gathered(target, status == NdisStatus.SUCCESS);
        adapter.progressed();
    }

    /** A reset of the miniport: what it owes will not come any more. */
    void abort() {
        while (!pending.isEmpty()) complete(pending.getFirst(), NdisStatus.REQUEST_ABORTED, 0);
    }

    // ---- frames as a whole for those who take nothing else

    /**
     * Makes a full packet of a frame and passes it up, now or when the miniport has copied.
     *
     * @param toDrivers whether it goes through the drivers of the stack; if not, to the bindings
     *     that were not shown the look-ahead
     * @return false if there was no descriptor or the miniport refused
     */
    boolean gather(Lookahead from, boolean toDrivers) {
        int header = from.headerLengthOctets();
        int ahead = from.lookaheadLengthOctets();
        int rest = from.packetLengthOctets() - ahead;
        Packet frame =
                adapter.host()
                        .pool()
                        .originate(
                                adapter.miniport.place,
                                sluice.packet.PacketPool.HEADROOM_OCTETS,
                                from.frameLengthOctets());
        frame.setTimeNanos(adapter.host().scheduler().nowNanos());
        NdisPacket whole = pool.allocate(frame);
        if (whole == null) {
            frame.end(NdisDrop.NO_GATHERING_DESCRIPTOR);
            return false;
        }
        whole.gathered = true;
        whole.besideLookahead = !toDrivers;
        // The miniport may have had the descriptor before; what it had then is over.
        adapter.hasAgain(adapter.miniport.party, whole);
        byte[] octets = frame.writable();
        int at = frame.offset();
        System.arraycopy(from.header(), from.headerOffset(), octets, at, header);
        System.arraycopy(from.lookahead(), from.lookaheadOffset(), octets, at + header, ahead);
        adapter.chargeCopy(header + ahead);
        if (rest == 0) return gathered(whole, true);
        whole.splitForTransfer(header + ahead);
        NdisStatus status = move(null, from, ahead, rest, whole);
        return status == NdisStatus.PENDING || gathered(whole, status == NdisStatus.SUCCESS);
    }

    private boolean gathered(NdisPacket whole, boolean complete) {
        whole.wholeAgain();
        if (!complete) {
            whole.discard(NdisDrop.TRANSFER_FAILED);
            free(whole);
            return false;
        }
        if (adapter.receives.fromMiniport(whole) == 0) free(whole);
        return true;
    }

    void free(NdisPacket whole) {
        whole.gathered = false;
        whole.besideLookahead = false;
        pool.free(whole);
    }
}
