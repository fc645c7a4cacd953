package sluice.sniffer.live;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import sluice.bpf.BpfProgram;
import sluice.live.DeviceOpening;
import sluice.pcap.file.LinkType;
import sluice.pcap.live.LibpcapHandle;
import sluice.pcap.live.LibpcapOptions;
import sluice.pcap.os.PollWait;
import sluice.sniffer.PacketFilters;
import sluice.sniffer.PacketSource;
import sluice.sniffer.SniffedPacket;
import sluice.sniffer.Sniffer;
import sluice.sniffer.SourceCounts;
import sluice.sniffer.SourceEnd;

/**
 * An interface of this machine, through libpcap. {@link #run} is called by the thread that opened
 * it.
 */
public final class LiveSource implements PacketSource {
    /** The kernel packs frames for 10 ms; what came before the end is seen within two of these. */
    private static final long LAST_FRAMES_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private static final long IDLE_NANOS_MAX = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long FOR_EVER = Long.MAX_VALUE;
    private static final int FRAMES_BETWEEN_LOOKS = 256;

    private final LibpcapHandle handle;
    private final long durationNanos;
    private final PollWait wait;
    private final byte[] octets;
    private final SniffedPacket packet = new SniffedPacket();
    private volatile boolean asked;
    private boolean closed;
    private Optional<SourceCounts> lastCounts = Optional.empty();

    private LiveSource(LibpcapHandle handle, int snapOctets, long durationNanos) {
        this.handle = handle;
        this.durationNanos = durationNanos;
        this.wait = new PollWait(handle.descriptor());
        this.octets = new byte[snapOctets];
    }

    /**
     * Opens an interface.
     *
     * @param snapOctets octets taken of a frame at most
     * @param promiscuous whether the interface is to take frames for other stations
     * @param durationNanos of {@link #run}, by this machine's clock; {@link Long#MAX_VALUE} for no
     *     limit
     */
    public static DeviceOpening<LiveSource> open(
            String name, int snapOctets, boolean promiscuous, long durationNanos) {
        LibpcapOptions all = LibpcapOptions.everything(name);
        int snap = Math.min(snapOctets, LibpcapOptions.SNAP_OCTETS_MAX);
        var options =
                new LibpcapOptions(
                        name,
                        snap,
                        promiscuous,
                        all.direction(),
                        all.bufferOctets(),
                        all.immediate());
        return switch (LibpcapHandle.open(options)) {
            case DeviceOpening.Refused<LibpcapHandle>(var why) -> new DeviceOpening.Refused<>(why);
            case DeviceOpening.Opened<LibpcapHandle>(var handle) ->
                    new DeviceOpening.Opened<>(new LiveSource(handle, snap, durationNanos));
        };
    }

    /** What its frames begin with. */
    public LinkType linkType() {
        return handle.linkType();
    }

    /**
     * Has the kernel pass only what {@code program} accepts, before anything is copied; false if it
     * does not take it. Comes before {@link #run}.
     */
    public boolean filterInKernel(BpfProgram program) {
        return handle.setFilter(program);
    }

    @Override
    public SourceEnd run(Sniffer sniffer) throws IOException, PacketFilters.Unfit {
        long begin = System.nanoTime();
        long endNanos = durationNanos; // after the begin
        boolean ending = false;
        while (true) {
            LibpcapHandle.Next next = burst(sniffer);
            if (next == LibpcapHandle.Next.BROKEN) return new SourceEnd.Limit();
            if (next == LibpcapHandle.Next.FAILED) return gone(sniffer);
            long now = System.nanoTime() - begin;
            if (asked && !ending) {
                ending = true;
                endNanos = Math.min(endNanos, now + LAST_FRAMES_NANOS);
            }
            if (now >= endNanos) return asked ? new SourceEnd.Asked() : new SourceEnd.Limit();
            if (next == LibpcapHandle.Next.NOTHING) {
                sniffer.idle(epochNanos());
                long left = endNanos == FOR_EVER ? FOR_EVER : endNanos - now;
                wait.await(Math.min(left, IDLE_NANOS_MAX));
            }
        }
    }

    /** What the kernel still packed when the interface went is read before the end. */
    private SourceEnd gone(Sniffer sniffer) throws IOException, PacketFilters.Unfit {
        String reason = handle.name() + ": " + handle.error();
        LockSupport.parkNanos(this, LAST_FRAMES_NANOS);
        while (burst(sniffer) == LibpcapHandle.Next.FRAME) {
            // until the ring is empty
        }
        return new SourceEnd.Gone(reason);
    }

    /** Frames that wait, some at most; BROKEN if the sniffer wants no more. */
    private LibpcapHandle.Next burst(Sniffer sniffer) throws IOException, PacketFilters.Unfit {
        LibpcapHandle.Next next = LibpcapHandle.Next.FRAME;
        for (int i = 0; i < FRAMES_BETWEEN_LOOKS; i++) {
            next = handle.next();
            if (next != LibpcapHandle.Next.FRAME) break;
            int captured = Math.min(handle.capturedOctets(), octets.length);
            handle.copy(octets, 0, captured);
            packet.set(
                    handle.linkType(),
                    handle.seconds(),
                    (int) TimeUnit.MICROSECONDS.toNanos(handle.micros()),
                    octets,
                    0,
                    captured,
                    handle.wireOctets());
            if (!sniffer.packet(packet)) return LibpcapHandle.Next.BROKEN;
        }
        return next;
    }

    private static long epochNanos() {
        Instant now = Instant.now();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    }

    @Override
    public void askToEnd() {
        asked = true;
        wait.wake();
    }

    @Override
    public Optional<SourceCounts> counts() {
        if (!closed) {
            lastCounts =
                    handle.stats()
                            .map(stats ->
                                    new SourceCounts(
                                            stats.receivedFrames(),
                                            stats.droppedFrames(),
                                            stats.interfaceDroppedFrames()));
        }
        return lastCounts;
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        wait.close();
        handle.close();
    }
}
