package sluice.defer;

import org.jspecify.annotations.Nullable;
import sluice.packet.DropReason;
import sluice.packet.Packet;
import sluice.trace.ContractBroken;
import sluice.trace.Contracts;

/**
 * The right to finish one parked packet, once.
 *
 * <p>Made by the place that parks; that place's subclass remembers where the packet stood and
 * resumes <em>there</em>, not at the start. Whoever holds the deferral finishes it; the place may
 * take the right back ({@link #revoke}: reset, detach, unregister), after which it is no longer
 * open. Finishing twice, or after a revocation, is a broken contract.
 */
public abstract class Deferral {
    private final Packet packet;
    private final long packetId; // the packet object may be another packet by the time of a breach
    private final Contracts contracts;
    private @Nullable String finishedBy;

    /** A right to finish {@code packet}, which the parking place goes on owning. */
    protected Deferral(Packet packet, Contracts contracts) {
        this.packet = packet;
        this.packetId = packet.id();
        this.contracts = contracts;
    }

    /** The parked packet; may be looked at and, if the place allows, changed while this is open. */
    public final Packet packet() {
        return packet;
    }

    /** Whether it can still be finished. */
    public final boolean isOpen() {
        return finishedBy == null;
    }

    /**
     * Finishes it: the packet goes on from where it stood, or ends there, before this returns.
     *
     * @throws ContractBroken if it was finished or revoked before
     */
    public final void finish(Outcome outcome) {
        close("finish");
        resume(outcome);
    }

    /**
     * Takes the right back; the place itself then deals with the packet under {@code why}. Does
     * nothing if it is no longer open.
     */
    public final void revoke(DropReason why) {
        if (finishedBy != null) return;
        finishedBy = "revoke " + why.name();
        revoked(why);
    }

    private void close(String by) {
        String earlier = finishedBy;
        if (earlier != null) {
            throw breach("a deferral was finished again after: " + earlier, offender(by));
        }
        finishedBy = by;
    }

    /** What to throw at whoever finishes it a second time; entered in the book. */
    protected RuntimeException breach(String text, String offender) {
        String owner = packet.id() == packetId ? packet.owner().name() : "";
        return contracts.broken(rule(), text, packetId, owner, offender);
    }

    /** Name of the rule that a second finishing breaks. */
    protected String rule() {
        return "EXACTLY_ONCE";
    }

    /** Who is to blame for it, as far as the place knows; {@code call} is what was called. */
    protected String offender(String call) {
        return call;
    }

    /** Goes on with the packet at the place where it stood. */
    protected abstract void resume(Outcome outcome);

    /** Deals with a packet whose right to be finished was taken back. */
    protected abstract void revoked(DropReason why);
}
