package sluice.winstack;

/**
 * A driver or process that talks to the transport devices without Winsock, as kernel clients do
 * (redirectors, NetBT, and what wants to go past Winsock).
 */
public final class TdiClient {
    private final Sockets attached;
    private final Sockets lowest;

    TdiClient(TcpIp stack, String process, int id) {
        this.attached = new Sockets(stack, process, id, false);
        this.lowest = new Sockets(stack, process, id, true);
    }

    /** Opens the devices by name: requests go to the topmost attached filter first. */
    public ServiceProvider devices() {
        return attached;
    }

    /** Sends its requests to the transport's own device objects: past every attached filter. */
    public ServiceProvider belowFilters() {
        return lowest;
    }
}
