package sluice.capture;

import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfRefusal;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.ndis.Lookahead;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.tap.CaptureBuffer;
import sluice.tap.CaptureRecord;
import sluice.tap.CaptureStats;
import sluice.tap.CopyTally;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;
import sluice.trace.Layering;

/**
 * One open handle of the capture driver: one binding to one adapter, with filter, ring, mode and
 * counters of its own. The methods are what the driver does for a program's calls; {@link Packet32}
 * is how a program makes them.
 *
 * <p>After opening: ring of size 0, no filter, packet filter 0, reads return at once, nothing
 * needed to wake a reader, one write for each write, own sends captured.
 */
public final class NpfInstance implements Protocol {
    /** Read timeout: a read does not wait. */
    public static final int TIMEOUT_IMMEDIATE = -1;

    /** Read timeout: a read waits for ever. */
    public static final int TIMEOUT_NEVER = 0;

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int STATISTICS_TIMEOUT_MILLIS = 1000;
    private static final int STATISTICS_OCTETS = 16;

    private static final Logger LOG = LoggerFactory.getLogger(NpfInstance.class);

    private final NpfDriver driver;
    private final String place;
    private final ProtocolBinding binding;
    private final CaptureBuffer buffer;
    private final NpfTap tap;
    private final NpfSender sender;
    private int timeoutMillis = TIMEOUT_IMMEDIATE;
    private int writeRepetitions = 1;
    private boolean loopback = true;
    private boolean closed;
    private @Nullable BpfRefusal refusal;
    private @Nullable OutputStream dumpFile;
    private @Nullable NpfDump dump;
    private long dumpOctetsMax;
    private long dumpPacketsMax;
    private int blockedByOctets;
    private int blockedBufferOctets;
    private NpfStatus lastStatus = NpfStatus.SUCCESS;

    NpfInstance(NpfDriver driver, NdisAdapter adapter, String place) {
        this.driver = driver;
        this.place = driver.host().name() + "/" + place;
        int rings = driver.preset().ringPerCpu() ? driver.host().cpus().size() : 1;
        this.buffer =
                new CaptureBuffer(
                        rings,
                        driver.preset().counting(),
                        driver.preset().wakesOnDrop(),
                        new CopyTally(driver.host().costs()));
        this.tap = new NpfTap(driver, buffer);
        this.binding = adapter.open(this, driver.host().place(place, Layering.ETHERNET));
        int frameMax = (int) NpfDriver.ask(adapter, Oid.GEN_MAXIMUM_TOTAL_SIZE);
        this.sender = new NpfSender(binding, frameMax);
    }

    // ---- what NDIS calls

    @Override
    public String name() {
        return "npf";
    }

    @Override
    public NdisStatus receive(ProtocolBinding from, Lookahead frame) {
        return tap.receive(from, frame);
    }

    @Override
    public void transferDataComplete(
            ProtocolBinding from, NdisPacket packet, NdisStatus status, int octets) {
        tap.transferred(packet, status);
    }

    @Override
    public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
        sender.over(packet, status);
    }

    // ---- settings

    /** The binding. */
    public ProtocolBinding binding() {
        return binding;
    }

    /** Which generation it behaves like. */
    public NpfPreset preset() {
        return driver.preset();
    }

    /**
     * BIOCSETF: only frames for which {@code program} does not return 0 are captured, and of those
     * as many octets as it returns. Empties the ring and zeroes the counters, also if it fails; and
     * if it fails there is no filter afterwards, as in WinPcap.
     *
     * @param program null takes the filter away
     */
    public NpfStatus setFilter(@Nullable BpfProgram program) {
        buffer.setProgram(null);
        tap.filterNanos = 0;
        buffer.reset();
        refusal = null;
        if (program == null) return NpfStatus.SUCCESS;
        Loaded loaded =
                BpfLoader.compile(program, BpfValidator.NPF)
                        .tellingFallback(
                                why -> LOG.warn("{}: filter is interpreted: {}", place, why));
        return switch (loaded) {
            case Loaded.Ready ready -> {
                buffer.setProgram(ready.program());
                tap.filterNanos = driver.host().costs().filterNanos(program.instructionCount());
                yield NpfStatus.SUCCESS;
            }
            case Loaded.Refused(BpfRefusal why) -> {
                refusal = why;
                yield NpfStatus.UNSUCCESSFUL;
            }
        };
    }

    /** Why the last program was refused, if it was. */
    public Optional<BpfRefusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /**
     * BIOCSETBUFFERSIZE: new rings of this size in all, in place of the old ones and what is in
     * them; counters begin anew.
     */
    public NpfStatus setBufferSize(int octets) {
        return buffer.resize(octets) ? NpfStatus.SUCCESS : NpfStatus.INSUFFICIENT_RESOURCES;
    }

    /** BIOCSMINTOCOPY: octets that have to be there before a waiting reader is woken. */
    public NpfStatus setMinToCopy(int octets) {
        if (octets < 0) return NpfStatus.UNSUCCESSFUL;
        buffer.setLeastToCopyOctets(octets);
        return NpfStatus.SUCCESS;
    }

    /** BIOCSRTIMEOUT, in milliseconds; {@link #TIMEOUT_NEVER}, {@link #TIMEOUT_IMMEDIATE}. */
    public NpfStatus setReadTimeout(int millis) {
        if (millis < TIMEOUT_IMMEDIATE) return NpfStatus.UNSUCCESSFUL;
        timeoutMillis = millis;
        return NpfStatus.SUCCESS;
    }

    /** BIOCSMODE. Statistics begin at zero; a dump begins if a file is set, and ends otherwise. */
    public NpfStatus setMode(CaptureMode mode) {
        if (mode.dumps() && !driver.preset().dumps()) return NpfStatus.INVALID_DEVICE_REQUEST;
        endDump();
        if (mode.counts()) {
            tap.statPackets = 0;
            tap.statOctets = 0;
            if (timeoutMillis == TIMEOUT_NEVER) timeoutMillis = STATISTICS_TIMEOUT_MILLIS;
        }
        tap.mode = mode;
        OutputStream file = dumpFile;
        if (mode.dumps() && file != null) {
            dump = new NpfDump(tap, buffer, file, dumpOctetsMax, dumpPacketsMax);
            dump.start(driver.host(), binding.place().name() + "/dump");
        }
        return NpfStatus.SUCCESS;
    }

    /** What it does with frames. */
    public CaptureMode mode() {
        return tap.mode;
    }

    /** BIOCSETDUMPFILENAME: where a dump goes; before the mode is set. */
    public NpfStatus setDumpFile(OutputStream file) {
        if (!driver.preset().dumps()) return NpfStatus.INVALID_DEVICE_REQUEST;
        dumpFile = file;
        return NpfStatus.SUCCESS;
    }

    /** BIOCSETDUMPLIMITS: the dump ends before it grows over one of them; 0 is no limit. */
    public NpfStatus setDumpLimits(long octets, long packets) {
        if (!driver.preset().dumps()) return NpfStatus.INVALID_DEVICE_REQUEST;
        dumpOctetsMax = octets;
        dumpPacketsMax = packets;
        return NpfStatus.SUCCESS;
    }

    /** BIOCISDUMPENDED. */
    public boolean dumpEnded() {
        NpfDump running = dump;
        return running == null || running.ended();
    }

    /** Waits until the dump has ended; with none, does not. */
    public void awaitDumpEnd(UserThread self) {
        NpfDump running = dump;
        if (running != null && !running.ended()) self.await(running.over());
    }

    /** Packets that the dump has written. */
    public long dumpedPackets() {
        NpfDump running = dump;
        return running == null ? 0 : running.packets();
    }

    /** Length of the dump's file. */
    public long dumpedOctets() {
        NpfDump running = dump;
        return running == null ? 0 : running.octets();
    }

    /** Frames that came after the dump had ended, which are in no other count but received. */
    public long afterDumpEnd() {
        return tap.afterDumpEnd;
    }

    private void endDump() {
        tap.dumpWork = () -> {};
        NpfDump running = dump;
        if (running != null) running.stop();
    }

    /** BIOCSWRITEREP: how often each write sends its frame. */
    public NpfStatus setWriteRepetitions(int count) {
        if (count < 0) return NpfStatus.UNSUCCESSFUL;
        writeRepetitions = count;
        return NpfStatus.SUCCESS;
    }

    /**
     * BIOCISETLOBBEH: whether sends of this instance are shown to bindings of the adapter. Off,
     * they are hidden from all of them, tcpip included; and the ring is emptied, counters zeroed.
     */
    public NpfStatus setLoopback(boolean captureOwnSends) {
        loopback = captureOwnSends;
        sender.setLoopback(captureOwnSends);
        if (!captureOwnSends) buffer.reset();
        return NpfStatus.SUCCESS;
    }

    /** Whether own sends are shown. */
    public boolean loopback() {
        return loopback;
    }

    /** PacketSetHwFilter: the packet filter of this binding. */
    public NpfStatus setPacketFilter(int bits) {
        return request(OidRequest.set(Oid.GEN_CURRENT_PACKET_FILTER, bits));
    }

    /** BIOCSETOID, BIOCQUERYOID. */
    public NpfStatus request(OidRequest request) {
        return binding.request(request) == NdisStatus.SUCCESS
                ? NpfStatus.SUCCESS
                : NpfStatus.UNSUCCESSFUL;
    }

    /** BIOCGSTATS: the counters since the last reset. */
    public CaptureStats stats() {
        return buffer.stats();
    }

    /** Rings in which a frame was stored since the last reset: one for each CPU the tap ran on. */
    public int ringsUsed() {
        return buffer.ringsUsed();
    }

    /** The event that wakes readers: BIOCGEVNAME. */
    public WaitableEvent readEvent() {
        return buffer.readable();
    }

    /** Copies, system calls and buffers of this instance. */
    public CopyTally tally() {
        return buffer.tally();
    }

    /** Records in the kernel buffer, all processors together. */
    int waitingRecords() {
        return buffer.rings().records();
    }

    /** Octets in use in the kernel buffer. */
    public int usedOctets() {
        return buffer.rings().usedOctets();
    }

    /** Frames given to the adapter for sending. */
    public long sent() {
        return sender.sent();
    }

    /** Frames that the adapter failed to send, which the writer is not told. */
    public long sendsFailed() {
        return sender.failed();
    }

    // ---- reading

    /**
     * ReadFile: waits until there is more than the least to copy, or the timeout is over; then
     * copies whole records.
     *
     * @return octets used in {@code user}, 0 if nothing came or the next record is too long for it;
     *     -1 if it failed, {@link #lastStatus} says why
     */
    public int read(UserThread self, byte[] user, int offset, int lengthOctets) {
        java.util.Objects.checkFromIndexSize(offset, lengthOctets, user.length);
        if (closed) return failed(NpfStatus.CANCELLED);
        boolean statistics = tap.mode.counts();
        boolean needsBuffer = !statistics || driver.preset().statisticsNeedBuffer();
        if (needsBuffer && buffer.rings().sizeEachOctets() == 0)
            return failed(NpfStatus.UNSUCCESSFUL);
        lastStatus = NpfStatus.SUCCESS;
        if (statistics) return readStatistics(self, user, offset, lengthOctets);
        buffer.waitForData(self, timeoutNanos());
        if (closed) return failed(NpfStatus.CANCELLED);
        if (tap.mode != CaptureMode.CAPTURE) return 0; // a dump: the application was only woken
        int used = buffer.read(self, user, offset, lengthOctets);
        int next = buffer.rings().nextCapturedOctets();
        if (used == 0 && next >= 0) {
            blockedByOctets = next;
            blockedBufferOctets = lengthOctets;
        }
        return used;
    }

    private int failed(NpfStatus why) {
        lastStatus = why;
        return -1;
    }

    /** How the last read went. */
    public NpfStatus lastStatus() {
        return lastStatus;
    }

    /**
     * What is wrong with the way this instance is used, if something is: a record longer than the
     * reader's buffer, which stays the next for ever.
     */
    public Optional<String> warning() {
        if (blockedByOctets == 0) return Optional.empty();
        return Optional.of(
                "%s: a frame of %d octets does not fit a user buffer of %d: reads return nothing until it grows"
                        .formatted(binding.place().name(), blockedByOctets, blockedBufferOctets));
    }

    private long timeoutNanos() {
        return switch (timeoutMillis) {
            case TIMEOUT_NEVER -> Long.MAX_VALUE;
            case TIMEOUT_IMMEDIATE -> 0;
            default -> timeoutMillis * NANOS_PER_MILLI;
        };
    }

    /** One record with the counts of an interval: the timeout. The counts begin anew. */
    private int readStatistics(UserThread self, byte[] user, int offset, int lengthOctets) {
        int body = tap.mode == CaptureMode.STATISTICS_DUMP ? 24 : STATISTICS_OCTETS;
        int length = CaptureRecord.HEADER_OCTETS + body;
        if (lengthOctets < length) return failed(NpfStatus.BUFFER_TOO_SMALL);
        if (timeoutNanos() > 0 && !tap.dumpEnded) {
            readEvent().reset();
            self.await(readEvent(), timeoutNanos());
        }
        if (closed) return failed(NpfStatus.CANCELLED);
        CaptureRecord.put(user, offset, self.nowNanos(), body, body);
        int at = offset + CaptureRecord.HEADER_OCTETS;
        CaptureRecord.put64(user, at, tap.statPackets);
        CaptureRecord.put64(user, at + 8, tap.statOctets);
        if (body > STATISTICS_OCTETS) CaptureRecord.put64(user, at + 16, dumpedOctets());
        tap.statPackets = 0;
        tap.statOctets = 0;
        return length;
    }

    // ---- sending

    /**
     * WriteFile: one frame without FCS, sent as often as {@link #setWriteRepetitions} says; returns
     * when all are completed.
     *
     * @return the length of the frame, once; -1 if it is empty or too long, or another write is
     *     under way
     */
    public int write(UserThread self, byte[] octets, int offset, int lengthOctets) {
        java.util.Objects.checkFromIndexSize(offset, lengthOctets, octets.length);
        if (closed) return -1;
        return sender.write(self, octets, offset, lengthOctets, writeRepetitions);
    }

    /**
     * BIOCSENDPACKETSNOSYNC, BIOCSENDPACKETSSYNC: one call for a queue of frames, each behind 16
     * octets of time, captured length, length.
     *
     * @return octets of the queue used up: all, or with {@code timed} those before a frame that is
     *     more than a second away; -1 at a malformed record, frames before it being sent
     */
    public int sendQueue(
            UserThread self, byte[] queue, int offset, int lengthOctets, boolean timed) {
        java.util.Objects.checkFromIndexSize(offset, lengthOctets, queue.length);
        if (closed) return -1;
        return sender.queue(self, queue, offset, lengthOctets, timed);
    }

    /** Closes the handle; a reader that waits is woken, and fails. */
    public void close() {
        if (closed) return;
        closed = true;
        endDump();
        binding.close();
        driver.closed(this);
        readEvent().set();
    }

    @Override
    public String toString() {
        return binding.place().name();
    }
}
