package sluice.netfilter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sluice.defer.DeferralSink;
import sluice.defer.Outcome;
import sluice.packet.DropReason;

/**
 * A numbered queue of packets for user space, and its listener (Linux 6.x, {@code
 * net/netfilter/nfnetlink_queue.c}).
 *
 * <p>Exists while somebody listens. Each packet leaves it once: answered by the listener, or
 * dropped because a hook, a device or the listener goes away. With fail-open, packets that do not
 * fit go on as accepted.
 *
 * <p>A listener of this model is asked about each packet as it comes and answers the {@link
 * QueueEntry} it is given, or later by number: {@link #answer}, {@link #answerUpTo}.
 *
 * <p>Differs: a new queue copies whole packets; the kernel's copies nothing until it is told to,
 * and drops meanwhile ({@link QueueCopy#NONE}).
 */
public final class NfQueue {
    /** Length of a queue whose listener asks for none ({@code NFQNL_QMAX_DEFAULT}). */
    public static final int LENGTH_PACKETS_DEFAULT = 1024;

    /** Most octets of a packet that are copied ({@code NFQNL_MAX_COPY_RANGE}). */
    public static final int COPY_OCTETS_MAX = 0xffff - 4;

    private final int number;
    private final DeferralSink listener;
    private final Netfilter netfilter;
    private final Map<Long, QueueEntry> waiting = new LinkedHashMap<>();
    private int lengthPacketsMax;
    private boolean failOpen;
    private QueueCopy copy = QueueCopy.PACKET;
    private int copyOctetsMax = COPY_OCTETS_MAX;
    private boolean bound = true;
    private long lastId;
    private long fullCount;
    private long refusedCount;

    NfQueue(
            int number,
            DeferralSink listener,
            int lengthPacketsMax,
            boolean failOpen,
            Netfilter netfilter) {
        this.number = number;
        this.listener = listener;
        this.failOpen = failOpen;
        this.netfilter = netfilter;
        setLengthPacketsMax(lengthPacketsMax);
    }

    /** Number, 0..65535. */
    public int number() {
        return number;
    }

    // ---- what the listener asks for --------------------------------------------------------

    /**
     * How many packets may wait ({@code NFQA_CFG_QUEUE_MAXLEN}); those that wait already stay.
     *
     * @throws IllegalArgumentException if it is none
     */
    public void setLengthPacketsMax(int packets) {
        if (packets < 1) throw new IllegalArgumentException("queue of " + packets + " packets");
        lengthPacketsMax = packets;
    }

    /** Whether packets that do not fit go on as accepted ({@code NFQA_CFG_F_FAIL_OPEN}). */
    public void setFailOpen(boolean value) {
        failOpen = value;
    }

    /**
     * What a message holds of a packet ({@code NFQNL_MSG_CONFIG}).
     *
     * @param octetsMax for {@link QueueCopy#PACKET}; 0 and more than fit mean as many as fit
     */
    public void setCopy(QueueCopy mode, int octetsMax) {
        if (octetsMax < 0) throw new IllegalArgumentException("copy of " + octetsMax + " octets");
        copy = mode;
        copyOctetsMax = octetsMax == 0 || octetsMax > COPY_OCTETS_MAX ? COPY_OCTETS_MAX : octetsMax;
    }

    /** Octets that a message holds of a packet of this length. */
    int copiedOctets(int lengthOctets) {
        return copy == QueueCopy.PACKET ? Math.min(copyOctetsMax, lengthOctets) : 0;
    }

    // ---- what waits ------------------------------------------------------------------------

    /** How many packets wait for a decision. */
    public int waitingCount() {
        return waiting.size();
    }

    /** The packets that wait, oldest first. */
    public List<QueueEntry> waiting() {
        return List.copyOf(waiting.values());
    }

    /** How many packets were dropped because it was full ({@code queue_dropped}). */
    public long fullCount() {
        return fullCount;
    }

    /** How many were dropped because the listener did not take them ({@code user_dropped}). */
    public long refusedCount() {
        return refusedCount;
    }

    /** Number of the last packet that was offered. */
    public long lastId() {
        return lastId;
    }

    /**
     * The line of {@code /proc/net/netfilter/nfnetlink_queue}: number, listener, waiting, copy
     * mode, copy range, dropped as full, dropped as refused, last packet's number, 1.
     *
     * @param portId what the listener is called there
     */
    public String procLine(int portId) {
        return "%5d %6d %5d %1d %5d %5d %5d %8d %2d"
                .formatted(
                        number,
                        portId,
                        waiting.size(),
                        copy.code(),
                        copy == QueueCopy.PACKET ? copyOctetsMax : 0,
                        fullCount,
                        refusedCount,
                        lastId,
                        1);
    }

    /** Parks a packet and asks the listener, or ends it. */
    void park(QueueEntry entry) {
        if (copy == QueueCopy.NONE) {
            entry.skb().end(NetfilterDrop.QUEUE_COPIES_NOTHING);
            return;
        }
        if (waiting.size() >= lengthPacketsMax) {
            if (failOpen) {
                entry.passBy();
            } else {
                fullCount++;
                entry.skb().end(NetfilterDrop.QUEUE_FULL);
            }
            return;
        }
        entry.enter(++lastId);
        waiting.put(lastId, entry);
        var trace = netfilter.trace();
        if (trace != null) {
            trace.accept(
                    new NfStep.Queued(
                            netfilter.nowNanos(),
                            entry.packet().id(),
                            entry.packet().owner().name(),
                            number,
                            waiting.size()));
        }
        netfilter.beginOffer();
        boolean taken = listener.offer(entry);
        netfilter.endOffer();
        if (!taken && entry.isOpen()) { // a sink may have finished it and then refused
            if (failOpen) {
                entry.finish(Outcome.CONTINUE);
            } else {
                refusedCount++;
                entry.revoke(NetfilterDrop.QUEUE_REFUSED);
            }
        }
    }

    void left(QueueEntry entry) {
        waiting.remove(entry.id());
    }

    // ---- answers ---------------------------------------------------------------------------

    /** Answers about the packet of this number ({@code NFQNL_MSG_VERDICT}). */
    public QueueStatus answer(long id, QueueAnswer answer) {
        QueueStatus refused = refused(answer);
        if (refused != null) return refused;
        QueueEntry entry = waiting.get(id);
        if (entry == null) return QueueStatus.NO_ENTRY;
        entry.reinject(answer);
        return QueueStatus.OK;
    }

    /**
     * Answers about a packet that waits here ({@code nf_reinject}).
     *
     * @throws sluice.trace.ContractBroken if it waits in another queue, which it goes on doing, or
     *     if it was answered before
     */
    public QueueStatus answer(QueueEntry entry, QueueAnswer answer) {
        QueueStatus refused = refused(answer);
        if (refused != null) return refused;
        entry.requireIn(this);
        entry.reinject(answer);
        return QueueStatus.OK;
    }

    /**
     * Answers about all packets that wait up to this number, oldest first ({@code
     * NFQNL_MSG_VERDICT_BATCH}); other octets in the answer are not looked at.
     */
    public QueueStatus answerUpTo(long id, QueueAnswer answer) {
        QueueStatus refused = refused(answer);
        if (refused != null) return refused;
        List<QueueEntry> meant = new ArrayList<>();
        for (QueueEntry entry : waiting.values()) {
            if (entry.id() > id) break;
            meant.add(entry);
        }
        if (meant.isEmpty()) return QueueStatus.NO_ENTRY;
        // An answer may lead to others being dropped: their hook may go away by it.
        for (QueueEntry entry : meant) if (entry.isOpen()) entry.reinject(answer.withoutPacket());
        return QueueStatus.OK;
    }

    private @Nullable QueueStatus refused(QueueAnswer answer) {
        if (!bound) return QueueStatus.NO_QUEUE;
        return answer.verdict() instanceof NfVerdict.Stolen ? QueueStatus.INVALID : null;
    }

    /** Drops what waits and is meant. */
    void flush(Predicate<QueueEntry> meant, DropReason why) {
        if (waiting.isEmpty()) return;
        for (QueueEntry entry : waiting()) if (meant.test(entry)) entry.revoke(why);
    }

    /**
     * The listener goes away: what waits is dropped under {@link NetfilterDrop#LISTENER_GONE}. A
     * second call does nothing.
     */
    public void unbind() {
        if (!bound) return;
        bound = false;
        netfilter.unbound(this);
        flush(_ -> true, NetfilterDrop.LISTENER_GONE);
    }
}
