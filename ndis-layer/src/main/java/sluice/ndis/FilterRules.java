package sluice.ndis;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rules S16, S20, R17 to R19 and L07: what filter modules and paused drivers do. */
final class FilterRules extends RuleSet {
    /** How long a filter may keep a packet: a choice, less than what S17 and S18 allow all. */
    private static final long KEPT_MOST_NANOS = 15_000_000_000L;

    private final Outstanding kept = new Outstanding(Outstanding.Of.KEPT);
    private final Map<Party, AdapterState> states = new HashMap<>();

    FilterRules(Ndis ndis) {
        super(ndis);
    }

    @Override
    boolean waits() {
        return !kept.isEmpty();
    }

    @Override
    public void tick(long nowNanos) {
        for (NdisPacket each : kept.before(nowNanos - KEPT_MOST_NANOS)) {
            int place = kept.remove(each);
            ndis.report(
                    each.use == NdisPacket.Use.SEND ? ReceiveRule.R19 : ReceiveRule.R18,
                    kept.partyAt(place),
                    each,
                    "kept since " + kept.sinceAt(place) / 1_000_000 + " ms");
        }
    }

    @Override
    public void state(Party who, AdapterState state) {
        states.put(who, state);
    }

    private boolean isPaused(Party who) {
        return states.get(who) == AdapterState.PAUSED;
    }

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        if (about == null) return;
        checkHandle(who, about);
        boolean filter = who.role() == Party.Role.FILTER;
        switch (function) {
            case FILTER_SEND, FILTER_INDICATE -> {
                if (about.use == NdisPacket.Use.IDLE && isPaused(who))
                    ndis.report(LifecycleRule.L07, who, about, function.ddkName());
            }
            case FILTER_RETURN, FILTER_SEND_COMPLETE -> {
                if (filter && about.pool.isOf(who))
                    throw ndis.breach(ReceiveRule.R17, who, about, function.ddkName());
            }
            default -> {}
        }
    }

    /** The originator's handle in a list is how it finds its way back. */
    private void checkHandle(Party who, NdisPacket about) {
        Layer maker = about.maker;
        if (about.use != NdisPacket.Use.SEND || maker == null || maker.party == who) return;
        if (about.sourceHandle != about.sourceHandleSent)
            throw ndis.breach(SendRule.S16, who, about, "SourceHandle was changed");
    }

    @Override
    public void moved(NdisPacket packet, Party from, @Nullable Party to, Moved why) {
        kept.remove(packet);
        boolean filter = from.role() == Party.Role.FILTER;
        Layer maker = packet.maker;
        switch (why) {
            case SENT -> {
                boolean own = maker == null || maker.party == from;
                if (own || from.role() == Party.Role.PROTOCOL)
                    packet.sourceHandleSent = packet.sourceHandle;
                else if (filter && isPaused(from))
                    ndis.report(SendRule.S20, from, packet, "passed down while paused");
            }
            case PENDED, KEPT -> {
                boolean send = packet.use == NdisPacket.Use.SEND;
                if (send && isPaused(from) && from.version().isAtLeast(NdisVersion.NDIS_6_0))
                    ndis.report(SendRule.S20, from, packet, "queued while paused");
                if (filter) kept.put(packet, from, now());
            }
            default -> {}
        }
    }

    private long now() {
        return ndis.host().scheduler().nowNanos();
    }
}
