package sluice.tdi;

/**
 * A request to a transport device as a TDI filter sees it: what a process wants to do with which
 * addresses. One object serves many requests; a filter must not keep it.
 *
 * <p>Addresses are two halves; an IPv4 address is {@code high} 0 and the low 32 bits of {@code low}
 * with bits 32 to 47 set, as {@link sluice.edge.IpAddress} has it.
 */
public final class TdiRequest {
    /** What is asked for. */
    public enum Kind {
        /** Open an address object. */
        OPEN_ADDRESS,
        /** TDI_SEND_DATAGRAM. */
        SEND_DATAGRAM,
        /** The receive-datagram event is about to be raised. */
        RECEIVE_DATAGRAM,
        /** TDI_CONNECT: a program connects. */
        CONNECT,
        /** The connect event of an address that is listened on is about to be raised. */
        EVENT_CONNECT,
        /** TDI_SEND on a connection. */
        SEND,
        /** The receive event of a connection is about to be raised. */
        RECEIVE,
        /** Close an address object. */
        CLOSE_ADDRESS
    }

    private Kind kind = Kind.OPEN_ADDRESS;
    private String process = "";
    private int protocol;
    private long localHigh;
    private long localLow;
    private int localPort;
    private long remoteHigh;
    private long remoteLow;
    private int remotePort;
    private int lengthOctets;

    /** An empty request. */
    public TdiRequest() {}

    /** Says who asks, for what protocol, by what local address. */
    public void fromLocal(
            Kind asked, String processName, int ipProtocol, long high, long low, int port) {
        kind = asked;
        process = processName;
        protocol = ipProtocol;
        localHigh = high;
        localLow = low;
        localPort = port;
    }

    /** Says with whom, and how many octets. */
    public void withRemote(long high, long low, int port, int octets) {
        remoteHigh = high;
        remoteLow = low;
        remotePort = port;
        lengthOctets = octets;
    }

    /** What is asked for. */
    public Kind kind() {
        return kind;
    }

    /** Name of the process. */
    public String process() {
        return process;
    }

    /** IP protocol number: 17 UDP, 6 TCP. */
    public int protocol() {
        return protocol;
    }

    /** Upper half of the local address. */
    public long localHigh() {
        return localHigh;
    }

    /** Lower half of the local address. */
    public long localLow() {
        return localLow;
    }

    /** Local port. */
    public int localPort() {
        return localPort;
    }

    /** Upper half of the peer's address. */
    public long remoteHigh() {
        return remoteHigh;
    }

    /** Lower half of the peer's address. */
    public long remoteLow() {
        return remoteLow;
    }

    /** The peer's port. */
    public int remotePort() {
        return remotePort;
    }

    /** Octets to send, or received. */
    public int lengthOctets() {
        return lengthOctets;
    }
}
