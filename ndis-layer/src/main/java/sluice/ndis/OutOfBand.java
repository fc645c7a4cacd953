package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * The out-of-band block of a packet: what a driver says about it without touching its octets
 * (Windows DDK, {@code NDIS_PACKET_OOB_DATA}).
 */
public final class OutOfBand {
    long timeToSendNanos;
    long timeReceivedNanos;
    int headerOctets = 14;
    NdisStatus status = NdisStatus.SUCCESS;
    private @Nullable Object mediaSpecific;

    /** Of a party's descriptor: the record's block, which is looked at through the lease. */
    private final @Nullable PacketLease lease;

    private final @Nullable OutOfBand behind;

    OutOfBand() {
        this.lease = null;
        this.behind = null;
    }

    OutOfBand(PacketLease lease, OutOfBand behind) {
        this.lease = lease;
        this.behind = behind;
    }

    private OutOfBand seen() {
        OutOfBand there = behind;
        if (there == null || lease == null) return this;
        lease.check();
        return there;
    }

    void clear() {
        timeToSendNanos = 0;
        timeReceivedNanos = 0;
        headerOctets = 14;
        status = NdisStatus.SUCCESS;
        mediaSpecific = null;
    }

    /** When a protocol wants it sent, in virtual nanoseconds; 0 for at once. */
    public long timeToSendNanos() {
        return seen().timeToSendNanos;
    }

    /** When it was received, in virtual nanoseconds. */
    public long timeReceivedNanos() {
        return seen().timeReceivedNanos;
    }

    /** Length of the medium's header: 14 for Ethernet. */
    public int headerOctets() {
        return seen().headerOctets;
    }

    /** Says how long the medium's header is; before the indication. */
    public void setHeaderOctets(int octets) {
        seen().headerOctets = octets;
    }

    /**
     * On receive: SUCCESS if the protocols may keep the packet, RESOURCES if the miniport wants it
     * back on return.
     */
    public NdisStatus status() {
        return seen().status;
    }

    /** Sets what the miniport wants of receivers; before the indication only. */
    public void setStatus(NdisStatus value) {
        seen().status = value;
    }

    /** Whatever the medium adds, or null. */
    public @Nullable Object mediaSpecific() {
        return seen().mediaSpecific;
    }

    /** Sets it. */
    public void setMediaSpecific(@Nullable Object value) {
        if (lease != null) lease.writes("media specific information");
        seen().mediaSpecific = value;
    }
}
