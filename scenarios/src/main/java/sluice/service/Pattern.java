package sluice.service;

import java.nio.ByteBuffer;
import java.util.Arrays;
import sluice.edge.TcpSocket;

/** Octets that repeat after a period, so that each position of an endless stream has its own. */
public final class Pattern {
    /** Numbers that follow each other, high and low part mixed. */
    public static final Pattern COUNTING = counting();

    /** At most so many octets are offered to a socket at once. */
    private static final int PIECE_OCTETS = 65_536;

    private static final int COUNTING_PERIOD = 65_521; // a prime: no buffer size divides it
    private static final int LINE_OCTETS = 72;
    private static final int FIRST = ' ';
    private static final int CHARACTERS = '~' - ' ' + 1;

    private final byte[] table;
    private final int period;

    private Pattern(byte[] once) {
        period = once.length;
        table = new byte[period + PIECE_OCTETS];
        for (int i = 0; i < table.length; i++) table[i] = once[i % period];
    }

    private static Pattern counting() {
        byte[] once = new byte[COUNTING_PERIOD];
        for (int i = 0; i < once.length; i++) once[i] = (byte) (i * 31 + (i >>> 8));
        return new Pattern(once);
    }

    /** The lines of RFC 864: 72 of the 95 printable characters, each line one character on. */
    static Pattern lines() {
        byte[] once = new byte[CHARACTERS * (LINE_OCTETS + 2)];
        int at = 0;
        for (int line = 0; line < CHARACTERS; line++) {
            for (int i = 0; i < LINE_OCTETS; i++) {
                once[at++] = (byte) (FIRST + (line + i) % CHARACTERS);
            }
            once[at++] = '\r';
            once[at++] = '\n';
        }
        return new Pattern(once);
    }

    /** Offers what stands at a position to a socket; as {@link TcpSocket#send}. */
    int send(TcpSocket to, long position, long octetsMax) {
        return to.send(table, start(position), (int) Math.min(PIECE_OCTETS, octetsMax));
    }

    /** Copies what stands at a position; how many octets. */
    public int copy(ByteBuffer into, long position) {
        int length = Math.min(PIECE_OCTETS, into.remaining());
        into.put(table, start(position), length);
        return length;
    }

    /** Whether these octets are what stands at a position. */
    boolean isAt(long position, byte[] octets, int lengthOctets) {
        for (int done = 0; done < lengthOctets; ) {
            int piece = Math.min(PIECE_OCTETS, lengthOctets - done);
            int start = start(position + done);
            if (!Arrays.equals(octets, done, done + piece, table, start, start + piece)) {
                return false;
            }
            done += piece;
        }
        return true;
    }

    private int start(long position) {
        return (int) (position % period);
    }
}
