package sluice.replay;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.FileProgress;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;

/** The frames of a capture, one pass at a time, in bounded memory. */
record CaptureFrames(Path file, FileProgress progress) {
    CaptureFrames(Path file) {
        this(file, FileProgress.NONE);
    }

    /** What is done with each frame. */
    interface Visitor {
        /**
         * Takes one frame.
         *
         * @param number from 1, as in an analyser
         * @param nanos since the first frame; never less than at the frame before
         * @param epochNanos as recorded
         */
        void frame(
                long number,
                long nanos,
                long epochNanos,
                byte[] octets,
                int offset,
                int captured,
                boolean cut);
    }

    /** Visits all frames; the damage that ended the reading early, if any. */
    Optional<CaptureDamage> each(Visitor visitor) throws IOException, UnfitCapture {
        try (CaptureReader reader =
                CaptureReader.open(file, ReaderOptions.tolerant().withProgress(progress))) {
            long first = Long.MIN_VALUE;
            long last = 0;
            while (reader.next()) {
                if (!reader.isPacket()) continue;
                if (!reader.linkType().equals(LinkType.ETHERNET)) {
                    throw new UnfitCapture(
                            "%s: packet %d is of link type %s; replay plays Ethernet captures"
                                    .formatted(
                                            file,
                                            reader.packetNumber(),
                                            reader.linkType().dltName()));
                }
                long epoch = reader.hasTime() ? reader.epochNanos() : Math.max(first, 0);
                if (first == Long.MIN_VALUE) first = epoch;
                last =
                        Math.max(
                                last,
                                epoch - first); // a clock that went back does not take time back
                visitor.frame(
                        reader.packetNumber(),
                        last,
                        epoch,
                        reader.octets(),
                        reader.offset(),
                        reader.capturedLengthOctets(),
                        reader.wireLengthOctets() > reader.capturedLengthOctets());
            }
            return reader.damage();
        }
    }

    /** A capture that replay cannot play; the message says why. */
    static final class UnfitCapture extends Exception {
        private static final long serialVersionUID = 1L;

        UnfitCapture(String message) {
            super(message);
        }
    }
}
