package sluice.run;

/** Gets the packets that a capture of a scenario hands to its program. */
@FunctionalInterface
interface CapturedHandler {
    /** Has nobody to give them to. */
    CapturedHandler NOBODY = (_, _, _, _, _) -> {};

    /** One packet, in the program's buffer during the call only; its time is the engine's. */
    void captured(long timeNanos, byte[] octets, int offset, int capturedOctets, int wireOctets);
}
