package sluice.edge;

/**
 * What a socket call came to, in the words of the stack: {@code 0} is success, anything else an
 * errno (Linux) or WSA code (Windows).
 *
 * @param name the constant, such as {@code ECONNREFUSED} or {@code WSAECONNRESET}
 * @param number its number on that system
 */
public record SocketStatus(String name, int number) {
    /** Done. */
    public static final SocketStatus OK = new SocketStatus("OK", 0);

    /** Whether it was done. */
    public boolean ok() {
        return number == 0;
    }
}
