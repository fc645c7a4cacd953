package sluice.conntrack;

import sluice.packet.DropReason;

/** Losses in connection tracking. */
public enum ConntrackDrop implements DropReason {
    /** The table is full and nothing in it can be thrown away. */
    TABLE_FULL("connection table full"),
    /** Another connection with its tuples was confirmed first. */
    CLASH("another connection with the same tuples was first"),
    /** An FTP line that announces a port came in pieces. */
    FTP_LINE_IN_PIECES("an FTP line that came in pieces"),
    /** What an FTP line announces cannot be expected. */
    FTP_NOT_EXPECTED("announces an FTP connection that cannot be expected"),
    /** What a TFTP request asks for cannot be expected. */
    TFTP_NOT_EXPECTED("asks for a TFTP transfer that cannot be expected"),
    /** What an IRC message announces cannot be expected. */
    IRC_NOT_EXPECTED("announces a DCC connection that cannot be expected"),
    /** What a SANE server names cannot be expected. */
    SANE_NOT_EXPECTED("names a SANE connection that cannot be expected"),
    /** It acknowledges what the SYN proxy has not said. */
    PROXY_COOKIE_INVALID("acknowledges what the SYN proxy has not said"),
    /** Its connection was deleted before it was confirmed. */
    DELETED_UNCONFIRMED("its connection was deleted on the way");

    private final String text;

    ConntrackDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "conntrack";
    }

    @Override
    public String text() {
        return text;
    }
}
