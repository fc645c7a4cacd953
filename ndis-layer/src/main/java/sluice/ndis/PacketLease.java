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

    /** The lease of another party on the same record. */
    final @Nullable PacketLease next;

    /** Several have it at once, for reading. */
    final boolean readOnly;

    /** How often its party still has to return the packet. */
    int owed;

    /** The list that has to be behind it when a chain that was lent comes back. */
    @Nullable NetBufferList chainedTo;

    private @Nullable LeaseNote note;

    PacketLease(
            Ndis ndis,
            Party party,
            NdisPacket record,
            boolean readOnly,
            @Nullable PacketLease next) {
        this.ndis = ndis;
        this.party = party;
        this.record = record;
        this.readOnly = readOnly;
        this.next = next;
        this.handle = new NdisPacket(this);
    }

    boolean isLive() {
        return note == null;
    }

    /** Why it is dead; null while it is live. */
    @Nullable LeaseNote note() {
        return note;
    }

    /** The party has the packet, as the record is now. */
    void fill() {
        note = null;
        handle.fillFrom(record);
        handle.beginList();
    }

    /** What the party did to the descriptor becomes the record's. */
    void settle() {
        if (isLive() && !readOnly) record.fillFrom(handle);
    }

    /** The packet leaves the party's hands; the first reason counts. */
    void end(LeaseNote reason) {
        if (!isLive()) return;
        settle();
        note = reason;
        handle.forget();
    }

    /** Somebody looks at the descriptor, or writes to it. */
    void check() {
        if (note != null) throw touched();
    }

    /** Somebody writes to the descriptor what is not everybody's to write. */
    void writes(String what) {
        check();
        if (party.role() == Party.Role.MINIPORT && record.use == NdisPacket.Use.SEND)
            ndis.report(SendRule.S11, party, record, "it wrote " + what);
    }

    /** What to throw at whoever touches a dead descriptor. */
    RuntimeException touched() {
        LeaseNote ended = note;
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
