package sluice.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as an ordinary end: whoever works is asked to end, and the process waits for it, so that
 * totals are printed and the exit code is the command's own. A second Ctrl-C, or work that does not
 * end, is not waited for.
 *
 * <p>Works by a shutdown hook, which runs for SIGINT, SIGTERM and SIGHUP; {@link Main} ends the
 * process while the hook waits.
 */
final class Interruption implements AutoCloseable {
    private static final long WAIT_SECONDS_MAX = 10;

    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;
    private volatile boolean asked;

    /** {@code askToEnd} is called once, by another thread, when the user asks. */
    Interruption(Runnable askToEnd) {
        hook =
                new Thread(
                        () -> {
                            asked = true;
                            askToEnd.run();
                            awaitEnd();
                        },
                        "sluice-interruption");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the user has asked. */
    boolean asked() {
        return asked;
    }

    private void awaitEnd() {
        try {
            // Counted down only if the process goes on; else it ends while this waits.
            var _ = over.await(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        if (asked) return; // the hook holds the process until Main has ended it
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // it began at this moment: as if asked
        }
    }
}
