package sluice.ndis;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import sluice.time.MachineStopped;
import sluice.time.VirtualScheduler;

/**
 * All that passes between wrapper and drivers while a verifier is on. A driver is given a
 * descriptor of its own over the wrapper's record, and what it does is shown to the {@link
 * NdisWatch}.
 *
 * <pre>
 *   wrapper: record --show--> descriptor of the party --> handler
 *                ^                   |
 *                +---taken / end-----+  every call into the wrapper; answer, completion, reset
 * </pre>
 *
 * <p>With the verifier off there is none of this, and the record is what drivers are given.
 */
final class Handover {
    private final Ndis ndis;
    private final NdisVerifier watch;
    private final @Nullable OctetQuarantine quarantine;
    private final VirtualScheduler scheduler;
    private int parties;

    /** The same for chains of lists. */
    final ListHandover lists;

    Handover(Ndis ndis, NdisVerifier watch) {
        this.ndis = ndis;
        this.watch = watch;
        this.quarantine = OctetQuarantine.of(ndis);
        this.lists = new ListHandover(this, watch);
        this.scheduler = ndis.host().scheduler();
    }

    /** The packet leaves the party's hands, and so does the array that it has seen. */
    private void end(PacketLease lease, NdisRule rule, NdisWatch.Moved why) {
        boolean had = lease.isLive() && !lease.readOnly;
        long now = now();
        lease.end(rule, why, now);
        if (quarantine != null && had)
            quarantine.moveAway(lease.record, lease.party, new LeaseNote(rule, why, now));
    }

    private void look() {
        if (quarantine != null) quarantine.look();
    }

    long now() {
        return scheduler.nowNanos();
    }

    /** A packet has come home. */
    void progressed() {
        watch.progressed();
    }

    private void requireAlive() {
        if (ndis.host().stopped()) throw new MachineStopped(ndis.host().name());
    }

    /** A driver calls the wrapper about no packet. */
    void calling(Party by, NdisCall call) {
        requireAlive();
        watch.calling(by, call, null);
    }

    /** Something happened to a request. */
    void request(OidRequest request, Party miniport, NdisWatch.Asked what, NdisStatus status) {
        watch.request(request, miniport, what, status);
    }

    /** A reset has taken a request from a miniport. */
    void aborted(Party miniport) {
        watch.aborted(miniport);
    }

    /** Something other than a packet is outstanding. */
    void waiting() {
        watch.waiting();
    }

    /** A send that this driver has had since before a turn; null if there is none. */
    @Nullable NdisPacket pendedBefore(Party by, long turn) {
        return watch.pendedBefore(by, turn);
    }

    /** Every driver has been told that sends of this id are cancelled. */
    void cancelled(Object cancelId) {
        watch.cancelled(cancelId);
    }

    /** What an NDIS 6 miniport completes has to be as it was given to it. */
    void checkCompleted(Party by, NetBufferList list) {
        PacketLease lease = list.record().lease;
        if (lease == null || !lease.isLive()) return;
        if (!list.statusSet()) ndis.report(SendRule.S15, by, lease.record, "no status was set");
        if (list.hasGrown()) ndis.report(SendRule.S15, by, lease.record, "its net buffers");
    }

    // ---- leases

    /**
     * What the party has, or had: of this packet, or of one that the record was used for before.
     */
    static @Nullable PacketLease leaseOf(NdisPacket record, Party party) {
        @Nullable PacketLease[] all = record.leases;
        return all == null || party.number >= all.length ? null : all[party.number];
    }

    PacketLease lease(NdisPacket record, Party to, boolean readOnly) {
        PacketLease lease = leaseOf(record, to);
        if (lease == null) lease = firstLease(record, to);
        if (record.firstDriver != to && to.role() != Party.Role.PROTOCOL) {
            if (record.firstDriver == null) record.firstDriver = to;
            else record.hadByOthers = true;
        }
        lease.begin(readOnly);
        return lease;
    }

    private PacketLease firstLease(NdisPacket record, Party to) {
        if (to.number == 0) to.number = ++parties;
        @Nullable PacketLease[] all = record.leases;
        if (all == null) all = new @Nullable PacketLease[parties + 1];
        else if (all.length <= to.number) all = Arrays.copyOf(all, parties + 1);
        record.leases = all;
        var lease = new PacketLease(ndis, to, record);
        all[to.number] = lease;
        return lease;
    }

    /** A descriptor that {@code owner} has just allocated. */
    NdisPacket made(Party owner, NdisPacket record) {
        watch.calling(owner, NdisCall.ALLOCATE_PACKET, record);
        watch.moved(record, owner, owner, NdisWatch.Moved.MADE);
        return lease(record, owner, false).handle;
    }

    /** A driver has made an object. */
    void acquired(Party owner, Object object, String kind) {
        watch.object(owner, object, kind, NdisWatch.ObjectEvent.ACQUIRED);
    }

    /** It gives a pool back. */
    void releasedPool(Party owner, NdisPacketPool pool) {
        watch.calling(owner, NdisCall.FREE_POOL, null);
        if (pool.used() > 0)
            throw ndis.breach(LifecycleRule.L17, owner, null, pool.used() + " descriptors are out");
        watch.object(owner, pool, "packet pool", NdisWatch.ObjectEvent.RELEASED);
    }

    /** It goes back to its pool and is nobody's ever again. */
    NdisPacket freed(Party owner, NdisPacket given) {
        PacketLease own = given.lease;
        if (own != null) own.check();
        NdisPacket record = given.record();
        watch.calling(owner, NdisCall.FREE_PACKET, record);
        watch.moved(record, owner, null, NdisWatch.Moved.FREED);
        if (own != null) own.settle();
        if (record.use == NdisPacket.Use.IDLE && !record.hasPacket())
            endAll(record, IrqlRule.I10, NdisWatch.Moved.FREED);
        return record;
    }

    private void endAll(NdisPacket record, NdisRule rule, NdisWatch.Moved why) {
        @Nullable PacketLease[] all = record.leases;
        if (all == null) return;
        long now = now();
        for (PacketLease each : all) if (each != null) each.end(rule, why, now);
    }

    /** A driver calls the wrapper about a packet: what it did to it so far counts. */
    NdisPacket taken(Party by, NdisCall call, NdisPacket given) {
        requireAlive();
        NdisPacket record = given.record();
        PacketLease lease = given.lease;
        if (record.inPool && lease != null && begins(call)) throw lease.touched();
        look();
        watch.calling(by, call, record);
        if (lease != null) lease.settle();
        return record;
    }

    /** Whether the call may begin something with a descriptor that is idle. */
    private static boolean begins(NdisCall call) {
        return switch (call) {
            case SEND,
                    SEND_PACKETS,
                    SEND_LISTS,
                    FILTER_SEND,
                    INDICATE_PACKET,
                    INDICATE_LISTS,
                    FILTER_INDICATE,
                    TRANSFER_DATA ->
                    true;
            default -> false;
        };
    }

    /** A driver gives a packet out of its hands; whoever has it later sees what it did to it. */
    void gives(Party by, NdisPacket record, NdisRule rule, NdisWatch.Moved why) {
        watch.moved(record, by, null, why);
        PacketLease lease = leaseOf(record, by);
        if (lease != null) end(lease, rule, why);
        if (why == NdisWatch.Moved.COMPLETED) lapse(by, record);
    }

    /** A driver passes a packet on from its one edge by its other. */
    void setAside(Party by, NdisPacket record) {
        PacketLease lease = leaseOf(record, by);
        if (lease != null) lease.end(SendRule.S03, NdisWatch.Moved.SENT, now());
    }

    /** A send is over: who took its octets over, and copied nothing, may not use them any more. */
    private void lapse(Party by, NdisPacket record) {
        NdisPacket borrower = record.borrower;
        if (borrower == null) return;
        record.borrower = null;
        if (borrower.life != record.borrowerLife) return; // has been freed since
        if (!borrower.hasPacket() || record.use != NdisPacket.Use.SEND) return;
        if (borrower.use != NdisPacket.Use.IDLE)
            throw ndis.breach(SendRule.S22, by, borrower, "its octets are still under way");
        endAll(borrower, SendRule.S22, NdisWatch.Moved.COMPLETED);
    }

    /** The packet is back in the hands of a driver that had given it away in this call. */
    void hasAgain(Party by, NdisPacket record) {
        PacketLease lease = leaseOf(record, by);
        if (lease != null) lease.fill();
    }

    /** Why a driver no longer has a packet; null if it has it, or never had it. */
    @Nullable LeaseNote noteOf(Party by, NdisPacket record) {
        PacketLease lease = leaseOf(record, by);
        return lease == null ? null : lease.note();
    }

    void ends(Party of, NdisPacket record, NdisRule rule) {
        PacketLease lease = leaseOf(record, of);
        if (lease != null) end(lease, rule, NdisWatch.Moved.ANSWERED);
    }

    // ---- handlers of drivers in the stack

    NdisStatus send(Layer to, NdisPacket record) {
        long turn = record.turn;
        watch.entering(to.party, NdisHandler.SEND, record);
        NdisStatus status = to.send(lease(record, to.party, false).handle);
        if (record.turn == turn && record.holder == to) {
            if (status == NdisStatus.PENDING) {
                watch.moved(record, to.party, to.party, NdisWatch.Moved.PENDED);
            } else {
                boolean again = status == NdisStatus.RESOURCES;
                ends(to.party, record, again ? SendRule.S09 : SendRule.S03);
                if (!again) lapse(to.party, record);
            }
        }
        watch.left(to.party, NdisHandler.SEND, record, status, 0);
        return status;
    }

    /** Gives a miniport an array; what became of each is said by {@link #answered}. */
    void sendPackets(MiniportLayer to, NdisPacket[] records, int count) {
        NdisPacket[] shown = new NdisPacket[count];
        for (int i = 0; i < count; i++) {
            watch.entering(to.party, NdisHandler.SEND, records[i]);
            shown[i] = lease(records[i], to.party, false).handle;
        }
        to.sendPackets(shown, count);
    }

    void answered(MiniportLayer by, NdisPacket[] records, long[] turns, NdisStatus[] answers) {
        for (int i = 0; i < answers.length; i++) {
            NdisPacket record = records[i];
            boolean here = record.turn == turns[i] && record.holder == by;
            switch (answers[i]) {
                case PENDING -> {
                    if (here) watch.moved(record, by.party, by.party, NdisWatch.Moved.PENDED);
                }
                case RESOURCES -> ends(by.party, record, SendRule.S09);
                default -> ends(by.party, record, SendRule.S03);
            }
            watch.left(by.party, NdisHandler.SEND, record, answers[i], 0);
        }
    }

    void sendComplete(Layer to, NdisPacket record, NdisStatus status) {
        watch.entering(to.party, NdisHandler.SEND_COMPLETE, record);
        to.sendComplete(lease(record, to.party, false).handle, status);
        watch.left(to.party, NdisHandler.SEND_COMPLETE, record, status, 0);
    }

    int receive(Layer to, NdisPacket record) {
        long turn = record.turn;
        watch.entering(to.party, NdisHandler.RECEIVE_PACKET, record);
        int kept = to.receive(lease(record, to.party, false).handle);
        if (record.turn == turn && record.holder == to) {
            if (kept > 0) watch.moved(record, to.party, to.party, NdisWatch.Moved.KEPT);
            else ends(to.party, record, ReceiveRule.R04);
        }
        watch.left(to.party, NdisHandler.RECEIVE_PACKET, record, NdisStatus.SUCCESS, kept);
        return kept;
    }

    void returned(Layer to, NdisPacket record) {
        watch.entering(to.party, NdisHandler.RETURN_PACKET, record);
        to.returned(lease(record, to.party, false).handle);
        watch.left(to.party, NdisHandler.RETURN_PACKET, record, NdisStatus.SUCCESS, 0);
    }

    NdisStatus transferData(
            MiniportLayer to, NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        watch.entering(to.party, NdisHandler.TRANSFER_DATA, target);
        NdisPacket shown = lease(target, to.party, false).handle;
        NdisStatus status = to.transferData(shown, frame, byteOffset, octets);
        if (status != NdisStatus.PENDING) ends(to.party, target, SendRule.S03);
        watch.left(to.party, NdisHandler.TRANSFER_DATA, target, status, 0);
        return status;
    }

    // ---- handlers of protocols

    void sendComplete(ProtocolBinding to, NdisPacket record, NdisStatus status) {
        watch.entering(to.party(), NdisHandler.SEND_COMPLETE, record);
        to.sendComplete(lease(record, to.party(), false).handle, status);
        watch.left(to.party(), NdisHandler.SEND_COMPLETE, record, status, 0);
    }

    /** Several bindings may have one packet at a time, each its own descriptor, for reading. */
    int receive(ProtocolBinding to, NdisPacket record) {
        watch.entering(to.party(), NdisHandler.RECEIVE_PACKET, record);
        PacketLease lease = lease(record, to.party(), true);
        lease.owed = 0;
        to.receiving++;
        int count = to.receive(lease.handle);
        to.receiving--;
        lease.owed += count;
        if (lease.owed > 0) watch.moved(record, to.party(), to.party(), NdisWatch.Moved.KEPT);
        else lease.end(ReceiveRule.R04, NdisWatch.Moved.ANSWERED, now());
        watch.left(to.party(), NdisHandler.RECEIVE_PACKET, record, NdisStatus.SUCCESS, count);
        return count;
    }

    /** A binding returns a packet; false if it does not owe that. */
    boolean returns(ProtocolBinding by, NdisPacket record) {
        PacketLease lease = leaseOf(record, by.party());
        if (lease == null || lease.owed < 1) return false;
        watch.moved(record, by.party(), null, NdisWatch.Moved.RETURNED);
        if (--lease.owed == 0) lease.end(ReceiveRule.R04, NdisWatch.Moved.RETURNED, now());
        return true;
    }

    void transferDataComplete(
            ProtocolBinding to, NdisPacket target, NdisStatus status, int octets) {
        watch.entering(to.party(), NdisHandler.TRANSFER_COMPLETE, target);
        to.transferDataComplete(lease(target, to.party(), false).handle, status, octets);
        watch.left(to.party(), NdisHandler.TRANSFER_COMPLETE, target, status, 0);
    }
}
