package sluice.conntrack;

import sluice.packet.DropReason;

/** Losses in connection tracking. */
public enum ConntrackDrop implements DropReason {
    /** The table is full and nothing in it can be thrown away. */
    TABLE_FULL("connection table full"),
    /** Another connection with its tuples was confirmed first. */
    CLASH("another connection with the same tuples was first"),
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
