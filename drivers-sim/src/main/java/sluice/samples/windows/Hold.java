package sluice.samples.windows;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sluice.defer.Deferral;
import sluice.defer.Outcome;
import sluice.defer.Verdict;
import sluice.ndis.IntermediateContext;
import sluice.ndis.filter.FilterDriver;
import sluice.packet.Packet;
import sluice.time.Handler;

/**
 * What does a driver do to its sender that holds packets back for a time? Each waits the same time
 * and goes on in order; the sender has PENDING meanwhile and is paced.
 */
public final class Hold implements FilterDriver {
    /** Which packets are held. */
    public enum Direction {
        /** Those on their way to the wire. */
        SEND,
        /** Those on their way to the protocols. */
        RECEIVE,
        /** All. */
        BOTH
    }

    private static final Handler<Hold> DUE = Hold::due;

    private final long holdNanos;
    private final int packetsMax;
    private final Verdict send;
    private final Verdict receive;
    private final ArrayDeque<Deferral> held = new ArrayDeque<>();
    private final ArrayDeque<Long> dueNanos = new ArrayDeque<>();
    private @Nullable IntermediateContext context;

    /** Holds up to {@code packetsMax} packets for {@code holdNanos} each; more are dropped. */
    public Hold(Direction direction, long holdNanos, int packetsMax) {
        this.holdNanos = holdNanos;
        this.packetsMax = packetsMax;
        Verdict pend = Verdict.pend(this::park, Verdict.drop(SampleDrop.HOLD_FULL));
        this.send = direction == Direction.RECEIVE ? Verdict.PASS : pend;
        this.receive = direction == Direction.SEND ? Verdict.PASS : pend;
    }

    @Override
    public void onAttach(IntermediateContext here) {
        context = here;
    }

    @Override
    public Verdict onSend(Packet packet) {
        return send;
    }

    @Override
    public Verdict onReceive(Packet packet) {
        return receive;
    }

    private boolean park(Deferral deferral) {
        if (held.size() >= packetsMax) return false;
        var host = java.util.Objects.requireNonNull(context).host();
        held.addLast(deferral);
        dueNanos.addLast(host.scheduler().nowNanos() + holdNanos);
        host.scheduler().schedule(holdNanos, host.cpu().deferred(), DUE, this);
        return true;
    }

    private void due() {
        long now = java.util.Objects.requireNonNull(context).host().scheduler().nowNanos();
        while (!held.isEmpty() && dueNanos.getFirst() <= now) {
            dueNanos.removeFirst();
            Deferral next = held.removeFirst();
            if (next.isOpen()) next.finish(Outcome.CONTINUE);
        }
    }

    /** How many packets are held now. */
    public int held() {
        return held.size();
    }

    @Override
    public void onReset() {
        int count = held.size();
        for (int i = 0; i < count; i++) {
            Deferral deferral = held.removeFirst();
            Long due = dueNanos.removeFirst();
            if (!deferral.isOpen()) continue;
            held.addLast(deferral);
            dueNanos.addLast(due);
        }
    }
}
