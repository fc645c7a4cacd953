package sluice.samples.windows;

import java.util.ArrayDeque;
import java.util.function.Predicate;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.defer.Verdict;
import sluice.ndis.filter.FilterDriver;
import sluice.packet.Packet;
import sluice.samples.spec.Undecided;

/**
 * How does a user program decide about every send? The driver parks it in one of a few slots and
 * wakes the program; the sender is told PENDING, so it is paced by the program's decisions.
 *
 * <p>A verdict filter over a deserialized intermediate driver: never reset for an old packet; a
 * serialized one would be.
 */
public final class AppLayerIntercept implements FilterDriver, Undecided {
    private final ArrayDeque<Deferral> slots = new ArrayDeque<>();
    private final int slotsMax;
    private final Verdict park = Verdict.pend(this::park, Verdict.drop(SampleDrop.NO_SLOT));
    private Runnable wakeApplication = () -> {};
    private boolean attached = true;

    /** A driver with room for {@code slotsMax} undecided packets. */
    public AppLayerIntercept(int slotsMax) {
        this.slotsMax = slotsMax;
    }

    @Override
    public void onWaiting(Runnable wake) {
        wakeApplication = wake;
    }

    @Override
    public int waiting() {
        return slots.size();
    }

    /** With nobody listening it is a passthru. */
    @Override
    public Verdict onSend(Packet packet) {
        return attached ? park : Verdict.PASS;
    }

    private boolean park(Deferral deferral) {
        if (slots.size() >= slotsMax) return false;
        slots.addLast(deferral);
        wakeApplication.run();
        return true;
    }

    @Override
    public int decide(Predicate<Packet> allow) {
        int decided = 0;
        for (Deferral next = slots.poll(); next != null; next = slots.poll()) {
            if (!next.isOpen()) continue; // a reset has taken it back
            boolean yes = allow.test(next.packet());
            next.finish(yes ? Outcome.CONTINUE : Outcome.discard(SampleDrop.APPLICATION_SAID_NO));
            decided++;
        }
        return decided;
    }

    @Override
    public void detach() {
        attached = false;
        decide(packet -> true);
    }

    /** Deferrals that were taken back must not keep their slots. */
    @Override
    public void onReset() {
        slots.removeIf(deferral -> !deferral.isOpen());
    }
}
