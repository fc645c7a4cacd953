package sluice.userland;

import sluice.packet.Octets;

/**
 * How a packet lies between driver and program, in a ring or a buffer.
 *
 * <pre>
 *   0        8         12            16
 *   | number | what    | octets of   | frame ...
 *   |        |         | the frame   |
 * </pre>
 *
 * <p>{@code what} is a direction on the way to the program and a verdict on the way back. The
 * number is the driver's; each may be answered once.
 */
public final class InspectionRecord {
    /** Octets before the frame. */
    public static final int HEADER_OCTETS = 16;

    /** To the program: on its way to the wire. */
    public static final int SENT = 1;

    /** To the program: on its way to the protocols. */
    public static final int RECEIVED = 2;

    /** Back: it goes on as it was. */
    public static final int FORWARD = 3;

    /** Back: it goes on with these octets. */
    public static final int FORWARD_CHANGED = 4;

    /** Back: it ends. */
    public static final int DROP = 5;

    private InspectionRecord() {}

    /** Writes the header. */
    public static void put(byte[] to, int at, long number, int what, int frameOctets) {
        Octets.put32(to, at, (int) (number >>> 32));
        Octets.put32(to, at + 4, (int) number);
        Octets.put32(to, at + 8, what);
        Octets.put32(to, at + 12, frameOctets);
    }

    /** The packet's number. */
    public static long number(byte[] from, int at) {
        return ((long) Octets.i32(from, at) << 32) | (Octets.i32(from, at + 4) & 0xffff_ffffL);
    }

    /** A direction or a verdict. */
    public static int what(byte[] from, int at) {
        return Octets.i32(from, at + 8);
    }

    /** Length of the frame behind the header, as it is written there. */
    public static int frameOctets(byte[] from, int at) {
        return Octets.i32(from, at + 12);
    }
}
