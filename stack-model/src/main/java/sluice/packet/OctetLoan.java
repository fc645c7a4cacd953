package sluice.packet;

/**
 * Keeps an array of octets as one user more: whoever wants to write the packet gets another array
 * meanwhile. For verifiers, which look at the array before and after.
 */
public final class OctetLoan implements AutoCloseable {
    private final PacketPool pool;
    private final Packet.Backing backing;
    private boolean open = true;

    OctetLoan(PacketPool pool, Packet.Backing backing) {
        this.pool = pool;
        this.backing = backing;
        backing.sharers++;
    }

    /** The array. */
    public byte[] octets() {
        return backing.octets;
    }

    /** Whether no packet uses the array any more. */
    public boolean isSole() {
        return backing.sharers == 1;
    }

    /** How many packets use the array. */
    public int packetCount() {
        return backing.sharers - 1;
    }

    /** Gives it back; a second call does nothing. */
    @Override
    public void close() {
        if (!open) return;
        open = false;
        pool.release(backing);
    }
}
