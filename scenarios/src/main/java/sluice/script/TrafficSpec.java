package sluice.script;

import sluice.packet.wire.OctetSequence;

/** What is sent. */
public sealed interface TrafficSpec {
    Place place();

    /** Unique in the scenario. */
    String name();

    /**
     * Datagrams from a program.
     *
     * @param fromPort 0: the stack chooses
     * @param process which process of a Windows host; empty: the usual one
     * @param by how it reaches the network there; empty: by Winsock
     */
    record Udp(
            Place place,
            String name,
            String from,
            int fromPort,
            Target to,
            int toPort,
            OctetSequence payload,
            Repeat repeat,
            String process,
            String by)
            implements TrafficSpec {}

    /** Echo requests. */
    record Ping(
            Place place,
            String name,
            String from,
            Target to,
            int payloadLengthOctets,
            Repeat repeat)
            implements TrafficSpec {}

    /** A frame that comes into a NIC from nowhere. */
    record Frame(Place place, String name, NicRef into, OctetSequence octets, Repeat repeat)
            implements TrafficSpec {}

    /**
     * The frames of a capture file come into a NIC.
     *
     * @param file relative to the scenario's folder
     * @param atOnce as fast as accepted, without their own times
     */
    record Capture(
            Place place, String name, NicRef into, String file, boolean atOnce, long startNanos)
            implements TrafficSpec {}
}
