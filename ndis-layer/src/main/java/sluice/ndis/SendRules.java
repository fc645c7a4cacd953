package sluice.ndis;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.time.VirtualScheduler;

/**
 * Rules S01 to S22 that the journal shows: order, lengths, and what takes too long. Those about who
 * holds what are found by the flows themselves and by dead descriptors.
 */
final class SendRules extends RuleSet {
    private static final long SEND_NANOS_MAX = 30_000_000_000L;
    private static final long STALL_NANOS_MAX = 22_000_000_000L;
    private static final int HEADER_OCTETS = 14;
    private static final int VLAN_TAG_OCTETS = 4; // may come on top of the largest frame

    /** Sends of one driver that are out, and when one was over the last time. */
    static final class Flow {
        int pended;
        long sinceNanos;
    }

    private final Outstanding pended = new Outstanding(Outstanding.Of.PENDED);
    private final List<Party> senders = new ArrayList<>(); // in the order of their first sends
    private final VirtualScheduler scheduler;

    SendRules(Ndis ndis) {
        super(ndis);
        this.scheduler = ndis.host().scheduler();
    }

    private long now() {
        return scheduler.nowNanos();
    }

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        if (function != NdisCall.RESOURCES_AVAILABLE) return;
        Flow flow = who.flow;
        if (flow == null || flow.pended == 0) ndis.report(SendRule.S08, who, null, "");
    }

    @Override
    public void entering(Party who, NdisHandler handler, @Nullable NdisPacket about) {
        if (handler != NdisHandler.SEND || about == null) return;
        ProtocolBinding binding = about.binding;
        if (binding == null || hasPassedDrivers(about, who)) return;
        if (binding.lastTurns.put(who, about.turn) > about.turn)
            ndis.report(
                    SendRule.S12,
                    binding.adapter().top.party,
                    about,
                    "on its way to " + who.name());
    }

    /** What the driver refused comes again, and all behind it. */
    @Override
    public void left(
            Party who,
            NdisHandler handler,
            @Nullable NdisPacket about,
            NdisStatus answer,
            int count) {
        boolean refused = handler == NdisHandler.SEND && answer == NdisStatus.RESOURCES;
        ProtocolBinding binding = about == null ? null : about.binding;
        if (!refused || about == null || binding == null) return;
        binding.lastTurns.notAbove(who, about.turn - 1);
    }

    /** Drivers in between may change the order; the wrapper may not. */
    private static boolean hasPassedDrivers(NdisPacket record, Party who) {
        return record.hadByOthers || (record.firstDriver != null && record.firstDriver != who);
    }

    @Override
    public void moved(NdisPacket packet, Party from, @Nullable Party to, Moved why) {
        switch (why) {
            case PENDED -> keeps(packet, from);
            case SENT -> {
                over(packet, false);
                if (from.role() == Party.Role.PROTOCOL) checkLength(packet, from);
            }
            case COMPLETED -> over(packet, true);
            case ANSWERED, ABORTED, REQUEUED, FREED -> over(packet, false);
            case MADE, INDICATED, KEPT, RETURNED, LENT -> {}
        }
    }

    @Override
    boolean waits() {
        return !pended.isEmpty();
    }

    @Nullable NdisPacket pendedBefore(Party by, long turn) {
        for (int i = 0; i < pended.end(); i++) {
            NdisPacket each = pended.at(i);
            if (each != null && pended.partyAt(i) == by && each.turn <= turn) return each;
        }
        return null;
    }

    private void keeps(NdisPacket packet, Party by) {
        pended.put(packet, by, now());
        Flow flow = by.flow;
        if (flow == null) {
            flow = new Flow();
            by.flow = flow;
            senders.add(by);
        }
        if (flow.pended++ == 0) flow.sinceNanos = now();
    }

    private void over(NdisPacket packet, boolean completed) {
        int was = pended.remove(packet);
        if (was < 0) return;
        Flow flow = pended.partyAt(was).flow;
        if (flow == null) return;
        flow.pended--;
        if (completed) flow.sinceNanos = now();
    }

    private void checkLength(NdisPacket packet, Party from) {
        ProtocolBinding binding = packet.binding;
        if (binding == null || !packet.hasPacket()) return;
        int octets = packet.lengthOctets();
        long most = binding.adapter().longestFrameOctets();
        if (octets >= HEADER_OCTETS && (most == 0 || octets <= most + VLAN_TAG_OCTETS)) return;
        ndis.report(SendRule.S13, from, packet, octets + " octets, at most " + most);
    }

    @Override
    public void cancelled(Object cancelId) {
        for (NdisPacket each : pended.of(by -> by.role() != Party.Role.MINIPORT)) {
            if (!cancelId.equals(each.record().cancelId)) continue;
            Party by = pended.partyAt(pended.placeOf(each));
            if (!isUnderWay(each, by)) ndis.report(SendRule.S19, by, each, "id " + cancelId);
        }
    }

    /**
     * It may be on its way under a descriptor that the driver has sent since: it is in no queue.
     */
    private boolean isUnderWay(NdisPacket packet, Party by) {
        NdisVerifier all = ndis.watch;
        return all != null && all.hasSent(by, packet.turn);
    }

    @Override
    public void tick(long nowNanos) {
        for (NdisPacket each : pended.before(nowNanos - SEND_NANOS_MAX)) {
            int place = pended.placeOf(each);
            Party by = pended.partyAt(place);
            long since = pended.sinceAt(place);
            over(each, false);
            ndis.report(SendRule.S17, by, each, "pending since %d ms".formatted(since / 1_000_000));
        }
        for (Party sender : senders) {
            Flow flow = sender.flow;
            if (flow == null || flow.pended == 0 || nowNanos - flow.sinceNanos <= STALL_NANOS_MAX)
                continue;
            flow.sinceNanos = nowNanos;
            ndis.report(SendRule.S18, sender, null, flow.pended + " are pending");
        }
    }
}
