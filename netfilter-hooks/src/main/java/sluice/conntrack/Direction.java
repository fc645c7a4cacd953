package sluice.conntrack;

/** Direction within a connection, with the kernel's number ({@code enum ip_conntrack_dir}). */
public enum Direction {
    /** That of the first packet. */
    ORIGINAL,
    /** That of the answers. */
    REPLY;

    /** The other one. */
    public Direction opposite() {
        return this == ORIGINAL ? REPLY : ORIGINAL;
    }
}
