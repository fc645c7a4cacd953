package sluice.edge;

/**
 * Whose a socket is, as far as rules and routing of the stack ask. A Windows host does not ask.
 *
 * @param uid user of the program
 * @param gid its group
 * @param mark mark of what the socket sends ({@code SO_MARK})
 * @param transparent whether addresses may be used that are not the host's ({@code IP_TRANSPARENT})
 */
public record SocketOwner(int uid, int gid, int mark, boolean transparent) {
    /** User and group 0, no mark, not transparent. */
    public static final SocketOwner ROOT = new SocketOwner(0, 0, 0, false);
}
