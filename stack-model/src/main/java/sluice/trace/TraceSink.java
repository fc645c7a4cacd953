package sluice.trace;

/**
 * Where steps go: JSON lines, a fingerprint, layers.pcapng, a ring for a viewer. Called on the
 * run's own thread.
 */
@FunctionalInterface
public interface TraceSink {
    /** Takes one step; steps arrive in the order in which they happened. */
    void accept(Step step);

    /** A sink that hands each step to {@code first} and then to this one. */
    default TraceSink after(TraceSink first) {
        return step -> {
            first.accept(step);
            accept(step);
        };
    }
}
