package sluice.bump;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.ndis.IntermediateContext;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.packet.Packet;
import sluice.time.Handler;

/**
 * Frames that an intermediate driver makes itself, under descriptors of its own: down in the place
 * of a send from above, which is completed when they are; and up in the place of a receive, which
 * has been returned. A driver that changes what is sent may not do it in the sender's buffers.
 */
final class OwnFrames {
    private static final int NOTICES_MAX = 64;
    private static final Handler<OwnFrames> SHOW_NOTICES = OwnFrames::showNotices;

    private final IntermediateContext here;
    private final NdisPacketPool sendPool;
    private final NdisPacketPool receivePool;
    private final Set<NdisPacket> pended = new LinkedHashSet<>();
    private final ArrayDeque<Packet> notices = new ArrayDeque<>();
    private boolean noticesAsked;

    OwnFrames(IntermediateContext here, int descriptors) {
        this.here = here;
        this.sendPool = here.packetPool(descriptors);
        this.receivePool = here.packetPool(descriptors);
    }

    /**
     * Sends a frame that the driver's place owns.
     *
     * @param original the send that is over when this one is, or null; its octets were ended
     * @return what to answer for {@code original}; PENDING: it is completed from here
     */
    NdisStatus send(Packet frame, @Nullable NdisPacket original) {
        NdisPacket own = own(sendPool, frame);
        if (own == null) return NdisStatus.FAILURE;
        own.setProtocolReserved(0, original);
        if (original != null) pended.add(original);
        NdisStatus status = here.below().send(own);
        if (status == NdisStatus.PENDING) return status;
        if (original != null) pended.remove(original);
        sendPool.free(own);
        return status;
    }

    private static @Nullable NdisPacket own(NdisPacketPool pool, Packet frame) {
        NdisPacket own = pool.allocate(frame);
        if (own == null) frame.end(BumpDrop.NO_OWN_DESCRIPTOR);
        return own;
    }

    /** Takes a completion; false if it is of a send that was passed on as it came. */
    boolean completed(NdisPacket packet, NdisStatus status) {
        if (packet.pool() != sendPool) return false;
        var original = (NdisPacket) packet.protocolReserved(0);
        sendPool.free(packet);
        // A reset has completed the original if it is not waited for any more.
        if (original != null && pended.remove(original))
            here.above().sendComplete(original, status);
        return true;
    }

    /** Completes what is pended; what was made of it goes its way. */
    void abortSends(NdisStatus status) {
        List<NdisPacket> waiting = new ArrayList<>(pended);
        pended.clear();
        for (NdisPacket original : waiting) here.above().sendComplete(original, status);
    }

    /** Shows a frame, which the driver's place owns, to all above. */
    void indicate(Packet frame) {
        NdisPacket own = own(receivePool, frame);
        if (own != null && here.above().indicateReceive(own) == 0) receivePool.free(own);
    }

    /** The same when the call that is under way is over: a driver must not be called back in it. */
    void indicateLater(Packet frame) {
        if (notices.size() >= NOTICES_MAX) {
            frame.end(BumpDrop.TOO_MANY_NOTICES);
            return;
        }
        notices.addLast(frame);
        if (noticesAsked) return;
        noticesAsked = true;
        var host = here.host();
        host.scheduler().schedule(0, host.runningCpu().deferred(), SHOW_NOTICES, this);
    }

    private void showNotices() {
        noticesAsked = false;
        for (Packet next = notices.poll(); next != null; next = notices.poll()) indicate(next);
    }

    /** Takes a descriptor back; false if it is not one of these. */
    boolean returned(NdisPacket packet) {
        if (packet.pool() != receivePool) return false;
        receivePool.free(packet);
        return true;
    }

    /** Ends what has not gone up yet. */
    void pause() {
        for (Packet next = notices.poll(); next != null; next = notices.poll())
            next.end(BumpDrop.DRIVER_PAUSED);
    }
}
