package sluice.conformance.netfilter;

import java.util.Optional;
import sluice.edge.SocketOwner;

/** One thing that is done to the device under test. */
sealed interface CaseStep {
    /** How long the step is watched at least, in milliseconds; 0 for no wish. */
    default int watchMillis() {
        return 0;
    }

    /** Whether it is a call of a TCP socket: then a delayed acknowledgment belongs to it. */
    default boolean callsTcp() {
        return false;
    }

    /** Whose a socket is that a step opens. */
    record Owner(int uid, int gid, int mark) {
        SocketOwner asSocketOwner() {
            return new SocketOwner(uid, gid, mark, false);
        }
    }

    /** An address and a port. */
    record Endpoint(String address, int port) {}

    /**
     * Frames that arrive.
     *
     * @param answer what TCP field is set to go on from a frame that left earlier
     */
    record Inject(
            String device, byte[] octets, int count, Optional<TcpAnswer> answer, int watchMillis)
            implements CaseStep {}

    /**
     * A field of an injected segment that follows from a frame that left: sequence, length and one
     * for SYN and FIN, and {@code add}.
     *
     * @param sequence whether the sequence number is set in place of the acknowledgment
     */
    record TcpAnswer(int step, String device, int number, int add, boolean sequence) {}

    /**
     * {@code sendto} of a UDP socket.
     *
     * @param socket one that is open, or empty for a new one under {@code id}
     * @param bind of a new socket; empty for none
     */
    record UdpSend(
            String id,
            String socket,
            Optional<Endpoint> bind,
            Endpoint to,
            byte[] payload,
            boolean connect,
            UdpOptions options,
            Owner owner,
            int watchMillis)
            implements CaseStep {}

    /**
     * Socket options of a send; -1 and empty stand for what is not set.
     *
     * @param pathMtuDiscovery value of IP_MTU_DISCOVER
     * @param groupInterface address of IP_MULTICAST_IF
     */
    record UdpOptions(
            int ttl,
            int tos,
            int pathMtuDiscovery,
            boolean broadcast,
            String groupInterface,
            String device) {}

    /**
     * A raw socket sends an echo request.
     *
     * @param bind its own address, or empty
     */
    record Ping(
            String id,
            String to,
            int identifier,
            int sequence,
            int payloadOctets,
            String bind,
            int watchMillis)
            implements CaseStep {}

    /**
     * A raw socket sends what comes behind the IP header.
     *
     * @param bind its own address, or empty
     */
    record RawSend(
            String id,
            int protocol,
            byte[] message,
            String to,
            String bind,
            Owner owner,
            int watchMillis)
            implements CaseStep {}

    /** {@code connect} of a new TCP socket. */
    record TcpConnect(String id, Optional<Endpoint> bind, Endpoint to, Owner owner, int watchMillis)
            implements CaseStep {
        @Override
        public boolean callsTcp() {
            return true;
        }
    }

    /** {@code send} of a TCP socket. */
    record TcpSend(String socket, byte[] payload, int watchMillis) implements CaseStep {
        @Override
        public boolean callsTcp() {
            return true;
        }
    }

    /**
     * {@code close} or {@code shutdown} of a socket.
     *
     * @param half whether the socket still receives
     * @param abort whether the connection is reset ({@code SO_LINGER} of 0)
     */
    record Close(String socket, boolean half, boolean abort, int watchMillis) implements CaseStep {
        @Override
        public boolean callsTcp() {
            return true;
        }
    }

    /** Nothing is done. */
    record Wait(int watchMillis) implements CaseStep {}

    /** The {@code ip} command. */
    record IpCommand(String arguments, int watchMillis) implements CaseStep {}
}
