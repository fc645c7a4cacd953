package sluice.inet.tcp;

import sluice.packet.DropReason;

/** Why a connection or a listener does not accept a segment, or a part of one. */
public enum TcpDrop implements DropReason {
    /** {@link TcpSegment}: what stands there is no TCP header. */
    HEADER("the TCP header is cut or its length is below 20 octets"),
    /** {@link TcpConnection}: RFC 7323 section 5.3. */
    OLD_TIMESTAMP("the time stamp is older than the last one (PAWS)"),
    /** {@link TcpConnection}: RFC 9293 section 3.10.7.4, first check. */
    OUT_OF_WINDOW("no octet of the segment lies in the receive window"),
    /** {@link TcpConnection}: RFC 5961 section 3. */
    RESET_NOT_EXACT("a reset in the window but not at its beginning; challenged"),
    /** {@link TcpConnection}: RFC 5961 section 4. */
    SYN_IN_CONNECTION("a SYN inside of a connection; challenged"),
    /** {@link TcpConnection}. */
    NO_ACK("a segment without ACK once both sides are connected"),
    /** {@link TcpConnection}: RFC 5961 section 5. */
    OLD_ACK("it acknowledges what was acknowledged long before; challenged"),
    /** {@link TcpConnection}: RFC 9293 section 3.10.7.4, fifth check. */
    ACK_OF_UNSENT("it acknowledges what was never sent"),
    /** {@link TcpConnection}: while connecting. */
    NOT_FOR_THIS_SYN("neither SYN nor an acknowledgment of ours while connecting"),
    /** {@link TcpConnection}: after the program has closed for good. */
    AFTER_CLOSE("data for a program that has closed; answered by a reset"),
    /** {@link TcpConnection}: the connection is over. */
    CONNECTION_OVER("the connection is over"),
    /** The host's table of connections. */
    TABLE_FULL("the host keeps as many connections as it may"),
    /** {@link ReceiveBuffer}: more holes than are kept track of. */
    TOO_MANY_HOLES("more pieces out of order than are kept"),
    /** {@link TcpListener}. */
    LISTEN_NOT_SYN("a segment to a listener that is no SYN"),
    /** {@link TcpListener}. */
    BACKLOG_FULL("the queue of connections not yet accepted is full"),
    /** {@link TcpListener}. */
    HALF_OPEN_FULL("too many connections are half open");

    private final String text;

    TcpDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "tcp";
    }

    @Override
    public String text() {
        return text;
    }
}
