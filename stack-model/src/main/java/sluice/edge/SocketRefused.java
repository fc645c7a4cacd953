package sluice.edge;

/** A stack refuses to open or bind a socket, as the real one would. */
public final class SocketRefused extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient SocketStatus status;

    /** A refusal with the stack's own status. */
    public SocketRefused(SocketStatus status, String text) {
        super(status.name() + ": " + text);
        this.status = status;
    }

    /** The stack's status. */
    public SocketStatus status() {
        return status;
    }
}
