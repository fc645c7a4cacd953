package sluice.sniffer;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import sluice.pcap.file.CaptureReader;

/** Packets of a capture file, as fast as they are taken. */
public final class FileSource {
    private static final int PACKETS_BETWEEN_QUESTIONS = 1024;

    private FileSource() {}

    /**
     * Pushes what the reader finds until the file, a limit or the user ends it. Damage stays with
     * the reader.
     *
     * @param stopped asked now and then
     * @throws IOException if reading or writing fails
     * @throws PacketFilters.Unfit if the filter says nothing about a link type of the file
     */
    public static void run(CaptureReader reader, Sniffer sniffer, BooleanSupplier stopped)
            throws IOException, PacketFilters.Unfit {
        var packet = new SniffedPacket();
        int untilQuestion = PACKETS_BETWEEN_QUESTIONS;
        while (reader.next()) {
            packet.set(
                    reader.linkType(),
                    reader.epochSeconds(),
                    reader.nanos(),
                    reader.octets(),
                    reader.offset(),
                    reader.capturedLengthOctets(),
                    reader.wireLengthOctets());
            if (!sniffer.packet(packet)) return;
            if (--untilQuestion == 0) {
                if (stopped.getAsBoolean()) return;
                untilQuestion = PACKETS_BETWEEN_QUESTIONS;
            }
        }
    }
}
