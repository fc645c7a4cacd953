package sluice.packet;

import org.jspecify.annotations.Nullable;

/**
 * Keeps an array of octets as one user more: whoever wants to write the packet gets another array
 * meanwhile. For verifiers, which look at the array before and after, and for whoever shows a
 * packet to several of whom one may end it.
 */
public final class OctetLoan implements AutoCloseable {
    private @Nullable PacketPool pool;
    private Packet.@Nullable Backing backing;

    /** One that keeps nothing yet; see {@link Packet#lendTo}. */
    public OctetLoan() {}

    /** Keeps another array; the one before must have been given back. */
    void keep(PacketPool from, Packet.Backing array) {
        if (backing != null) throw new IllegalStateException("an array is kept already");
        pool = from;
        backing = array;
        array.sharers++;
    }

    private Packet.Backing backing() {
        Packet.Backing kept = backing;
        if (kept == null) throw new IllegalStateException("no array is kept");
        return kept;
    }

    /** The array. */
    public byte[] octets() {
        return backing().octets;
    }

    /** Whether no packet uses the array any more. */
    public boolean isSole() {
        return backing().sharers == 1;
    }

    /** How many packets use the array. */
    public int packetCount() {
        return backing().sharers - 1;
    }

    /** Gives it back; a second call does nothing. */
    @Override
    public void close() {
        Packet.Backing kept = backing;
        backing = null;
        if (kept != null && pool != null) pool.release(kept);
    }
}
