package sluice.netdev;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfRefusal;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketMetadata;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;
import sluice.tap.CaptureBuffer;
import sluice.tap.CaptureRecord;
import sluice.tap.CaptureStats;
import sluice.tap.CopyTally;
import sluice.tap.CountingRule;
import sluice.time.Cpu;
import sluice.time.UserThread;

/**
 * A packet socket of type SOCK_RAW for all protocols: sees frames where the taps stand, filters
 * them in the kernel, and keeps what passes for {@code recvfrom} (Linux 6.x, {@code
 * net/packet/af_packet.c}, packet_rcv).
 *
 * <p>The mechanism is that of the Windows capture driver: program before any copy, ring, record.
 * The rules are Linux's: each read gives one frame, without a header; a frame is counted as
 * received when it has passed the filter, whether there is room for it or not; reading the counters
 * zeroes them; a filter that is refused leaves the old one in place, and a new one does not empty
 * the queue.
 *
 * <p>Differs: the bound is octets with 24 more for each frame; Linux counts the whole buffers of a
 * frame (its truesize) against SO_RCVBUF.
 */
public final class PacketSocket implements PacketTap {
    private static final Logger LOG = LoggerFactory.getLogger(PacketSocket.class);

    /** What a read without waiting finds when nothing is there: EAGAIN. */
    public static final int NOTHING = -1;

    /** {@code net.core.rmem_default}. */
    public static final int RECEIVE_BUFFER_OCTETS = 212_992;

    private final DeviceLayer devices;
    private final CaptureBuffer buffer;
    private @Nullable NetInterface device;
    private byte[] record = new byte[4096];
    private long lastTimeNanos;
    private int lastWireOctets;
    private int lastVlanTag;
    private int[] tags = new int[64]; // of the frames that wait, in a circle
    private int firstTag;
    private int waitingTags;
    private long filterNanos;
    private boolean ignoresOutgoing;
    private boolean closed;

    private PacketSocket(DeviceLayer devices) {
        this.devices = devices;
        var tally = new CopyTally(devices.host().costs());
        this.buffer = new CaptureBuffer(1, CountingRule.AFTER_FILTER, false, tally);
        buffer.resize(RECEIVE_BUFFER_OCTETS);
        devices.addTap(this);
    }

    /** A socket on all devices, without a filter. */
    public static PacketSocket open(DeviceLayer devices) {
        return new PacketSocket(devices);
    }

    /** {@code bind}: frames of this device only; false if there is none of that name. */
    public boolean bind(String deviceName) {
        NetInterface named = devices.device(deviceName);
        if (named == null) return false;
        device = named;
        return true;
    }

    /**
     * SO_ATTACH_FILTER; null is SO_DETACH_FILTER. The program is judged by the rules of Linux and
     * may load what the kernel knows of a frame besides its octets ({@link sluice.bpf.Ancillary})
     * and from its headers.
     *
     * @return why the program is refused, the old one staying; null if it was taken
     */
    public @Nullable BpfRefusal attachFilter(@Nullable BpfProgram program) {
        if (program == null) {
            filterNanos = 0;
            buffer.setProgram(null);
            return null;
        }
        Loaded loaded =
                BpfLoader.compile(program, BpfValidator.LINUX)
                        .tellingFallback(why ->
                                LOG.warn(
                                        "{}: filter of a packet socket is interpreted: {}",
                                        devices.host().name(),
                                        why));
        return switch (loaded) {
            case Loaded.Ready ready -> {
                buffer.setProgram(ready.program());
                filterNanos = devices.host().costs().filterNanos(program.instructionCount());
                yield null;
            }
            case Loaded.Refused(BpfRefusal why) -> why;
        };
    }

    /**
     * SO_RCVBUF. Differs: what waits is thrown away, which Linux does not do.
     *
     * @return false if the size cannot be
     */
    public boolean setReceiveBuffer(int octets) {
        if (!buffer.resize(octets)) return false;
        waitingTags = 0;
        return true;
    }

    /** PACKET_IGNORE_OUTGOING (Linux 4.20): frames that this host sends are left out. */
    public void setIgnoreOutgoing(boolean value) {
        ignoresOutgoing = value;
    }

    @Override
    public void saw(
            NetInterface from,
            PacketType type,
            long packetId,
            byte[] octets,
            int offset,
            int lengthOctets,
            PacketMetadata metadata) {
        NetInterface only = device;
        if (only != null && only != from) return;
        if (ignoresOutgoing && type == PacketType.OUTGOING) return;
        Cpu cpu = devices.host().runningCpu();
        if (filterNanos > 0) cpu.charge(filterNanos);
        int keep = buffer.decide(0, octets, offset, lengthOctets, lengthOctets, metadata);
        if (keep == 0) return;
        long now = devices.host().scheduler().nowNanos();
        if (!buffer.store(0, now, octets, offset, keep, lengthOctets, cpu)) return;
        putTag(VlanTag.beside(metadata));
    }

    private void putTag(int tag) {
        if (waitingTags == tags.length) {
            int[] wider = new int[tags.length * 2];
            for (int i = 0; i < waitingTags; i++) wider[i] = tags[(firstTag + i) % tags.length];
            tags = wider;
            firstTag = 0;
        }
        tags[(firstTag + waitingTags++) % tags.length] = tag;
    }

    private int takeTag() {
        int tag = tags[firstTag];
        firstTag = (firstTag + 1) % tags.length;
        waitingTags--;
        return tag;
    }

    /**
     * {@code recvfrom}: waits for a frame and copies as much of it as fits; the rest of it is lost.
     *
     * @param timeoutNanos how long at most; {@link Long#MAX_VALUE} for ever, 0 for MSG_DONTWAIT
     * @return octets copied, or {@link #NOTHING}
     */
    public int receive(
            UserThread program, byte[] target, int offset, int lengthOctets, long timeoutNanos) {
        java.util.Objects.checkFromIndexSize(offset, lengthOctets, target.length);
        buffer.tally().systemCall(program);
        if (closed) return NOTHING;
        if (buffer.rings().records() == 0) {
            buffer.readable().reset(); // of frames that earlier reads took
            buffer.waitForData(program, timeoutNanos);
        }
        int waiting = buffer.rings().nextCapturedOctets();
        if (waiting < 0) return NOTHING;
        int length = CaptureRecord.HEADER_OCTETS + waiting;
        if (record.length < length) record = new byte[length * 2];
        buffer.readOne(program, record, waiting);
        lastTimeNanos = CaptureRecord.timeNanos(record, 0);
        lastWireOctets = CaptureRecord.wireOctets(record, 0);
        lastVlanTag = takeTag();
        int copied = Math.min(waiting, lengthOctets);
        System.arraycopy(record, CaptureRecord.HEADER_OCTETS, target, offset, copied);
        return copied;
    }

    /** When the frame of the last read was seen: SO_TIMESTAMP. */
    public long lastTimeNanos() {
        return lastTimeNanos;
    }

    /**
     * The VLAN tag that was taken out of the frame of the last read: PACKET_AUXDATA with
     * tp_vlan_tpid and tp_vlan_tci; {@link VlanTag#NONE} without TP_STATUS_VLAN_VALID.
     */
    public int lastVlanTag() {
        return lastVlanTag;
    }

    /** How long the frame of the last read was, without such a tag: MSG_TRUNC. */
    public int lastWireOctets() {
        return lastWireOctets;
    }

    /** PACKET_STATISTICS: packets and drops since it was asked last. */
    public CaptureStats takeStatistics() {
        CaptureStats stats = buffer.stats();
        buffer.zeroCounters();
        return stats;
    }

    /** Copies and calls. */
    public CopyTally tally() {
        return buffer.tally();
    }

    /** Closes it; a reader that waits is woken. */
    public void close() {
        if (closed) return;
        closed = true;
        devices.removeTap(this);
        buffer.readable().set();
    }
}
