package sluice.tdi;

/**
 * A filter attached to the transport devices. Sees each request before the transport does, and each
 * receive before the application does. Does not see {@code IcmpSendEcho}, which goes to the IP
 * device.
 *
 * <p>Runs at THREAD level for requests, at DEFERRED level for receives.
 */
@FunctionalInterface
public interface TdiFilter {
    /** Whether the request may go on. */
    boolean allows(TdiRequest request);
}
