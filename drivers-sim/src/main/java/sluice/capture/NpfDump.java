package sluice.capture;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import sluice.tap.BufferKind;
import sluice.tap.CaptureBuffer;
import sluice.tap.CaptureRecord;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * The kernel thread of an instance in dump mode: takes records out of the ring where they lie and
 * gives them to the file system, as a pcap of version 2.4. One copy for each packet, and no system
 * call (winpcap's documentation, "Dump to disk"; {@code dump.c}).
 *
 * <p>Ends by itself at a limit of octets or packets; what would go over the limit of octets is not
 * written.
 */
final class NpfDump {
    private static final int FILE_HEADER_OCTETS = 24;
    private static final int RECORD_HEADER_OCTETS = 16;
    private static final int PRIORITY = 9;
    private static final int MAGIC = 0xA1B2C3D4;
    private static final int VERSION_2_4 = 4 << 16 | 2;
    private static final int SNAP_OCTETS = 65_535;
    private static final int LINK_TYPE_ETHERNET = 1;

    private final NpfTap tap;
    private final CaptureBuffer buffer;
    private final OutputStream file;
    private final WaitableEvent work = WaitableEvent.autoReset();
    private final WaitableEvent over = WaitableEvent.manualReset();
    private final long octetsMax;
    private final long packetsMax;
    private long octets;
    private long packets;
    private boolean stopping;
    private boolean ended;
    private @Nullable IOException failure;
    private @Nullable UserThread thread;

    NpfDump(NpfTap tap, CaptureBuffer buffer, OutputStream file, long octetsMax, long packetsMax) {
        this.tap = tap;
        this.buffer = buffer;
        this.file = file;
        this.octetsMax = octetsMax;
        this.packetsMax = packetsMax;
    }

    void start(sluice.world.Host host, String name) {
        tap.dumpEnded = false;
        tap.dumpPacketsMax = packetsMax;
        tap.dumpWork = work::set;
        host.cpu().start(name, PRIORITY, this::run);
    }

    /** Writes out what is in the ring, and ends. */
    void stop() {
        stopping = true;
        work.set();
    }

    boolean ended() {
        return ended;
    }

    /** Signalled when it has ended. */
    WaitableEvent over() {
        return over;
    }

    long octets() {
        return octets;
    }

    long packets() {
        return packets;
    }

    @Nullable IOException failure() {
        return failure;
    }

    private void run(UserThread self) {
        thread = self;
        writeFileHeader();
        while (true) {
            while (!ended && buffer.rings().take(this::record)) {
                if (packetsMax > 0 && packets >= packetsMax) end();
            }
            if (ended) return;
            if (stopping) {
                end();
                return;
            }
            self.await(work);
        }
    }

    private void writeFileHeader() {
        byte[] header = new byte[FILE_HEADER_OCTETS];
        CaptureRecord.put32(header, 0, MAGIC);
        CaptureRecord.put32(header, 4, VERSION_2_4);
        CaptureRecord.put32(header, 16, SNAP_OCTETS);
        CaptureRecord.put32(header, 20, LINK_TYPE_ETHERNET);
        try {
            file.write(header);
            octets = FILE_HEADER_OCTETS;
        } catch (IOException broken) {
            fail(broken);
        }
    }

    /** The first 16 octets of a record are those of a pcap's. */
    private void record(byte[] ring, int header, int first, int firstOctets, int rest, int more) {
        int packetOctets = firstOctets + more;
        int length = RECORD_HEADER_OCTETS + packetOctets;
        if (octetsMax > 0 && octets + length > octetsMax) {
            end();
            return;
        }
        try {
            file.write(ring, header, RECORD_HEADER_OCTETS);
            file.write(ring, first, firstOctets);
            if (more > 0) file.write(ring, rest, more);
        } catch (IOException broken) {
            fail(broken);
            return;
        }
        octets += length;
        packets++;
        UserThread self = thread;
        if (self != null) buffer.tally().copiedFor(self, BufferKind.FILE_SYSTEM, 1, packetOctets);
    }

    private void fail(IOException broken) {
        failure = broken;
        end();
    }

    private void end() {
        ended = true;
        tap.dumpEnded = true;
        over.set();
        buffer.readable().set(); // the application is woken
    }
}
