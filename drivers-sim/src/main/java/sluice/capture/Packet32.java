package sluice.capture;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.bpf.BpfProgram;
import sluice.ndis.OidRequest;
import sluice.tap.CaptureRecord;
import sluice.tap.CaptureStats;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;

/**
 * The capture library of one program, with the names of Packet32.h: each call enters the kernel
 * once, which is counted and paid for where {@link sluice.tap.CopyTally} does it.
 *
 * <p>To be called by the program whose {@link UserThread} it was made with.
 */
public final class Packet32 {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final NpfDriver driver;
    private final UserThread self;

    /** The library in the program {@code self}. */
    public Packet32(NpfDriver driver, UserThread self) {
        this.driver = driver;
        this.self = self;
    }

    /**
     * Names of the adapters and, behind an empty one, their descriptions; each ends with a NUL,
     * both lists with one more. Nothing is written if it does not fit.
     *
     * @return how long the array has to be
     */
    public int packetGetAdapterNames(byte[] names) {
        var text = new StringBuilder();
        for (var adapter : driver.adapterList()) text.append(adapter.deviceName()).append('\0');
        text.append('\0');
        for (var adapter : driver.adapterList()) text.append(adapter.description()).append('\0');
        text.append('\0');
        byte[] all = text.toString().getBytes(StandardCharsets.US_ASCII);
        if (all.length <= names.length) System.arraycopy(all, 0, names, 0, all.length);
        return all.length;
    }

    /** Opens an adapter; null if there is none of that name. */
    public @Nullable NpfInstance packetOpenAdapter(String adapterName) {
        NpfInstance opened = driver.open(adapterName);
        if (opened != null) call(opened);
        return opened;
    }

    private void call(NpfInstance adapter) {
        adapter.tally().systemCall(self);
    }

    private boolean called(NpfInstance adapter, NpfStatus status) {
        call(adapter);
        return status == NpfStatus.SUCCESS;
    }

    /** Closes it. */
    public void packetCloseAdapter(NpfInstance adapter) {
        call(adapter);
        adapter.close();
    }

    /** Size of the kernel buffer; see {@link NpfInstance#setBufferSize}. */
    public boolean packetSetBuff(NpfInstance adapter, int octets) {
        return called(adapter, adapter.setBufferSize(octets));
    }

    /** Least data to copy. */
    public boolean packetSetMinToCopy(NpfInstance adapter, int octets) {
        return called(adapter, adapter.setMinToCopy(octets));
    }

    /** Read timeout in milliseconds: 0 for ever, -1 not at all. */
    public boolean packetSetReadTimeout(NpfInstance adapter, int millis) {
        return called(adapter, adapter.setReadTimeout(millis));
    }

    /** Mode bits; see {@link CaptureMode}. */
    public boolean packetSetMode(NpfInstance adapter, int bits) {
        call(adapter);
        return CaptureMode.of(bits)
                .map(mode -> adapter.setMode(mode) == NpfStatus.SUCCESS)
                .orElse(false);
    }

    /** How often a write sends its frame. */
    public boolean packetSetNumWrites(NpfInstance adapter, int count) {
        return called(adapter, adapter.setWriteRepetitions(count));
    }

    /** Installs a filter; null takes it away. */
    public boolean packetSetBpf(NpfInstance adapter, @Nullable BpfProgram program) {
        return called(adapter, adapter.setFilter(program));
    }

    /** Whether own sends are captured, and seen by others. */
    public boolean packetSetLoopbackBehavior(NpfInstance adapter, boolean captureOwnSends) {
        return called(adapter, adapter.setLoopback(captureOwnSends));
    }

    /** {@link sluice.ndis.PacketFilters} of this handle. */
    public boolean packetSetHwFilter(NpfInstance adapter, int bits) {
        return called(adapter, adapter.setPacketFilter(bits));
    }

    /** Asks or tells the NIC. */
    public boolean packetRequest(NpfInstance adapter, OidRequest request) {
        return called(adapter, adapter.request(request));
    }

    /** Where a dump goes. */
    public boolean packetSetDumpName(NpfInstance adapter, OutputStream file) {
        return called(adapter, adapter.setDumpFile(file));
    }

    /** When a dump ends; 0 is no limit. */
    public boolean packetSetDumpLimits(NpfInstance adapter, long octets, long packets) {
        return called(adapter, adapter.setDumpLimits(octets, packets));
    }

    /** Whether the dump has ended; {@code sync} waits for it. */
    public boolean packetIsDumpEnded(NpfInstance adapter, boolean sync) {
        call(adapter);
        if (!adapter.preset().dumps()) return false;
        if (sync) adapter.awaitDumpEnd(self);
        return adapter.dumpEnded();
    }

    /** The event that is signalled when there is enough to read. */
    public WaitableEvent packetGetReadEvent(NpfInstance adapter) {
        return adapter.readEvent();
    }

    /** The counters. */
    public CaptureStats packetGetStatsEx(NpfInstance adapter) {
        call(adapter);
        return adapter.stats();
    }

    /**
     * Reads records into the buffer; see {@link NpfInstance#read}.
     *
     * @return false if it failed; an empty buffer is no failure
     */
    public boolean packetReceivePacket(NpfInstance adapter, PacketBuffer buffer) {
        call(adapter);
        int used = adapter.read(self, buffer.octets(), 0, buffer.octets().length);
        buffer.setReceivedOctets(Math.max(used, 0));
        return used >= 0;
    }

    /** Sends a frame as it is, as often as {@link #packetSetNumWrites} said, in one call. */
    public boolean packetSendPacket(
            NpfInstance adapter, byte[] octets, int offset, int lengthOctets) {
        call(adapter);
        return adapter.write(self, octets, offset, lengthOctets) >= 0;
    }

    /**
     * Sends a queue of frames. With {@code sync}, keeps the distances of their time stamps: the
     * driver waits up to a second in the kernel, this routine the rest.
     *
     * @return octets of the queue that were sent; fewer than its length means an error
     */
    public int packetSendPackets(
            NpfInstance adapter, byte[] queue, int lengthOctets, boolean sync) {
        Objects.checkFromIndexSize(0, lengthOctets, queue.length);
        int sent = 0;
        long startedAt = self.nowNanos();
        long firstStamp = lengthOctets < 8 ? 0 : CaptureRecord.timeNanos(queue, 0);
        while (sent < lengthOctets) {
            call(adapter);
            int used = adapter.sendQueue(self, queue, sent, lengthOctets - sent, sync);
            if (used <= 0) return sent;
            sent += used;
            if (sent < lengthOctets) {
                long due = startedAt + CaptureRecord.timeNanos(queue, sent) - firstStamp;
                long wait = Math.min(due - self.nowNanos(), Integer.MAX_VALUE * NANOS_PER_SECOND);
                self.compute(wait);
            }
        }
        return sent;
    }
}
