package sluice.ndis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the drivers of one machine to their contract: passes the journal on to the rules, section
 * by section, and keeps the last steps for whoever asks after a breach.
 */
final class NdisVerifier implements NdisWatch {
    private static final int HISTORY_LINES = 40;
    private static final int LAST_STEPS = 64;

    private final Ndis ndis;
    private final StepRing steps = new StepRing();
    private final List<RuleSet> rules;

    NdisVerifier(Ndis ndis) {
        this.ndis = ndis;
        this.rules =
                List.of(
                        new SendRules(ndis),
                        new ReceiveRules(ndis),
                        new RequestRules(ndis),
                        new LifecycleRules(ndis),
                        new IrqlRules(ndis));
    }

    /** What is known of a packet, oldest first. */
    List<String> historyOf(long packetId) {
        return steps.of(packetId, HISTORY_LINES);
    }

    /** The last steps of the machine, oldest first. */
    List<String> lastSteps() {
        return steps.last(LAST_STEPS);
    }

    private void note(Party who, Object what, @Nullable NdisPacket about, @Nullable Object more) {
        long id = about == null ? 0 : about.packetId();
        steps.note(ndis.host().scheduler().nowNanos(), who, what, id, more);
    }

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        note(who, function, about, null);
        for (int i = 0; i < rules.size(); i++) rules.get(i).calling(who, function, about);
    }

    @Override
    public void entering(Party who, NdisHandler handler, @Nullable NdisPacket about) {
        note(who, handler, about, null);
        for (int i = 0; i < rules.size(); i++) rules.get(i).entering(who, handler, about);
    }

    @Override
    public void left(
            Party who,
            NdisHandler handler,
            @Nullable NdisPacket about,
            NdisStatus answer,
            int count) {
        note(who, handler, about, answer);
        for (int i = 0; i < rules.size(); i++)
            rules.get(i).left(who, handler, about, answer, count);
    }

    @Override
    public void moved(NdisPacket packet, Party from, @Nullable Party to, Moved why) {
        note(from, why, packet, null);
        for (int i = 0; i < rules.size(); i++) rules.get(i).moved(packet, from, to, why);
    }

    @Override
    public void request(OidRequest request, Party miniport, Asked what, NdisStatus status) {
        note(miniport, what, null, request.oid());
        for (int i = 0; i < rules.size(); i++)
            rules.get(i).request(request, miniport, what, status);
    }

    @Override
    public void state(Party who, AdapterState state) {
        note(who, state, null, null);
        for (int i = 0; i < rules.size(); i++) rules.get(i).state(who, state);
    }

    @Override
    public void status(Party who, StatusIndication indication) {
        note(who, indication.status(), null, null);
        for (int i = 0; i < rules.size(); i++) rules.get(i).status(who, indication);
    }

    @Override
    public void object(Party who, Object object, String kind, ObjectEvent event) {
        note(who, event, null, kind);
        for (int i = 0; i < rules.size(); i++) rules.get(i).object(who, object, kind, event);
    }

    @Override
    public void tick(long nowNanos) {
        for (int i = 0; i < rules.size(); i++) rules.get(i).tick(nowNanos);
    }
}
