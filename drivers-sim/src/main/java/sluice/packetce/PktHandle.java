package sluice.packetce;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketProgram;
import sluice.ndis.Lookahead;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisBuffer;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.Place;
import sluice.sim.Station;
import sluice.tap.BufferKind;
import sluice.tap.CaptureRecord;
import sluice.tap.CaptureStats;
import sluice.tap.CopyTally;
import sluice.time.UserThread;
import sluice.time.WaitableEvent;
import sluice.trace.Layering;
import sluice.trace.TraceSink;
import sluice.world.Host;

/**
 * One open instance: the protocol's receive handlers on one side, {@code PKTRead} on the other, and
 * between them the {@link KernelBuffer}.
 *
 * <pre>
 *   whole packet   PacketReceive keeps it: the buffers of the descriptor lie in it, nothing is copied
 *   look-ahead     PacketReceive has the rest transferred from the NIC behind what it was shown
 *   then           ProtocolReceiveComplete makes it readable; PKTRead copies it to the program
 * </pre>
 *
 * <p>So a packet is copied twice, out of the NIC and to the program. A full buffer drops the
 * newcomer and counts it.
 */
public final class PktHandle implements Protocol {
    /** What the protocol calls itself. */
    static final String NAME = "packetce";

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int TRANSFERS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(PktHandle.class);

    private final Host host;
    private final ProtocolBinding binding;
    private final KernelBuffer buffer;
    private final NdisPacketPool transfers;
    private final CopyTally tally;
    private final WaitableEvent readable = WaitableEvent.manualReset();
    private @Nullable PacketProgram program;
    private long filterNanos;
    private byte[] joined = {};
    private int timeoutMillis = 1000;
    private int leastOctets;
    private boolean closed;
    private long received;
    private long captured;
    private long dropped;
    private long rejected;

    private @Nullable Packet pendingPacket;
    private long pendingAbout;
    private int pendingKeep;
    private int pendingWire;
    private long pendingNanos;

    PktHandle(Host host, NdisAdapter adapter, String path) {
        this.host = host;
        Place place = host.place(path, Layering.ETHERNET);
        this.binding = adapter.open(this, place);
        this.buffer = new KernelBuffer(binding.packetPool(KernelBuffer.DESCRIPTORS_MAX));
        this.transfers = binding.packetPool(TRANSFERS);
        this.tally = new CopyTally(host.costs());
    }

    @Override
    public String name() {
        return NAME;
    }

    // ---- what NDIS calls

    /** PacketReceive for a whole packet. */
    @Override
    public int receivePacket(ProtocolBinding from, NdisPacket packet) {
        Packet data = packet.packet();
        int wire = data.lengthOctets();
        int keep = decide(data.octets(), data.offset(), wire, wire);
        if (keep == 0) return 0;
        long now = host.scheduler().nowNanos();
        if (!buffer.hasRoom(keep)) {
            dropped++;
            return 0;
        }
        keep(binding.claim(packet), data.id(), keep, wire, now);
        return 0;
    }

    /** PacketReceive for the beginning of a frame. */
    @Override
    public NdisStatus receive(ProtocolBinding from, Lookahead frame) {
        int header = frame.headerLengthOctets();
        int there = header + frame.lookaheadLengthOctets();
        int wire = frame.frameLengthOctets();
        boolean oneRun = frame.isContiguous();
        byte[] octets = oneRun ? frame.header() : joined(frame, there);
        int at = oneRun ? frame.headerOffset() : 0;
        int keep = decide(octets, at, there, wire);
        if (keep == 0) return NdisStatus.NOT_ACCEPTED;
        if (pendingPacket != null || !buffer.hasRoom(keep)) {
            dropped++;
            return NdisStatus.NOT_ACCEPTED;
        }
        Packet packet = host.pool().originate(binding.place(), PacketPool.HEADROOM_OCTETS, keep);
        int shown = Math.min(there, keep);
        byte[] own = packet.writable();
        System.arraycopy(octets, at, own, packet.offset(), shown);
        tally.copied(BufferKind.KERNEL, 0, shown, host.runningCpu());
        long now = host.scheduler().nowNanos();
        if (keep == shown) {
            keep(packet, frame.packetId(), keep, wire, now);
            return NdisStatus.SUCCESS;
        }
        pendingPacket = packet;
        pendingAbout = frame.packetId();
        pendingKeep = keep;
        pendingWire = wire;
        pendingNanos = now;
        var room = NdisBuffer.of(own, packet.offset() + shown, keep - shown);
        NdisPacket target = java.util.Objects.requireNonNull(transfers.allocate(room));
        NdisStatus status = binding.transferData(frame, shown - header, keep - shown, target);
        if (status != NdisStatus.PENDING) transferred(target, status);
        return NdisStatus.SUCCESS;
    }

    /** Header and look-ahead in one run for the program, which is not counted. */
    private byte[] joined(Lookahead frame, int there) {
        if (joined.length < there) joined = new byte[Math.max(there, 2048)];
        int header = frame.headerLengthOctets();
        System.arraycopy(frame.header(), frame.headerOffset(), joined, 0, header);
        System.arraycopy(
                frame.lookahead(), frame.lookaheadOffset(), joined, header, there - header);
        return joined;
    }

    @Override
    public void transferDataComplete(
            ProtocolBinding from, NdisPacket target, NdisStatus status, int octets) {
        transferred(target, status);
        makeReadable();
    }

    private void transferred(NdisPacket target, NdisStatus status) {
        transfers.free(target);
        Packet packet = pendingPacket;
        pendingPacket = null;
        if (packet == null) return;
        if (closed || status != NdisStatus.SUCCESS) {
            packet.end(PktDrop.REST_NOT_TRANSFERRED);
            dropped++;
            return;
        }
        keep(packet, pendingAbout, pendingKeep, pendingWire, pendingNanos);
    }

    private int decide(byte[] octets, int offset, int there, int wire) {
        received++;
        PacketProgram asked = program;
        if (asked == null) return wire;
        host.charge(filterNanos);
        int keep = asked.run(octets, offset, there, wire);
        if (keep == 0) rejected++;
        return Integer.compareUnsigned(keep, wire) > 0 ? wire : keep;
    }

    private void keep(Packet packet, long about, int keep, int wire, long timeNanos) {
        captured++;
        buffer.add(packet, about, keep, wire, timeNanos);
        station(about, "PacketReceive", packet.octets(), packet.offset(), keep);
    }

    @Override
    public void receiveComplete(ProtocolBinding from) {
        makeReadable();
    }

    private void makeReadable() {
        boolean any = false;
        for (var slot = buffer.nextArrived(); slot != null; slot = buffer.nextArrived()) {
            any = true;
            Packet packet = java.util.Objects.requireNonNull(slot.packet);
            station(
                    slot.about,
                    "ProtocolReceiveComplete",
                    packet.octets(),
                    packet.offset(),
                    slot.keep);
        }
        if (any && buffer.usedOctets() >= leastOctets) readable.set();
    }

    private void station(long about, String function, byte[] octets, int offset, int count) {
        TraceSink trace = host.world().trace();
        if (trace == null) return;
        long now = host.scheduler().nowNanos();
        String place = binding.place().name();
        Station.pass(trace, now, about, place, function, octets, offset, count);
    }

    @Override
    public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
        // it sends nothing
    }

    // ---- what the library calls

    /** The binding. */
    public ProtocolBinding binding() {
        return binding;
    }

    /** Size of the kernel buffer in octets, 24 for each packet counted in; what is in it stays. */
    public void setBufferSize(int octets) {
        buffer.setCapacityOctets(octets);
    }

    /** How long a read waits: 0 for ever, -1 not at all. */
    public void setReadTimeout(int millis) {
        timeoutMillis = millis;
    }

    /** Octets that have to be there before a waiting reader is woken. */
    public void setMinToCopy(int octets) {
        leastOctets = octets;
    }

    /** Only frames for which the program does not return 0; false if it is refused. */
    public boolean setFilter(@Nullable BpfProgram wanted) {
        program = null;
        filterNanos = 0;
        if (wanted == null) return true;
        Loaded loaded =
                BpfLoader.compile(wanted, BpfValidator.NPF)
                        .tellingFallback(why ->
                                LOG.warn(
                                        "{}: filter is interpreted: {}",
                                        binding.place().name(),
                                        why));
        if (!(loaded instanceof Loaded.Ready ready)) return false;
        program = ready.program();
        filterNanos = host.costs().filterNanos(wanted.instructionCount());
        return true;
    }

    /** {@link sluice.ndis.PacketFilters} of this handle; false if they are refused. */
    public boolean setPacketFilter(int bits) {
        var request = OidRequest.set(Oid.GEN_CURRENT_PACKET_FILTER, bits);
        return binding.request(request) == NdisStatus.SUCCESS;
    }

    /** Copies and system calls of this instance; the copy out of the NIC is the NIC's to count. */
    public CopyTally tally() {
        return tally;
    }

    /** The counters; received are all that came, before the filter. */
    public CaptureStats stats() {
        return new CaptureStats(received, dropped, captured, rejected);
    }

    /**
     * {@code PKTRead}: waits until there is more than the least to copy, or the timeout is over;
     * then copies whole packets, each behind a {@link CaptureRecord} and at a word's beginning.
     *
     * @return octets used in {@code user}; -1 if the handle is closed
     */
    public int pktRead(UserThread self, byte[] user) {
        if (closed) return -1;
        if (buffer.peek() == null || buffer.usedOctets() < leastOctets) await(self);
        readable.reset();
        if (closed) return -1;
        int used = 0;
        int records = 0;
        int octets = 0;
        for (var slot = buffer.peek(); slot != null; slot = buffer.peek()) {
            int keep = slot.keep;
            if (keep > user.length - used - CaptureRecord.HEADER_OCTETS) break;
            CaptureRecord.put(user, used, slot.timeNanos, keep, slot.wire);
            int at = used + CaptureRecord.HEADER_OCTETS;
            java.util.Objects.requireNonNull(slot.descriptor).read(0, user, at, keep);
            station(slot.about, "PKTRead", user, at, keep);
            buffer.remove().end(PktEnd.READ);
            used += CaptureRecord.wordAligned(CaptureRecord.HEADER_OCTETS + keep);
            records++;
            octets += keep;
            if (used >= user.length) break;
        }
        if (records > 0) tally.copiedFor(self, BufferKind.USER, records, octets);
        return Math.min(used, user.length);
    }

    private void await(UserThread self) {
        if (timeoutMillis < 0) return;
        self.await(readable, timeoutMillis == 0 ? Long.MAX_VALUE : timeoutMillis * NANOS_PER_MILLI);
    }

    /** Wakes a reader that waits; it copies what is there. */
    public void wake() {
        readable.set();
    }

    void close() {
        if (closed) return;
        closed = true;
        binding.close();
        while (buffer.count() > 0) buffer.remove().end(PktDrop.CLOSED_UNREAD);
        readable.set();
    }

    @Override
    public String toString() {
        return binding.place().name();
    }
}
