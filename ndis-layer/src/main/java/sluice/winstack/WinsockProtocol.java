package sluice.winstack;

/** Entries of the Winsock catalogue, one for each kind of socket. */
public enum WinsockProtocol {
    /** MSAFD Tcpip [TCP/IP]. */
    TCP,
    /** MSAFD Tcpip [UDP/IP]. */
    UDP,
    /** MSAFD Tcpip [RAW/IP]. */
    RAW
}
