package sluice.ndis;

import java.util.Set;

/** One query or set of an object of a miniport. The answer is written into it. */
public final class OidRequest {
    private static final int BUFFER_OCTETS = 4096;
    private static final int ADDRESS_OCTETS = 6;

    private final Oid oid;
    private final boolean set;
    private long value;
    private Set<Long> addresses = Set.of();
    private int bufferOctets = BUFFER_OCTETS;
    private int bytesWritten;
    private int bytesNeeded;
    private boolean answered;

    private OidRequest(Oid oid, boolean set) {
        this.oid = oid;
        this.set = set;
    }

    /** A query. */
    public static OidRequest query(Oid oid) {
        return new OidRequest(oid, false);
    }

    /** A set of a number. */
    public static OidRequest set(Oid oid, long value) {
        var request = new OidRequest(oid, true);
        request.value = value;
        return request;
    }

    /** A set of the list of groups. */
    public static OidRequest multicastList(Set<Long> groups) {
        var request = set(Oid.OID_802_3_MULTICAST_LIST, groups.size());
        request.addresses = Set.copyOf(groups);
        return request;
    }

    /** A set of the packet filter together with the groups it speaks of. */
    static OidRequest filter(int filter, Set<Long> groups) {
        var request = set(Oid.GEN_CURRENT_PACKET_FILTER, filter);
        request.addresses = groups;
        return request;
    }

    /**
     * A request of the same content whose answer is its own (NdisAllocateCloneOidRequest): {@link
     * #answerAs} takes the answer over.
     */
    public OidRequest copy() {
        var clone = new OidRequest(oid, set);
        clone.value = value;
        clone.addresses = addresses;
        clone.bufferOctets = bufferOctets;
        return clone;
    }

    /** Takes over what the clone was answered, with its lengths. */
    public void answerAs(OidRequest clone) {
        value = clone.value;
        bytesWritten = clone.bytesWritten;
        bytesNeeded = clone.bytesNeeded;
    }

    /** The object. */
    public Oid oid() {
        return oid;
    }

    /** True for a set, false for a query. */
    public boolean isSet() {
        return set;
    }

    /** The number: to set, or the answer. */
    public long value() {
        return value;
    }

    /** Group addresses that go with a packet filter or a multicast list. */
    public Set<Long> addresses() {
        return addresses;
    }

    /** Writes the answer to a query. */
    public NdisStatus answer(long number) {
        value = number;
        boolean address =
                oid == Oid.OID_802_3_CURRENT_ADDRESS || oid == Oid.OID_802_3_PERMANENT_ADDRESS;
        int octets = address ? ADDRESS_OCTETS : Integer.BYTES;
        if (octets > bufferOctets) {
            bytesNeeded = octets;
            return NdisStatus.INVALID_LENGTH;
        }
        bytesWritten = octets;
        return NdisStatus.SUCCESS;
    }

    /**
     * Gives it a buffer of this length for the answer; 4096 octets without.
     *
     * @return this
     */
    public OidRequest withBuffer(int octets) {
        bufferOctets = octets;
        return this;
    }

    /** Length of the buffer. */
    public int bufferOctets() {
        return bufferOctets;
    }

    /** How much of the buffer the miniport says it has filled. */
    public int bytesWritten() {
        return bytesWritten;
    }

    /** The miniport has filled so much of the buffer. */
    public void setBytesWritten(int octets) {
        bytesWritten = octets;
    }

    /** How long the buffer would have to be; 0 if it was long enough. */
    public int bytesNeeded() {
        return bytesNeeded;
    }

    /** The buffer would have to be so long; with INVALID_LENGTH or BUFFER_TOO_SHORT. */
    public void setBytesNeeded(int octets) {
        bytesNeeded = octets;
    }

    void setOver() {
        answered = true;
    }

    /** Whether a return value has answered it. */
    boolean wasAnswered() {
        return answered;
    }
}
