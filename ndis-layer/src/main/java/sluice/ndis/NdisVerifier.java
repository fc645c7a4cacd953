package sluice.ndis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.time.Timer;
import sluice.time.VirtualScheduler;

/**
 * Holds the drivers of one machine to their contract: passes the journal on to the rules, section
 * by section, and keeps the last steps for whoever asks after a breach.
 */
final class NdisVerifier implements NdisWatch {
    /** How often timed rules are looked at; Windows says "some seconds". */
    private static final long TICK_NANOS = 5_000_000_000L;

    private static final int HISTORY_LINES = 40;
    private static final int LAST_STEPS = 64;

    private final Ndis ndis;
    private final StepRing steps = new StepRing();
    private final LifecycleRules lifecycle;
    private final List<RuleSet> rules; // what comes with each packet is passed on by hand
    private final SendRules sends;
    private final ReceiveRules receives;
    private final RequestRules requests;
    private final FilterRules filters;
    private final IrqlRules levels;
    private final Timer poll;
    private final VirtualScheduler scheduler;

    NdisVerifier(Ndis ndis) {
        this.ndis = ndis;
        var host = ndis.host();
        this.scheduler = host.scheduler();
        this.poll = host.scheduler().timer(host.cpu().deferred(), this::ticked);
        this.sends = new SendRules(ndis);
        this.levels = new IrqlRules(ndis);
        this.lifecycle = new LifecycleRules(ndis);
        this.receives = new ReceiveRules(ndis);
        this.requests = new RequestRules(ndis);
        this.filters = new FilterRules(ndis);
        this.rules = List.of(sends, receives, requests, lifecycle, filters, levels);
    }

    /** What is known of a packet, oldest first. */
    List<String> historyOf(long packetId) {
        return steps.of(packetId, HISTORY_LINES);
    }

    /** The last steps of the machine, oldest first. */
    List<String> lastSteps() {
        return steps.last(LAST_STEPS);
    }

    /** The rules about levels and locks, which are asked about more than the journal says. */
    IrqlRules levels() {
        return levels;
    }

    private void note(Party who, Object what, @Nullable NdisPacket about, @Nullable Object more) {
        long id = about == null ? 0 : about.packetId();
        steps.note(scheduler.nowNanos(), who, what, id, more);
    }

    /** A timed rule may have begun to run; a machine where none does becomes quiet. */
    private void arm() {
        if (!poll.armed() && waits()) poll.arm(TICK_NANOS);
    }

    private boolean waits() {
        return sends.waits()
                || receives.waits()
                || lifecycle.waits()
                || filters.waits()
                || levels.waits()
                || requests.waits();
    }

    /** Something has come home; with nothing outstanding the run may become quiet at once. */
    void progressed() {
        if (poll.armed() && !waits()) poll.cancel();
    }

    /** A timed rule may have begun to run that is in no journal. */
    void waiting() {
        arm();
    }

    /** A send that this driver has had since before a turn; null if there is none. */
    @Nullable NdisPacket pendedBefore(Party by, long turn) {
        return sends.pendedBefore(by, turn);
    }

    /** Whether a send in a descriptor of the driver's own is out that began after a turn. */
    boolean hasSent(Party by, long turn) {
        return lifecycle.hasSent(by, turn);
    }

    private void ticked() {
        tick(ndis.host().scheduler().nowNanos());
        arm();
    }

    @Override
    public void calling(Party who, NdisCall function, @Nullable NdisPacket about) {
        note(who, function, about, null);
        sends.calling(who, function, about);
        receives.calling(who, function, about);
        requests.calling(who, function, about);
        lifecycle.calling(who, function, about);
        filters.calling(who, function, about);
        levels.calling(who, function, about);
    }

    @Override
    public void entering(Party who, NdisHandler handler, @Nullable NdisPacket about) {
        note(who, handler, about, null);
        sends.entering(who, handler, about);
        receives.entering(who, handler, about);
        requests.entering(who, handler, about);
        lifecycle.entering(who, handler, about);
        filters.entering(who, handler, about);
        levels.entering(who, handler, about);
    }

    @Override
    public void left(
            Party who,
            NdisHandler handler,
            @Nullable NdisPacket about,
            NdisStatus answer,
            int count) {
        note(who, handler, about, answer);
        sends.left(who, handler, about, answer, count);
        receives.left(who, handler, about, answer, count);
        requests.left(who, handler, about, answer, count);
        lifecycle.left(who, handler, about, answer, count);
        filters.left(who, handler, about, answer, count);
        levels.left(who, handler, about, answer, count);
        if (about == null) arm(); // what a packet begins is told by its move
    }

    @Override
    public void moved(NdisPacket packet, Party from, @Nullable Party to, Moved why) {
        note(from, why, packet, null);
        sends.moved(packet, from, to, why);
        receives.moved(packet, from, to, why);
        requests.moved(packet, from, to, why);
        lifecycle.moved(packet, from, to, why);
        filters.moved(packet, from, to, why);
        levels.moved(packet, from, to, why);
        if (why == Moved.PENDED || why == Moved.KEPT) arm();
    }

    @Override
    public void request(OidRequest request, Party miniport, Asked what, NdisStatus status) {
        note(miniport, what, null, request.oid());
        for (int i = 0; i < rules.size(); i++)
            rules.get(i).request(request, miniport, what, status);
        arm();
    }

    @Override
    public void state(Party who, AdapterState state) {
        note(who, state, null, null);
        for (int i = 0; i < rules.size(); i++) rules.get(i).state(who, state);
        arm();
    }

    /** An adapter's power state, named by its miniport. */
    void power(Party miniport, DevicePower power) {
        note(miniport, power, null, null);
        lifecycle.power(miniport, power);
    }

    /** {@code who} was asked for something that it may put off. */
    void began(Party who, Operation operation) {
        note(who, operation, null, null);
        lifecycle.began(who, operation);
        arm();
    }

    /** It has come to an end. */
    void ended(Party who, Operation operation) {
        lifecycle.ended(who, operation);
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
    public void aborted(Party miniport) {
        for (int i = 0; i < rules.size(); i++) rules.get(i).aborted(miniport);
    }

    @Override
    public void cancelled(Object cancelId) {
        for (int i = 0; i < rules.size(); i++) rules.get(i).cancelled(cancelId);
    }

    @Override
    public void tick(long nowNanos) {
        for (int i = 0; i < rules.size(); i++) rules.get(i).tick(nowNanos);
    }
}
