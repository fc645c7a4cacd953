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
     * @param afterNanos how long it thinks about each packet
     */
    record UserProgram(
            Place place,
            String name,
            String on,
            String decidesFor,
            Optional<VerdictWord> verdict,
            long afterNanos)
            implements ProgramSpec {}
}
