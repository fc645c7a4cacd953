package sluice.defer;

/** Takes parked packets: a ring, a queue, a user program. */
@FunctionalInterface
public interface DeferralSink {
    /**
     * Offers a parked packet. True: the sink now holds the right to finish it (it may even have
     * finished it already). False: it refuses, which is back-pressure; the verdict's {@code
     * ifRefused} decides then.
     */
    boolean offer(Deferral deferral);
}
