package sluice.userland;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;
import sluice.defer.Deferral;
import sluice.defer.DeferralSink;
import sluice.defer.Outcome;
import sluice.defer.Verdict;
import sluice.ndis.filter.FilterDriver;
import sluice.ndis.filter.Frames;
import sluice.packet.Packet;

/**
 * What happens to a packet for which a program in user space is asked first? Parks UDP datagrams of
 * both directions until the program has decided. A sender is told PENDING meanwhile and completed
 * after the verdict, so it is paced; nobody listening, it is a passthru.
 */
public final class AskProgram implements FilterDriver, AsksProgram {
    private static final Verdict TOO_SLOW = Verdict.drop(AskDrop.PROGRAM_TOO_SLOW);

    private final int port;
    private final int slotsMax;
    private final ArrayDeque<Deferral> parked = new ArrayDeque<>();
    private final Verdict pend = Verdict.pend(this::park, TOO_SLOW);
    private @Nullable DeferralSink program;

    /**
     * Intercepts datagrams from or to {@code port}, or all if it is 0.
     *
     * @param slotsMax packets that may wait for the program at once; more are refused, not passed
     */
    public AskProgram(int port, int slotsMax) {
        if (port < 0 || port > 0xffff) throw new IllegalArgumentException("port " + port);
        if (slotsMax < 1) throw new IllegalArgumentException(slotsMax + " slots");
        this.port = port;
        this.slotsMax = slotsMax;
    }

    @Override
    public void attach(DeferralSink listener) {
        program = listener;
    }

    /** Everything that waits goes on: an ended program loses nobody's packets. */
    @Override
    public void detach() {
        program = null;
        for (Deferral next = parked.poll(); next != null; next = parked.poll()) {
            if (next.isOpen()) next.finish(Outcome.CONTINUE);
        }
    }

    @Override
    public Verdict onSend(Packet packet) {
        return asks(packet) ? pend : Verdict.PASS;
    }

    @Override
    public Verdict onReceive(Packet packet) {
        return asks(packet) ? pend : Verdict.PASS;
    }

    private boolean asks(Packet packet) {
        if (program == null || !Frames.isUdp(packet)) return false;
        return port == 0
                || Frames.destinationPort(packet) == port
                || Frames.sourcePort(packet) == port;
    }

    private boolean park(Deferral deferral) {
        // Decided or revoked ones must not keep slots.
        if (parked.size() >= slotsMax) parked.removeIf(earlier -> !earlier.isOpen());
        DeferralSink listener = program;
        if (listener == null || parked.size() >= slotsMax) return false;
        parked.addLast(deferral);
        return listener.offer(deferral);
    }

    @Override
    public void onReset() {
        parked.removeIf(earlier -> !earlier.isOpen());
    }
}
