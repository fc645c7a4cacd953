package sluice.time;

/**
 * Somebody wanted to wait where nobody may: in a section that must run to its end, or on the thread
 * of a program that is not running.
 */
public final class WaitRefused extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    WaitRefused(String message) {
        super(message);
    }
}
