package sluice.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import sluice.nic.LinkEnd;
import sluice.pcap.file.CaptureDamage;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.LinkType;
import sluice.pcap.file.ReaderOptions;
import sluice.script.Repeat;
import sluice.script.TrafficSpec;
import sluice.time.Handler;
import sluice.time.Scheduler;

/** Frames that come into a NIC from nowhere. */
abstract sealed class Feed implements AutoCloseable {
    private static final Handler<Feed> DUE = Feed::due;

    private final TrafficSpec spec;
    private final LinkEnd nic;
    private final Scheduler scheduler;
    private long frames;
    private long lastNanos;

    private Feed(TrafficSpec spec, LinkEnd nic, Scheduler scheduler) {
        this.spec = spec;
        this.nic = nic;
        this.scheduler = scheduler;
    }

    /** Puts in what is due now; gives the time until the next, or a negative number at the end. */
    abstract long next();

    /** When the first is due, from the beginning. */
    abstract long startNanos();

    TrafficSpec spec() {
        return spec;
    }

    /** From now on. */
    void start() {
        lastNanos = Long.MAX_VALUE;
        scheduler.schedule(startNanos(), scheduler.wire(), DUE, this);
    }

    /** Time of the last frame, or {@link Long#MAX_VALUE} while more are to come. */
    long lastNanos() {
        return lastNanos;
    }

    private void due() {
        long delay = next();
        lastNanos = delay >= 0 ? Long.MAX_VALUE : scheduler.nowNanos();
        if (delay >= 0) {
            scheduler.schedule(delay, scheduler.wire(), DUE, this);
        }
    }

    final void inject(byte[] octets, int offset, int lengthOctets) {
        frames++;
        nic.inject(octets, offset, lengthOctets);
    }

    long frames() {
        return frames;
    }

    /** What it did, in words. */
    String did() {
        return "put " + sluice.report.Figures.counted(frames, "frame") + " into " + nic.place();
    }

    /** The damage that ended it early, if any. */
    Optional<CaptureDamage> damage() {
        return Optional.empty();
    }

    @Override
    public void close() {}

    /** One frame, again and again. */
    static final class Frame extends Feed {
        private final byte[] octets;
        private final Repeat repeat;

        Frame(TrafficSpec.Frame spec, LinkEnd nic, Scheduler scheduler) {
            super(spec, nic, scheduler);
            this.octets = spec.octets().toArray();
            this.repeat = spec.repeat();
        }

        @Override
        long startNanos() {
            return repeat.startNanos();
        }

        @Override
        long next() {
            inject(octets, 0, octets.length);
            return frames() < repeat.count() ? repeat.intervalNanos() : -1;
        }
    }

    /** The frames of a capture file, read as they are due. */
    static final class Capture extends Feed {
        private static final String SHIPPED = "shipped:";

        /**
         * At once means at the pace of a gigabit line, or the ring would take none but the first.
         */
        private static final long NANOS_PER_OCTET = 8;

        private static final int LINE_OVERHEAD_OCTETS = 24;

        private final TrafficSpec.Capture capture;
        private final String file;
        private final CaptureReader reader;
        private boolean there;
        private long frameNanos;

        // A file of the scenario's folder, or one that comes with the program.
        private static CaptureReader open(String file, Path folder) throws IOException {
            if (!file.startsWith(SHIPPED))
                return CaptureReader.open(folder.resolve(file), ReaderOptions.tolerant());
            String name = file.substring(SHIPPED.length());
            InputStream in =
                    name.matches("[a-z0-9-]+[.]pcap")
                            ? Feed.class.getResourceAsStream("/sluice/scenarios/" + name)
                            : null;
            if (in == null) throw new FileNotFoundException("no such capture is shipped");
            return CaptureReader.open(in, ReaderOptions.tolerant());
        }

        Capture(TrafficSpec.Capture spec, LinkEnd nic, Scheduler scheduler, Path folder)
                throws UnfitScenario {
            super(spec, nic, scheduler);
            this.capture = spec;
            this.file = spec.file();
            try {
                this.reader = open(file, folder);
                this.there = advance();
            } catch (IOException | java.nio.file.InvalidPathException unreadable) {
                throw new UnfitScenario(
                        spec.place(), "capture " + file + " cannot be read: " + unreadable);
            }
            if (there && !reader.linkType().equals(LinkType.ETHERNET)) {
                throw new UnfitScenario(
                        spec.place(),
                        "capture "
                                + file
                                + " is of link type "
                                + reader.linkType().dltName()
                                + "; expected Ethernet frames");
            }
            this.frameNanos = there ? reader.epochNanos() : 0;
        }

        private boolean advance() throws IOException {
            boolean more = reader.next();
            while (more && !reader.isPacket()) {
                more = reader.next();
            }
            return more;
        }

        @Override
        long startNanos() {
            return capture.startNanos();
        }

        @Override
        long next() {
            if (!there || !reader.linkType().equals(LinkType.ETHERNET)) {
                return -1;
            }
            int length = reader.capturedLengthOctets();
            inject(reader.octets(), reader.offset(), length);
            try {
                there = advance();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
            if (!there) {
                return -1;
            }
            if (capture.atOnce()) {
                return (length + LINE_OVERHEAD_OCTETS) * NANOS_PER_OCTET;
            }
            // A clock that went back does not take time back.
            long now = reader.hasTime() ? Math.max(frameNanos, reader.epochNanos()) : frameNanos;
            long delay = now - frameNanos;
            frameNanos = now;
            return delay;
        }

        @Override
        Optional<CaptureDamage> damage() {
            return reader.damage();
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException _) {
                // it was only read
            }
        }
    }
}
