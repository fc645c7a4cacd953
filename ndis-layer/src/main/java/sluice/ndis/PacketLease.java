package sluice.ndis;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * That one party has, or had, a packet: the descriptor it was given stands for the wrapper's record
 * and is dead while somebody else has the packet. The same party is given the same descriptor again
 * when the packet comes back.
 */
final class PacketLease {
    final Ndis ndis;
    final Party party;
    final NdisPacket record;
    final NdisPacket handle;

    /** Several have it at once, for reading. */
    boolean readOnly;

    /** How often its party still has to return the packet. */
    int owed;

    /** The list that has to be behind it when a chain that was lent comes back. */
    @Nullable NetBufferList chainedTo;

    private int life;

    // why it is dead; no rule: it is live
    private @Nullable NdisRule rule;
    private NdisWatch.Moved why = NdisWatch.Moved.MADE;
    private long sinceNanos;

    PacketLease(Ndis ndis, Party party, NdisPacket record) {
        this.ndis = ndis;
        this.party = party;
        this.record = record;
        this.handle = new NdisPacket(this);
        this.life = record.life;
    }

    boolean isLive() {
        return rule == null;
    }

    /** Why it is dead; null while it is live. */
    @Nullable LeaseNote note() {
        NdisRule broken = rule;
        return broken == null ? null : new LeaseNote(broken, why, sinceNanos);
    }

    /** The party is given the packet. */
    void begin(boolean forReading) {
        readOnly = forReading;
        if (life != record.life) { // an older packet's
            life = record.life;
            owed = 0;
            chainedTo = null;
            handle.clearList();
        }
        fill();
    }

    /** The party has the packet, as the record is now. */
    void fill() {
        rule = null;
        handle.fillFrom(record);
        handle.beginList();
    }

    /** What the party did to the descriptor becomes the record's. */
    void settle() {
        if (isLive() && !readOnly) record.fillFrom(handle);
    }

    /** The packet leaves the party's hands; the first reason counts. */
    void end(NdisRule forbids, NdisWatch.Moved reason, long nowNanos) {
        if (!isLive()) return;
        settle();
        rule = forbids;
        why = reason;
        sinceNanos = nowNanos;
        handle.forget();
    }

    /** Somebody looks at the descriptor, or writes to it. */
    void check() {
        if (rule != null) throw touched();
    }

    /** Somebody writes to the descriptor what is not everybody's to write. */
    void writes(String what) {
        check();
        if (party.role() == Party.Role.MINIPORT && record.use == NdisPacket.Use.SEND)
            ndis.report(SendRule.S11, party, record, "it wrote " + what);
    }

    /** What to throw at whoever touches a dead descriptor. */
    RuntimeException touched() {
        LeaseNote ended = note();
        if (ended == null) return new IllegalStateException(handle + " has no octets");
        String detail =
                String.format(
                        Locale.ROOT,
                        "touched; %s at %.6f ms",
                        ended.why().name().toLowerCase(Locale.ROOT),
                        ended.sinceNanos() / 1e6);
        return ndis.breach(ended.rule(), party, record, detail);
    }
}
