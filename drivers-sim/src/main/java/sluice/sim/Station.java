package sluice.sim;

import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import sluice.trace.Step;
import sluice.trace.StepFields;
import sluice.trace.TraceSink;

/**
 * A frame came through a function of the embedded receive path, with these octets.
 *
 * @param function as the driver's author named it: {@code Dm9LookupRxBuffer}
 * @param octets how many of the frame were there
 * @param digest CRC-32 over them: equal digests are equal octets
 */
public record Station(
        long timeNanos, long packetId, String place, String function, int octets, int digest)
        implements Step {
    /** A station with its digest; only to be called where there is a trace. */
    public static void pass(
            @Nullable TraceSink trace,
            long timeNanos,
            long packetId,
            String place,
            String function,
            byte[] from,
            int offset,
            int octets) {
        if (trace == null) return;
        var crc = new CRC32();
        crc.update(from, offset, octets);
        int digest = (int) crc.getValue();
        trace.accept(new Station(timeNanos, packetId, place, function, octets, digest));
    }

    @Override
    public String verb() {
        return "station";
    }

    @Override
    public void describe(StepFields fields) {
        fields.text("function", function);
        fields.number("octets", octets);
        fields.text("digest", "%08x".formatted(digest));
    }
}
