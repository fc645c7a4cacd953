package sluice.sniffer;

import sluice.pcap.file.LinkType;

/**
 * The packet at hand: one object that its source fills again for each packet. Its octets are good
 * until the source's next packet; whoever keeps them copies them. One thread.
 */
public final class SniffedPacket {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    long number;
    long seconds;
    int nanos;
    LinkType linkType = LinkType.ETHERNET;
    byte[] octets = {};
    int offset;
    int captured;
    long wire;

    /** An empty one. */
    public SniffedPacket() {}

    /**
     * Takes a packet of a source.
     *
     * @param seconds since 1970-01-01 UTC
     * @param nanos 0..999 999 999
     * @param capturedOctets octets that are there
     * @param wireOctets its length on the wire
     */
    public void set(
            LinkType linkType,
            long seconds,
            int nanos,
            byte[] octets,
            int offset,
            int capturedOctets,
            long wireOctets) {
        this.linkType = linkType;
        this.seconds = seconds;
        this.nanos = nanos;
        this.octets = octets;
        this.offset = offset;
        this.captured = capturedOctets;
        this.wire = wireOctets;
    }

    /** The same with the time in one number, nanoseconds from 0 on. */
    public void set(
            LinkType linkType,
            long nanos,
            byte[] octets,
            int offset,
            int capturedOctets,
            long wireOctets) {
        set(
                linkType,
                nanos / NANOS_PER_SECOND,
                (int) (nanos % NANOS_PER_SECOND),
                octets,
                offset,
                capturedOctets,
                wireOctets);
    }

    /** Nanoseconds since 1970-01-01 UTC; wraps outside the years 1677..2262. */
    public long epochNanos() {
        return seconds * NANOS_PER_SECOND + nanos;
    }

    /** The length on the wire as far as an {@code int} goes. */
    int wireLength() {
        return (int) Math.min(wire, Integer.MAX_VALUE);
    }
}
