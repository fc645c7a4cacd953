package sluice.conformance.kernel;

import sluice.edge.IpAddress;

/** Something that is done to the device under test. */
sealed interface FreshStep {
    /** A frame arrives. */
    record Arrives(String device, byte[] frame, String what) implements FreshStep {}

    /** The answer to what left in an earlier step arrives, if anything did. */
    record Answers(int step) implements FreshStep {}

    /** A UDP socket sends. */
    record Sends(int fromPort, IpAddress to, int port, String what) implements FreshStep {}

    /** A TCP socket connects, and is closed in the next step. */
    record Connects(int fromPort, IpAddress to, int port, String what) implements FreshStep {}
}
