package sluice.ndis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rules S01 to S22 that the journal shows: order, lengths, and what takes too long. Those about who
 * holds what are found by the flows themselves and by dead descriptors.
 */
final class SendRules extends RuleSet {
    private static final long SEND_NANOS_MAX = 30_000_000_000L;
    private static final long STALL_NANOS_MAX = 22_000_000_000L;
    private static final int HEADER_OCTETS = 14;
    private static final int VLAN_TAG_OCTETS = 4; // may come on top of the largest frame

    private record Pended(Party by, long sinceNanos) {}

    private record Way(Party to, ProtocolBinding from) {}

    /** Sends of one driver that are out, and when one was over the last time. */
    private static final class Flow {
        int pended;
        long sinceNanos;
    }

    private final Map<NdisPacket, Pended> pended = new LinkedHashMap<>();
    private final Map<Party, Flow> flows = new LinkedHashMap<>();
    private final Map<Way, Long> lastTurns = new HashMap<>();

    SendRules(Ndis ndis) {
        super(ndis);
    }

    private long now() {
        return ndis.host().scheduler().nowNanos();
    }

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        if (function != NdisCall.RESOURCES_AVAILABLE) return;
        Flow flow = flows.get(who);
        if (flow == null || flow.pended == 0) ndis.report(SendRule.S08, who, null, "");
    }

    @Override
    public void entering(Party who, NdisHandler handler, @Nullable NdisPacket about) {
        if (handler != NdisHandler.SEND || about == null) return;
        ProtocolBinding binding = about.binding;
        if (binding == null || hasPassedDrivers(about, who)) return;
        Long last = lastTurns.put(new Way(who, binding), about.turn);
        if (last != null && last > about.turn)
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
        long before = about.turn - 1;
        lastTurns.computeIfPresent(new Way(who, binding), (_, last) -> Math.min(last, before));
    }

    /** Drivers in between may change the order; the wrapper may not. */
    private static boolean hasPassedDrivers(NdisPacket record, Party who) {
        for (PacketLease at = record.leases; at != null; at = at.next)
            if (at.party != who && at.party.role() != Party.Role.PROTOCOL) return true;
        return false;
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
        for (var entry : pended.entrySet())
            if (entry.getValue().by == by && entry.getKey().turn <= turn) return entry.getKey();
        return null;
    }

    private void keeps(NdisPacket packet, Party by) {
        pended.put(packet, new Pended(by, now()));
        Flow flow = flows.computeIfAbsent(by, _ -> new Flow());
        if (flow.pended++ == 0) flow.sinceNanos = now();
    }

    private void over(NdisPacket packet, boolean completed) {
        Pended was = pended.remove(packet);
        if (was == null) return;
        Flow flow = flows.get(was.by);
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
        List<Map.Entry<NdisPacket, Pended>> left = new ArrayList<>();
        for (var entry : pended.entrySet()) {
            boolean queues = entry.getValue().by.role() != Party.Role.MINIPORT;
            if (queues && cancelId.equals(entry.getKey().record().cancelId)) left.add(entry);
        }
        for (var entry : left)
            ndis.report(SendRule.S19, entry.getValue().by, entry.getKey(), "id " + cancelId);
    }

    @Override
    public void tick(long nowNanos) {
        List<Map.Entry<NdisPacket, Pended>> late = new ArrayList<>();
        for (var entry : pended.entrySet())
            if (nowNanos - entry.getValue().sinceNanos > SEND_NANOS_MAX) late.add(entry);
        for (var entry : late) {
            over(entry.getKey(), false);
            ndis.report(
                    SendRule.S17,
                    entry.getValue().by,
                    entry.getKey(),
                    "pending since %d ms".formatted(entry.getValue().sinceNanos / 1_000_000));
        }
        for (var entry : flows.entrySet()) {
            Flow flow = entry.getValue();
            if (flow.pended == 0 || nowNanos - flow.sinceNanos <= STALL_NANOS_MAX) continue;
            flow.sinceNanos = nowNanos;
            ndis.report(SendRule.S18, entry.getKey(), null, flow.pended + " are pending");
        }
    }
}
