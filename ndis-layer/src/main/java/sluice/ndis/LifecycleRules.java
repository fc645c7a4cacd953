package sluice.ndis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules L01 to L21 that the journal shows: what is left at halt, what is out when a pause is over,
 * what never ends, what is indicated by an adapter that sleeps.
 */
final class LifecycleRules extends RuleSet {
    private static final BugCode HALT_WITH_TIMER = new BugCode(0x7C, 0x09);
    private static final BugCode INIT_FAILED_WITH_TIMER = new BugCode(0x7C, 0x0C);
    private static final BugCode LEAK = new BugCode(0xC4, 0x62);

    private record Pending(Party who, Operation operation) {}

    private record Held(Object object, String kind) {}

    private final Map<Pending, Long> pending = new LinkedHashMap<>();
    private final Map<Party, AdapterState> states = new HashMap<>();
    private final Map<Party, List<Held>> objects = new HashMap<>();
    private final Set<Party> asleep = new HashSet<>();
    private final Outstanding live = new Outstanding(Outstanding.Of.LIVE);

    LifecycleRules(Ndis ndis) {
        super(ndis);
    }

    // ---- what takes too long

    @Override
    boolean waits() {
        return !pending.isEmpty();
    }

    void began(Party who, Operation operation) {
        pending.put(new Pending(who, operation), ndis.host().scheduler().nowNanos());
    }

    void ended(Party who, Operation operation) {
        pending.remove(new Pending(who, operation));
    }

    @Override
    public void tick(long nowNanos) {
        Iterator<Map.Entry<Pending, Long>> each = pending.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<Pending, Long> entry = each.next();
            Operation operation = entry.getKey().operation();
            if (nowNanos - entry.getValue() <= operation.limitNanos(ndis.options())) continue;
            each.remove();
            NdisRule rule = operation.rule();
            if (rule == null) continue;
            ndis.report(
                    rule,
                    entry.getKey().who(),
                    null,
                    "pending since " + entry.getValue() / 1_000_000 + " ms",
                    operation.code(),
                    operation.watchdogParameter());
        }
    }

    // ---- packets

    @Override
    public void moved(NdisPacket packet, Party from, @Nullable Party to, Moved why) {
        if (why == Moved.FREED) live.remove(packet);
        else if (live.placeOf(packet) < 0) live.put(packet, from, 0);
    }

    boolean hasSent(Party by, long turn) {
        for (int i = 0; i < live.end(); i++) {
            NdisPacket each = live.at(i);
            if (each == null || each.use != NdisPacket.Use.SEND || each.turn <= turn) continue;
            if (each.pool.isOf(by)) return true;
        }
        return false;
    }

    private @Nullable NdisPacket outstandingOf(Party who) {
        for (int i = 0; i < live.end(); i++) {
            NdisPacket each = live.at(i);
            if (each == null || each.use == NdisPacket.Use.IDLE) continue;
            Layer holder = each.holder;
            Layer maker = each.maker;
            if (holder != null && holder.party == who) return each;
            if (maker != null && maker.party == who) return each;
        }
        return null;
    }

    // ---- states

    void power(Party miniport, DevicePower power) {
        if (power == DevicePower.D0) asleep.remove(miniport);
        else asleep.add(miniport);
    }

    @Override
    public void state(Party who, AdapterState state) {
        AdapterState before = states.put(who, state);
        if (state == AdapterState.PAUSED) checkPaused(who);
        if (state == AdapterState.HALTED) checkLeft(who, before == AdapterState.INITIALIZING);
    }

    /** What a driver of NDIS 6 has when it says that it is paused. */
    private void checkPaused(Party who) {
        if (!who.version().isAtLeast(NdisVersion.NDIS_6_0)) return;
        NdisPacket left = outstandingOf(who);
        if (left != null)
            ndis.report(LifecycleRule.L04, who, left, "it has, or has not got back, a packet");
    }

    private void checkLeft(Party who, boolean failed) {
        List<Held> left = objects.getOrDefault(who, List.of());
        if (left.isEmpty()) return;
        Held first = left.getFirst();
        String detail = "a " + first.kind() + " is left";
        NdisRule rule = failed ? LifecycleRule.L02 : LifecycleRule.L01;
        switch (first.kind()) {
            case "interrupt" -> ndis.report(rule, who, null, detail);
            case "timer" ->
                    ndis.report(
                            rule,
                            who,
                            null,
                            detail,
                            failed ? INIT_FAILED_WITH_TIMER : HALT_WITH_TIMER,
                            0);
            case "packet pool", "memory", "shared memory" ->
                    ndis.report(rule, who, null, detail, LEAK, 0);
            default -> ndis.report(failed ? rule : LifecycleRule.L21, who, null, detail);
        }
    }

    @Override
    public void object(Party who, Object object, String kind, ObjectEvent event) {
        if (event == ObjectEvent.ACQUIRED) {
            objects.computeIfAbsent(who, any -> new ArrayList<>()).add(new Held(object, kind));
            return;
        }
        List<Held> held = objects.get(who);
        if (held != null) held.removeIf(each -> each.object() == object);
        if (kind.equals("shared memory") && states.get(who) == AdapterState.SHUTDOWN)
            ndis.report(LifecycleRule.L20, who, null, "");
    }

    // ---- calls

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        switch (function) {
            case INDICATE_PACKET, INDICATE_LOOKAHEAD, INDICATE_LISTS, INDICATE_STATUS -> {
                if (asleep.contains(who))
                    ndis.report(LifecycleRule.L16, who, about, function.ddkName());
            }
            default -> {}
        }
    }
}
