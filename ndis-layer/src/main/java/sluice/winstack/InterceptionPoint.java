package sluice.winstack;

/**
 * Where traffic of a Windows host can be looked at, topmost first. What each sees is computed, not
 * written down: install the same {@link PointFilter} at two of them and count.
 *
 * <p>Source: Microsoft, "Winsock Service Provider Interface", "TDI Filter Drivers", "Creating a
 * Filter Hook", "Windows Filtering Platform", "NDIS Intermediate Drivers", "NDIS Filter Drivers".
 */
public enum InterceptionPoint {
    /** A provider in the Winsock catalogue, in each process: calls, datagrams, streams. */
    LSP(true, true, false),
    /** A library in the place of ws2_32.dll, in each process that loads it: the same. */
    WINSOCK_SHIM(true, true, false),
    /** A filter driver on the transport devices: requests, datagrams, streams of all processes. */
    TDI(true, true, false),
    /** The filter-hook of tcpip: IPv4 packets, for reading; one per host. */
    FILTER_HOOK(false, true, false),
    /** The packet-filter interface: addresses, protocol and ports of IPv4 packets, no octets. */
    PACKET_FILTER(false, true, false),
    /** Callouts of the filtering platform at the IP layers: packets, turned-round ones too. */
    WFP(true, true, false),
    /** One more protocol, promiscuous: frames, for reading. */
    PROTOCOL(false, false, true),
    /**
     * Patched handlers of the open blocks that an adapter has: frames of the protocols that were
     * bound to it then; received ones are for reading.
     */
    NDIS_HOOK(true, true, true),
    /** An intermediate driver of NDIS 5: frames. */
    INTERMEDIATE(true, true, true),
    /** A modifying lightweight filter of NDIS 6: frames. */
    LIGHTWEIGHT_FILTER(true, true, true);

    private final boolean changes;
    private final boolean stops;
    private final boolean onAdapter;

    InterceptionPoint(boolean changes, boolean stops, boolean onAdapter) {
        this.changes = changes;
        this.stops = stops;
        this.onAdapter = onAdapter;
    }

    /** Whether what stands there may change what it sees. */
    public boolean canChange() {
        return changes;
    }

    /** Whether what stands there may keep what it sees from going on. */
    public boolean canStop() {
        return stops;
    }

    /** Whether it stands on one adapter; the others are for the whole host. */
    public boolean isOnAdapter() {
        return onAdapter;
    }
}
