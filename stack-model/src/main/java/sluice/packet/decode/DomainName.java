package sluice.packet.decode;

import sluice.packet.Octets;

/**
 * Domain names in messages (RFC 1035 section 4.1.4). A pointer must lead to before the octets that
 * were read last, so no chain of them goes round; a name has at most {@value #OCTETS_MAX} octets.
 */
final class DomainName {
    static final int OCTETS_MAX = 255;

    /** The octets end before the name does. */
    static final int RUNS_OVER = -1;

    /** A label of a kind that there is not, or too many. */
    static final int INVALID = -2;

    private static final int LABEL_OCTETS_MAX = 63;
    private static final int POINTER = 0xc0;

    private DomainName() {}

    /**
     * Where the name at a place ends, before {@code end}; {@link #RUNS_OVER} or {@link #INVALID} if
     * it does not.
     */
    static int end(byte[] octets, int from, int end) {
        int at = from;
        while (at < end && at - from < OCTETS_MAX) {
            int head = octets[at] & 0xff;
            if (head == 0) {
                return at + 1;
            }
            if (head >= POINTER) {
                return end - at >= 2 ? at + 2 : RUNS_OVER;
            }
            if (head > LABEL_OCTETS_MAX) {
                return INVALID;
            }
            at += 1 + head;
        }
        return at - from < OCTETS_MAX ? RUNS_OVER : INVALID;
    }

    /**
     * Appends a name without its last dot; the root is a dot. One that cannot be read to its end is
     * followed by a question mark in brackets.
     *
     * @param message where the message begins that pointers point into
     * @param end where the message ends
     */
    static void append(AsciiLine line, byte[] octets, int message, int at, int end) {
        int place = at;
        int lowest = at;
        int used = 0;
        while (place < end) {
            int head = octets[place] & 0xff;
            if (head == 0) {
                line.text(used == 0 ? "." : "");
                return;
            }
            if (head >= POINTER && end - place >= 2) {
                int target = message + (Octets.u16(octets, place) & 0x3fff);
                if (target >= lowest) {
                    break;
                }
                place = target;
                lowest = target;
                continue;
            }
            used += 1 + head;
            if (head > LABEL_OCTETS_MAX || head >= end - place || used >= OCTETS_MAX) {
                break;
            }
            line.text(used == 1 + head ? "" : ".");
            line.label(octets, place + 1, place + 1 + head);
            place += 1 + head;
        }
        line.text("[?]");
    }
}
