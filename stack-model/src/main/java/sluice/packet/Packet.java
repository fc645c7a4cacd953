package sluice.packet;

import java.util.Arrays;
import sluice.trace.ContractBroken;

/**
 * A packet: octets with room before and behind, an identity, one owner, a time. Nothing else; what
 * a stack wants to remember about a packet is in its own descriptor over it.
 *
 * <pre>
 *   octets:  | headroom        | data              | tailroom      |
 *            0                 start               end             octets.length
 *   push(n)  moves start left   pull(n) moves it right
 *   put(n)   moves end right    trim(n) sets the length to n
 * </pre>
 *
 * <p>Octets may be shared with other packets ({@link #share}); {@link #writable} makes them private
 * first. {@link #octets} is for reading. A view taken before a call that may write must not be used
 * after it.
 *
 * <p>Pooled: once it has come to its end ({@link #end}) it belongs to its {@link PacketPool} again.
 * Ending it twice, or handing it over without owning it, is a broken contract.
 */
public final class Packet {
    private final PacketPool pool;
    private Backing backing;
    private byte[] octets;
    private int start;
    private int end;
    private Place owner;
    private long timeNanos;
    private long parentId;
    long id;
    int aliveIndex = -1;

    Packet(PacketPool pool, Backing backing, Place owner) {
        this.pool = pool;
        this.backing = backing;
        this.octets = backing.octets;
        this.owner = owner;
    }

    /** Octets that one or more packets look at. */
    static final class Backing {
        final byte[] octets;
        int sharers = 1;

        Backing(byte[] octets) {
            this.octets = octets;
        }
    }

    Backing backing() {
        return backing;
    }

    void reset(Backing fresh, int newStart, int newEnd, Place newOwner, long time, long parent) {
        backing = fresh;
        octets = fresh.octets;
        start = newStart;
        end = newEnd;
        owner = newOwner;
        timeNanos = time;
        parentId = parent;
    }

    /** Identity within the run, 1 and up; a copy has its own. */
    public long id() {
        return id;
    }

    /** The packet this one was copied or made from, or 0. */
    public long parentId() {
        return parentId;
    }

    /** The place that owns it now. */
    public Place owner() {
        return owner;
    }

    /** False once it has come to its end. */
    public boolean isAlive() {
        return aliveIndex >= 0;
    }

    /** When it came into being or was received, in virtual nanoseconds. */
    public long timeNanos() {
        return timeNanos;
    }

    /** Sets the receive time. */
    public void setTimeNanos(long value) {
        timeNanos = value;
    }

    /** The array behind it, for reading. */
    public byte[] octets() {
        return octets;
    }

    /** Where the data starts in {@link #octets}. */
    public int offset() {
        return start;
    }

    /** Where the data ends in {@link #octets}, exclusive. */
    public int limit() {
        return end;
    }

    /** Length of the data. */
    public int lengthOctets() {
        return end - start;
    }

    /** Octets that {@link #push} can still take. */
    public int headroomOctets() {
        return start;
    }

    /** Octets that {@link #put} can still take. */
    public int tailroomOctets() {
        return octets.length - end;
    }

    /**
     * The array behind it, for writing: made private first if it is shared. Offsets stay as they
     * are.
     *
     * <p>Views over the array returned by an earlier {@link #octets} may be stale after this.
     */
    public byte[] writable() {
        if (aliveIndex < 0) throw touchedAfterEnd("write");
        if (backing.sharers > 1) {
            Backing own = pool.backing(octets.length);
            // The headroom too: what was pulled may be pushed again.
            System.arraycopy(octets, 0, own.octets, 0, end);
            var watch = pool.ledger().watch;
            if (watch != null) watch.madePrivate(this, octets);
            pool.release(backing);
            backing = own;
            octets = own.octets;
        }
        return octets;
    }

    /**
     * Takes {@code count} octets of headroom to the front of the data, for a header.
     *
     * @return the new offset, where the header is to be written
     * @throws IllegalStateException if there is too little headroom
     */
    public int push(int count) {
        if (count < 0 || count > start) throw noRoom("headroom", count, start);
        writable();
        start -= count;
        return start;
    }

    /** Leaves out {@code count} octets at the front; they stay in the headroom. */
    public void pull(int count) {
        if (count < 0 || count > end - start) throw noRoom("data", count, end - start);
        start += count;
    }

    /**
     * Takes {@code count} octets of tailroom to the end of the data; their content is undefined.
     *
     * @return the offset of the first of them
     */
    public int put(int count) {
        if (count < 0 || count > octets.length - end)
            throw noRoom("tailroom", count, octets.length - end);
        writable();
        int at = end;
        end += count;
        return at;
    }

    /**
     * Sees to it that {@link #put} can take {@code count} octets: moves the packet to a larger
     * array if need be ({@code pskb_expand_head}). Offsets stay as they are; views over the old
     * array are stale.
     */
    public void ensureTailroom(int count) {
        if (aliveIndex < 0) throw touchedAfterEnd("grow");
        if (count <= octets.length - end) return;
        Backing larger = pool.backing(end + count);
        System.arraycopy(octets, 0, larger.octets, 0, end);
        var watch = pool.ledger().watch;
        if (watch != null) watch.madePrivate(this, octets);
        pool.release(backing);
        backing = larger;
        octets = larger.octets;
    }

    /** Cuts the data to its first {@code length} octets. */
    public void trim(int length) {
        if (length < 0 || length > end - start) throw noRoom("data", length, end - start);
        end = start + length;
    }

    private IllegalStateException noRoom(String what, int asked, int there) {
        return new IllegalStateException(
                "packet %d: %d octets of %s asked, %d there".formatted(id, asked, what, there));
    }

    /** Copies the data into an array of its own. */
    public byte[] toArray() {
        return Arrays.copyOfRange(octets, start, end);
    }

    /**
     * Hands it over to {@code next} on the way to the wire. The caller must own it and must not
     * touch it afterwards.
     */
    public void passDown(Place next) {
        pass(next, true);
    }

    /** Hands it over to {@code next} on the way to the application. */
    public void passUp(Place next) {
        pass(next, false);
    }

    private void pass(Place next, boolean down) {
        if (aliveIndex < 0) throw touchedAfterEnd(next.name());
        Place from = owner;
        owner = next;
        from.pass(this, next, down);
    }

    /**
     * Its end, under one reason, at the place that owns it. It belongs to the pool afterwards.
     *
     * @throws ContractBroken if it has already come to its end
     */
    public void end(Fate fate) {
        if (aliveIndex < 0) throw touchedAfterEnd(fate.area() + "/" + fate.name());
        owner.ended(this, fate);
        pool.free(this);
    }

    /** Keeps its array as one user more; for verifiers. */
    public OctetLoan loan() {
        var loan = new OctetLoan();
        lendTo(loan);
        return loan;
    }

    /** The same with a loan that keeps nothing now. */
    public void lendTo(OctetLoan loan) {
        if (aliveIndex < 0) throw touchedAfterEnd("loan");
        loan.keep(pool, backing);
    }

    private ContractBroken touchedAfterEnd(String offender) {
        return pool.ledger()
                .contracts()
                .broken(
                        "USE_AFTER_END",
                        "a packet that had come to its end was used again",
                        id,
                        owner.name(),
                        offender);
    }

    /** A packet of its own with the same octets, copied; belongs to {@code place}. */
    public Packet copy(Place place) {
        if (aliveIndex < 0) throw touchedAfterEnd(place.name());
        return pool.copyOf(this, place);
    }

    /**
     * A packet of its own that looks at the same octets until one of them writes; belongs to {@code
     * place}.
     */
    public Packet share(Place place) {
        if (aliveIndex < 0) throw touchedAfterEnd(place.name());
        return pool.shareOf(this, place);
    }

    @Override
    public String toString() {
        return "packet %d (%d octets, %s)".formatted(id, lengthOctets(), owner);
    }
}
