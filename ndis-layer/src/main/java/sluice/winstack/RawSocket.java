package sluice.winstack;

import sluice.edge.IpAddress;
import sluice.edge.SocketEdge.SendOptions;
import sluice.edge.SocketEdge.Socket;
import sluice.edge.SocketStatus;

/** A raw IPv4 socket of Windows. What it receives begins with the IPv4 header. */
public interface RawSocket extends Socket {
    /** Sends one packet; the array may be used again when this returns. */
    SocketStatus send(
            byte[] octets, int offset, int lengthOctets, IpAddress to, SendOptions options);

    /**
     * IP_HDRINCL: what is sent begins with the IPv4 header. Total length, checksum and, if zero,
     * identification are filled in.
     */
    void headerIncluded(boolean on);

    /**
     * SIO_RCVALL: receives every IPv4 packet of the interface whose address the socket is bound to,
     * sent ones included.
     *
     * @return WSAEINVAL if it is bound to no interface's address
     */
    SocketStatus receiveAll(ReceiveAll mode);

    /** Modes of SIO_RCVALL, with their numbers ({@code mstcpip.h}). */
    enum ReceiveAll {
        /** Not at all. */
        OFF(0),
        /** All, with the NIC in promiscuous mode. */
        ON(1),
        /** All that the IP layer gets without it. */
        IP_LEVEL(3);

        private final int code;

        ReceiveAll(int code) {
            this.code = code;
        }

        /** The number. */
        public int code() {
            return code;
        }
    }
}
