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

    OutOfBand() {}

    void clear() {
        timeToSendNanos = 0;
        timeReceivedNanos = 0;
        headerOctets = 14;
        status = NdisStatus.SUCCESS;
        mediaSpecific = null;
    }

    /** When a protocol wants it sent, in virtual nanoseconds; 0 for at once. */
    public long timeToSendNanos() {
        return timeToSendNanos;
    }

    /** When it was received, in virtual nanoseconds. */
    public long timeReceivedNanos() {
        return timeReceivedNanos;
    }

    /** Length of the medium's header: 14 for Ethernet. */
    public int headerOctets() {
        return headerOctets;
    }

    /**
     * On receive: SUCCESS if the protocols may keep the packet, RESOURCES if the miniport wants it
     * back on return.
     */
    public NdisStatus status() {
        return status;
    }

    /** Sets what the miniport wants of receivers; before the indication only. */
    public void setStatus(NdisStatus value) {
        status = value;
    }

    /** Whatever the medium adds, or null. */
    public @Nullable Object mediaSpecific() {
        return mediaSpecific;
    }

    /** Sets it. */
    public void setMediaSpecific(@Nullable Object value) {
        mediaSpecific = value;
    }
}
