package sluice.conformance;

import sluice.pcap.file.CaptureReader;

/** {@code frame.time_epoch} as tshark 4.0 prints it. */
final class TsharkTime {
    private TsharkTime() {}

    /**
     * Seconds, a point, nanoseconds in at least nine digits. A sum below zero, and any negative
     * fraction, is shown by a sign in front of the absolute values of both.
     */
    static String epoch(CaptureReader reader) {
        return epoch(reader.epochSeconds(), reader.nanos());
    }

    static String epoch(long seconds, int nanos) {
        boolean negative = seconds < 0 || nanos < 0;
        return (negative ? "-" : "")
                + Math.abs(seconds)
                + String.format(".%09d", Math.abs((long) nanos));
    }
}
