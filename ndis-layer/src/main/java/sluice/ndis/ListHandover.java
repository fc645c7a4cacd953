package sluice.ndis;

import sluice.packet.FreeList;

/**
 * What passes between wrapper and drivers in chains of net buffer lists while a verifier is on; as
 * {@link Handover}, each list a descriptor of the party's own.
 */
final class ListHandover {
    private final Handover handover;
    private final NdisVerifier watch;
    private final FreeList<PacketBatch> free = new FreeList<>();

    ListHandover(Handover handover, NdisVerifier watch) {
        this.handover = handover;
        this.watch = watch;
    }

    private PacketBatch shown(Party to, PacketBatch batch, NdisHandler handler, boolean readOnly) {
        PacketBatch shown = free.take();
        if (shown == null) shown = new PacketBatch();
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket record = batch.packet(i);
            watch.entering(to, handler, record);
            shown.add(handover.lease(record, to, readOnly).handle, batch.status(i));
        }
        return shown;
    }

    private void done(PacketBatch shown) {
        shown.clear();
        free.give(shown);
    }

    /** Innermost last, as calls nest. */
    private void left(Party by, PacketBatch batch, NdisHandler handler, NdisStatus answer) {
        for (int i = batch.count() - 1; i >= 0; i--)
            watch.left(by, handler, batch.packet(i), answer, 0);
    }

    void send(Layer to, PacketBatch batch) {
        PacketBatch shown = shown(to.party, batch, NdisHandler.SEND, false);
        to.sendChain(shown.chain());
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket record = batch.packet(i);
            if (batch.isSame(i) && record.holder == to)
                watch.moved(record, to.party, to.party, NdisWatch.Moved.PENDED);
        }
        left(to.party, batch, NdisHandler.SEND, NdisStatus.PENDING);
        done(shown);
    }

    void sendComplete(Layer to, PacketBatch batch) {
        PacketBatch shown = shown(to.party, batch, NdisHandler.SEND_COMPLETE, false);
        to.completeChain(shown.chainWithStatuses());
        left(to.party, batch, NdisHandler.SEND_COMPLETE, NdisStatus.SUCCESS);
        done(shown);
    }

    void receive(Layer to, PacketBatch batch, boolean lent) {
        PacketBatch shown = shown(to.party, batch, NdisHandler.RECEIVE_PACKET, false);
        to.receiveChain(shown.chain(), lent);
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket record = batch.packet(i);
            if (!batch.isSame(i) || record.holder != to) continue;
            if (lent) {
                PacketLease lease = Handover.leaseOf(record, to.party);
                if (lease != null && i + 1 < batch.count()) // to be as it was
                lease.chainedTo = shown.packet(i + 1).list();
                handover.ends(to.party, record, ReceiveRule.R04);
            } else {
                watch.moved(record, to.party, to.party, NdisWatch.Moved.KEPT);
            }
        }
        left(to.party, batch, NdisHandler.RECEIVE_PACKET, NdisStatus.SUCCESS);
        done(shown);
    }

    void returned(Layer to, PacketBatch batch) {
        PacketBatch shown = shown(to.party, batch, NdisHandler.RETURN_PACKET, false);
        to.returnChain(shown.chain());
        left(to.party, batch, NdisHandler.RETURN_PACKET, NdisStatus.SUCCESS);
        done(shown);
    }

    void sendComplete(ProtocolBinding to, PacketBatch batch) {
        PacketBatch shown = shown(to.party(), batch, NdisHandler.SEND_COMPLETE, false);
        to.sendsComplete(shown, batch);
        left(to.party(), batch, NdisHandler.SEND_COMPLETE, NdisStatus.SUCCESS);
        done(shown);
    }

    void receive(ProtocolBinding to, PacketBatch batch, boolean lent) {
        PacketBatch shown = shown(to.party(), batch, NdisHandler.RECEIVE_PACKET, true);
        for (int i = 0; i < batch.count(); i++) {
            PacketLease lease = Handover.leaseOf(batch.packet(i), to.party());
            if (lease != null) lease.owed = 0;
        }
        to.receiving++;
        to.receiveChain(shown, lent);
        to.receiving--;
        for (int i = 0; i < batch.count(); i++) {
            NdisPacket record = batch.packet(i);
            PacketLease lease = Handover.leaseOf(record, to.party());
            if (lease == null) continue;
            if (lease.owed > 0) watch.moved(record, to.party(), to.party(), NdisWatch.Moved.KEPT);
            else lease.end(ReceiveRule.R04, NdisWatch.Moved.ANSWERED, handover.now());
            if (lent && i + 1 < batch.count()) lease.chainedTo = shown.packet(i + 1).list();
        }
        left(to.party(), batch, NdisHandler.RECEIVE_PACKET, NdisStatus.SUCCESS);
        done(shown);
    }
}
