package sluice.script;

import java.util.Optional;

/** What runs on a host. */
public sealed interface ProgramSpec {
    Place place();

    /** Unique in the scenario. */
    String name();

    /** The host. */
    String on();

    /** Sends each datagram back to where it came from. */
    record UdpEcho(Place place, String name, String on, int port) implements ProgramSpec {}

    /** Receives and counts. */
    record UdpSink(Place place, String name, String on, int port) implements ProgramSpec {}

    /**
     * Decides packets that a driver pends or a hook queues.
     *
     * @param decidesFor name of the driver or hook on the same host
     * @param verdict empty: the steps decide
     * @param afterNanos how long it computes about each packet
     * @param priority of its thread, 1 to 31, higher first
     */
    record UserProgram(
            Place place,
            String name,
            String on,
            String decidesFor,
            Optional<VerdictWord> verdict,
            long afterNanos,
            int priority)
            implements ProgramSpec {}

    /**
     * Computes and does nothing else.
     *
     * @param priority of its thread, 1 to 31, higher first
     */
    record Busy(Place place, String name, String on, int priority, long startNanos, long lastsNanos)
            implements ProgramSpec {}
}
