package sluice.netfilter;

import org.jspecify.annotations.Nullable;

/**
 * What a user program says of a packet that waits in a queue ({@code NFQNL_MSG_VERDICT}): a
 * verdict, and what it changed.
 *
 * <p>{@link NfVerdict.Queue} moves the packet to another queue; {@link NfVerdict#REPEAT} asks the
 * hook again that had queued it. {@link NfVerdict#STOLEN} is refused.
 */
public final class QueueAnswer {
    /** Lets it go on with the next hook. */
    public static final QueueAnswer ACCEPT = new QueueAnswer(NfVerdict.ACCEPT, false, 0, null);

    /** Ends it, under {@link NetfilterDrop#DROPPED_BY_LISTENER}. */
    public static final QueueAnswer DROP =
            new QueueAnswer(NfVerdict.drop(NetfilterDrop.DROPPED_BY_LISTENER), false, 0, null);

    private final NfVerdict verdict;
    private final boolean marked;
    private final int mark;
    private final byte @Nullable [] packet;

    private QueueAnswer(NfVerdict verdict, boolean marked, int mark, byte @Nullable [] packet) {
        this.verdict = verdict;
        this.marked = marked;
        this.mark = mark;
        this.packet = packet;
    }

    /** An answer with this verdict that changes nothing. */
    public static QueueAnswer of(NfVerdict verdict) {
        return new QueueAnswer(verdict, false, 0, null);
    }

    /** The same, and the packet gets this mark ({@code NFQA_MARK}). */
    public QueueAnswer withMark(int value) {
        return new QueueAnswer(verdict, true, value, packet);
    }

    /**
     * The same, and the packet gets these octets, from its network header on, in place of its own;
     * it may be shorter or longer ({@code NFQA_PAYLOAD}). Whoever changes it keeps its lengths and
     * checksums right: nothing is checked again.
     */
    public QueueAnswer withPacket(byte[] octets) {
        return new QueueAnswer(verdict, marked, mark, octets.clone());
    }

    QueueAnswer withoutPacket() {
        return packet == null ? this : new QueueAnswer(verdict, marked, mark, null);
    }

    /** The verdict. */
    public NfVerdict verdict() {
        return verdict;
    }

    /** Whether {@link #mark} is meant. */
    boolean marked() {
        return marked;
    }

    /** The new mark. */
    int mark() {
        return mark;
    }

    /** The new octets, or null. */
    byte @Nullable [] packet() {
        return packet;
    }
}
