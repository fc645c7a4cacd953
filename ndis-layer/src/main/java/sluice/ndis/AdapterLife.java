package sluice.ndis;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.trace.TraceSink;

/**
 * What Plug and Play and power management do with one adapter, one thing after the other: put to
 * sleep and wake, unbind, remove, halt (Microsoft, "Handling a Set Power Request", "Unbinding from
 * an Adapter", "Stopping a Driver Stack").
 *
 * <pre>
 *   sleep    SetPower(Dx) to the bindings, topmost first; OID_PNP_SET_POWER to the miniport
 *   wake     OID_PNP_SET_POWER; SetPower(D0) to the bindings
 *   halt     pause; unbind every binding and wait for its close; detach drivers; MiniportHalt
 * </pre>
 *
 * <p>Differs: a miniport without power management is not halted and initialized again; it is merely
 * asleep.
 */
final class AdapterLife {
    private final NdisAdapter adapter;
    private final ArrayDeque<Runnable> operations = new ArrayDeque<>();
    private boolean busy;
    private DevicePower power = DevicePower.D0;
    private boolean going;
    private boolean gone;
    private boolean surprised;
    private boolean halting;
    private final ArrayDeque<EventRound> rounds = new ArrayDeque<>();

    AdapterLife(NdisAdapter adapter) {
        this.adapter = adapter;
    }

    DevicePower power() {
        return power;
    }

    boolean asleep() {
        return power != DevicePower.D0;
    }

    /** Whether the adapter is being taken away, or has been. */
    boolean isGoing() {
        return going;
    }

    /** Whether its miniport has been halted. */
    boolean isGone() {
        return gone;
    }

    // ---- one thing after the other

    private void enqueue(Runnable operation) {
        operations.addLast(operation);
        next();
    }

    private void next() {
        if (busy) return;
        Runnable operation = operations.pollFirst();
        if (operation == null) return;
        busy = true;
        operation.run();
    }

    private void done() {
        busy = false;
        next();
    }

    // ---- events to bindings

    /** An event that goes round the bindings; each is waited for. */
    private static final class EventRound {
        final PnpEvent event;
        final ProtocolBinding[] to;
        final Runnable then;
        int at;
        boolean inHandler;
        boolean awaits;

        EventRound(PnpEvent event, ProtocolBinding[] to, Runnable then) {
            this.event = event;
            this.to = to;
            this.then = then;
        }

        boolean isFresh() {
            return at == 0 && !awaits && !inHandler;
        }
    }

    /** Tells each binding of an event, then goes on; PAUSE and RESTART are for NDIS 6 only. */
    void tell(PnpEvent event, Runnable then) {
        boolean ofBindings = event == PnpEvent.Kind.PAUSE || event == PnpEvent.Kind.RESTART;
        if (!ofBindings) tellFilters(event);
        rounds.addLast(new EventRound(event, adapter.bindings(), then));
        if (rounds.size() == 1) goRound(rounds.getFirst());
    }

    /** An event comes from below: each filter is told, the lowest first. */
    private void tellFilters(PnpEvent event) {
        for (Layer at = adapter.miniport.above; at != null; at = at.above) at.pnpEvent(event);
    }

    private void goRound(EventRound going) {
        boolean only6 = going.event instanceof PnpEvent.Kind;
        for (; going.at < going.to.length; going.at++) {
            ProtocolBinding binding = going.to[going.at];
            if (binding.closed || (only6 && !binding.isNdis6())) continue;
            Operation operation = operationOf(going.event);
            if (operation != null) adapter.journal.began(binding.party(), operation);
            going.awaits = true;
            going.inHandler = true;
            adapter.ndis()
                    .workers()
                    .call(
                            () -> {
                                if (wasTold(going.event)) binding.mayNotSend = true;
                                return binding.pnpEvent(going.event);
                            },
                            status -> answered(going, binding, status));
            return;
        }
        rounds.removeFirst();
        going.then.run();
        EventRound following = rounds.peekFirst();
        if (following != null && following.isFresh()) goRound(following);
    }

    private void answered(EventRound going, ProtocolBinding binding, NdisStatus status) {
        going.inHandler = false;
        if (status == NdisStatus.PENDING && going.awaits) return;
        over(going, binding);
        boolean failed = status != NdisStatus.SUCCESS && status != NdisStatus.PENDING;
        if (failed && going.event == PnpEvent.Kind.RESTART) binding.mayNotSend = true;
        going.at++;
        goRound(going);
    }

    private static boolean wasTold(PnpEvent event) {
        return event == PnpEvent.Kind.PAUSE
                || (event instanceof PnpEvent.SetPower(DevicePower to) && to != DevicePower.D0);
    }

    private static @Nullable Operation operationOf(PnpEvent event) {
        if (event == PnpEvent.Kind.PAUSE) return Operation.BINDING_PAUSE;
        return event instanceof PnpEvent.SetPower ? Operation.SET_POWER : null;
    }

    private void over(EventRound going, ProtocolBinding binding) {
        going.awaits = false;
        Operation operation = operationOf(going.event);
        if (operation != null) adapter.journal.ended(binding.party(), operation);
        if (going.event instanceof PnpEvent.SetPower(DevicePower to)) {
            if (to == DevicePower.D0) binding.mayNotSend = false;
            else if (binding.sendsOut() > 0)
                adapter.report(
                        LifecycleRule.L15, binding.party(), binding.sendsOut() + " sends are out");
        }
        if (going.event == PnpEvent.Kind.RESTART) binding.mayNotSend = asleep();
    }

    /** NdisCompletePnPEvent. */
    void eventComplete(ProtocolBinding by) {
        EventRound going = rounds.peekFirst();
        if (going == null || !going.awaits || going.to[going.at] != by)
            throw adapter.breach(LifecycleRule.L05, by.party(), null, "no event is pending");
        going.awaits = false;
        if (going.inHandler) return;
        over(going, by);
        going.at++;
        goRound(going);
    }

    // ---- power

    void setPower(DevicePower to) {
        enqueue(() -> {
            if (gone || to == power) done();
            else if (to == DevicePower.D0) wake();
            else tell(new PnpEvent.SetPower(to), () -> sleep(to));
        });
    }

    private void sleep(DevicePower to) {
        power = to;
        var _ = adapter.miniport.request(OidRequest.set(Oid.PNP_SET_POWER, to.code()));
        adapter.journal.power(adapter.miniport.party, to);
        record(new NdisStep.PowerChanged(now(), placeName(), to));
        done();
    }

    private long now() {
        return adapter.host().scheduler().nowNanos();
    }

    private String placeName() {
        return adapter.miniport.place.name();
    }

    private void record(NdisStep step) {
        TraceSink trace = adapter.trace();
        if (trace != null) trace.accept(step);
    }

    /** A registered protocol has opened a binding, or one was bound again. */
    void bound(ProtocolBinding binding) {
        record(new NdisStep.BindingChanged(now(), placeName(), true, binding.name()));
    }

    private void wake() {
        adapter.journal.power(adapter.miniport.party, DevicePower.D0);
        var _ = adapter.miniport.request(OidRequest.set(Oid.PNP_SET_POWER, DevicePower.D0.code()));
        power = DevicePower.D0;
        record(new NdisStep.PowerChanged(now(), placeName(), power));
        tell(new PnpEvent.SetPower(DevicePower.D0), this::done);
    }

    // ---- leaving

    void unbind(ProtocolBinding binding) {
        enqueue(() -> unbind(binding, this::done));
    }

    void bind(Runnable opens) {
        enqueue(() -> {
            if (!going) open(opens);
            done();
        });
    }

    private void open(Runnable opens) {
        List<ProtocolBinding> before = List.of(adapter.bindings());
        opens.run();
        for (ProtocolBinding each : adapter.bindings())
            if (each.driver == null && !before.contains(each)) bound(each);
    }

    private void unbind(ProtocolBinding binding, Runnable then) {
        Runnable home =
                () -> {
                    record(new NdisStep.BindingChanged(now(), placeName(), false, binding.name()));
                    then.run();
                };
        if (binding.closed) binding.whenHome(then);
        else new Unbinding(adapter, binding, home).begin();
    }

    /** The device is pulled out: the miniport is told, and nothing is paused before it halts. */
    void surpriseRemove() {
        if (going) return;
        going = true;
        surprised = true;
        tellFilters(PnpEvent.Kind.SURPRISE_REMOVED);
        adapter.miniport.pnpEvent(PnpEvent.Kind.SURPRISE_REMOVED);
        enqueue(this::unbindNext);
    }

    void halt() {
        if (going) return;
        going = true;
        enqueue(() -> adapter.changes.requestStop(this::unbindNext));
    }

    private void unbindNext() {
        ProtocolBinding[] left = adapter.bindings();
        if (left.length > 0) unbind(left[left.length - 1], this::unbindNext);
        else if (surprised) adapter.changes.requestStop(this::haltNow);
        else haltNow();
    }

    private void haltNow() {
        adapter.ndis().workers().call(this::haltDrivers, _ -> halted());
    }

    private NdisStatus haltDrivers() {
        adapter.stack.detachAll();
        halting = true;
        adapter.miniport.detach();
        return NdisStatus.SUCCESS;
    }

    private void halted() {
        gone();
        record(new NdisStep.StateChanged(now(), placeName(), "halted", ""));
        done();
    }

    /** The miniport's initialization has failed; or it is halted. */
    void gone() {
        going = true;
        halting = true;
        gone = true;
        adapter.journal.state(adapter.miniport.party, AdapterState.HALTED);
    }

    /** Whether MiniportHalt has been called at least. */
    boolean isHalting() {
        return halting;
    }
}
