package sluice.inet;

/**
 * An error as sockets report it: the Linux errno (include/uapi/asm-generic/errno.h) and the Winsock
 * code (Microsoft, "Windows Sockets Error Codes").
 */
public enum SocketError {
    /** A hook forbade it. */
    NOT_PERMITTED(1, "EPERM", 10013, "WSAEACCES"),
    /** Not allowed: a broadcast without leave, a prohibit route. */
    ACCESS_DENIED(13, "EACCES", 10013, "WSAEACCES"),
    /** A blackhole route, or a wrong argument. */
    INVALID_ARGUMENT(22, "EINVAL", 10022, "WSAEINVAL"),
    /** Longer than the path or the protocol carries. */
    MESSAGE_TOO_LONG(90, "EMSGSIZE", 10040, "WSAEMSGSIZE"),
    /** Protocol unreachable. */
    NO_PROTOCOL_OPTION(92, "ENOPROTOOPT", 10042, "WSAENOPROTOOPT"),
    /** Source route failed, on Linux. */
    OPERATION_NOT_SUPPORTED(95, "EOPNOTSUPP", 10045, "WSAEOPNOTSUPP"),
    /** The port is taken. */
    ADDRESS_IN_USE(98, "EADDRINUSE", 10048, "WSAEADDRINUSE"),
    /** No such local address. */
    ADDRESS_NOT_AVAILABLE(99, "EADDRNOTAVAIL", 10049, "WSAEADDRNOTAVAIL"),
    /** No route. */
    NETWORK_UNREACHABLE(101, "ENETUNREACH", 10051, "WSAENETUNREACH"),
    /** Winsock's word for a TTL that ran out, told of UDP. */
    NETWORK_RESET(102, "ENETRESET", 10052, "WSAENETRESET"),
    /** This side gave the connection up. */
    CONNECTION_ABORTED(103, "ECONNABORTED", 10053, "WSAECONNABORTED"),
    /** The peer reset: TCP, and on Windows UDP after port unreachable. */
    CONNECTION_RESET(104, "ECONNRESET", 10054, "WSAECONNRESET"),
    /** No memory left for the operation: full queues and tables. */
    NO_BUFFERS(105, "ENOBUFS", 10055, "WSAENOBUFS"),
    /** The peer does not answer. */
    TIMED_OUT(110, "ETIMEDOUT", 10060, "WSAETIMEDOUT"),
    /** Port unreachable, or a reset for a SYN. */
    CONNECTION_REFUSED(111, "ECONNREFUSED", 10061, "WSAECONNREFUSED"),
    /** Host down. */
    HOST_DOWN(112, "EHOSTDOWN", 10064, "WSAEHOSTDOWN"),
    /** The neighbour does not answer, or a router said so. */
    HOST_UNREACHABLE(113, "EHOSTUNREACH", 10065, "WSAEHOSTUNREACH"),
    /** The peer is on an isolated network. */
    NOT_ON_NETWORK(64, "ENONET", 10051, "WSAENETUNREACH"),
    /** The protocol was broken by the peer: parameter problem. */
    PROTOCOL_ERROR(71, "EPROTO", 10042, "WSAENOPROTOOPT");

    private final int errno;
    private final String errnoName;
    private final int winsock;
    private final String winsockName;

    SocketError(int errno, String errnoName, int winsock, String winsockName) {
        this.errno = errno;
        this.errnoName = errnoName;
        this.winsock = winsock;
        this.winsockName = winsockName;
    }

    /** The Linux number, positive. */
    public int errno() {
        return errno;
    }

    /** The Linux name. */
    public String errnoName() {
        return errnoName;
    }

    /** The Winsock number. */
    public int winsock() {
        return winsock;
    }

    /** The Winsock name. */
    public String winsockName() {
        return winsockName;
    }
}
