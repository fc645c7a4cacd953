package sluice.ndis;

import java.util.Set;

/** One query or set of an object of a miniport. The answer is written into it. */
public final class OidRequest {
    private final Oid oid;
    private final boolean set;
    private long value;
    private Set<Long> addresses = Set.of();

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
        return NdisStatus.SUCCESS;
    }
}
