package sluice.capture;

import java.util.Arrays;
import sluice.tap.CaptureRecord;

/**
 * A queue of frames for {@link Packet32#packetSendPackets}, grown by the program: each behind 16
 * octets of seconds, microseconds, captured length, length; no alignment.
 */
public final class SendQueue {
    private static final int HEADER_OCTETS = 16;

    private byte[] octets;
    private int length;

    /** An empty queue for this many octets; it does not grow beyond. */
    public SendQueue(int capacityOctets) {
        octets = new byte[capacityOctets];
    }

    /**
     * Appends a frame to be sent at this time after the first; false if there is no room.
     *
     * @param timeNanos time stamp; cut to microseconds
     */
    public boolean add(long timeNanos, byte[] frame) {
        if (frame.length > octets.length - length - HEADER_OCTETS) return false;
        byte[] header = new byte[CaptureRecord.HEADER_OCTETS];
        CaptureRecord.put(header, 0, timeNanos, frame.length, frame.length);
        System.arraycopy(header, 0, octets, length, HEADER_OCTETS);
        System.arraycopy(frame, 0, octets, length + HEADER_OCTETS, frame.length);
        length += HEADER_OCTETS + frame.length;
        return true;
    }

    /** The records, one behind the other. */
    public byte[] octets() {
        return octets;
    }

    /** Octets in use. */
    public int lengthOctets() {
        return length;
    }

    /** A copy of what is in use. */
    public byte[] toArray() {
        return Arrays.copyOf(octets, length);
    }
}
