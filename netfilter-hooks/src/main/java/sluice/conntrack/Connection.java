package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.NfFamily;
import sluice.netfilter.Tracked;
import sluice.packet.wire.IpProtocols;

/**
 * A connection: what has the same addresses and ports in both directions ({@code struct nf_conn}).
 * One writer, the host's.
 *
 * <p>It is in the table once its first packet has passed ({@link CtStatus#CONFIRMED}), and until
 * its time is over or it is deleted ({@link CtStatus#DYING}).
 */
public final class Connection implements Tracked {
    private final long id;
    private final Zone zone;
    private final Node originalNode;
    private final Node replyNode;
    private final @Nullable Connection master;
    private int status;
    private int mark;
    private long labelsLow;
    private long labelsHigh;
    private long packetsOriginal;
    private long octetsOriginal;
    private long packetsReply;
    private long octetsReply;

    /** Absolute once confirmed; until then how long from the confirmation on. */
    long deadlineNanos;

    final long createdNanos;
    @Nullable TcpTrack tcp;
    int protocolState;
    long streamSinceNanos;
    @Nullable Helper helper;
    @Nullable Object helperState;
    @Nullable SequenceShift shiftOriginal;
    @Nullable SequenceShift shiftReply;
    int expectationCount;

    /** How its opening was proxied, or null. */
    @Nullable SynProxyState proxied;

    /** Times of its own, or null for those of the settings. */
    @Nullable TimeoutPolicy timeouts;

    /** Whether packets and octets are counted: {@code nf_conntrack_acct} when it began. */
    boolean counted;

    private @Nullable Object natState;

    /** A connection's tuple of one direction in the hash table. */
    static final class Node {
        final Connection connection;
        final Direction direction;
        Tuple tuple;
        int hash;
        @Nullable Node next;

        Node(Connection connection, Direction direction, Tuple tuple) {
            this.connection = connection;
            this.direction = direction;
            this.tuple = tuple;
        }
    }

    Connection(
            long id,
            Zone zone,
            Tuple original,
            Tuple reply,
            @Nullable Connection master,
            long createdNanos) {
        this.id = id;
        this.zone = zone;
        this.master = master;
        this.createdNanos = createdNanos;
        originalNode = new Node(this, Direction.ORIGINAL, original);
        replyNode = new Node(this, Direction.REPLY, reply);
    }

    Node node(Direction direction) {
        return direction == Direction.ORIGINAL ? originalNode : replyNode;
    }

    /** Number within the host, 1 and up. */
    public long id() {
        return id;
    }

    /** The zone. */
    public Zone zone() {
        return zone;
    }

    /** The tuple of a direction. */
    public Tuple tuple(Direction direction) {
        return node(direction).tuple;
    }

    /** Tuple of the first packet, as it came. */
    public Tuple original() {
        return originalNode.tuple;
    }

    /** Tuple that answers have when they come. */
    public Tuple reply() {
        return replyNode.tuple;
    }

    /**
     * Says what answers will look like; only before it is confirmed ({@code
     * nf_conntrack_alter_reply}).
     */
    public void alterReply(Tuple reply) {
        if (confirmed()) throw new IllegalStateException("connection " + id + " is confirmed");
        replyNode.tuple = reply;
    }

    /** Number of the protocol behind the IP header. */
    public int protocol() {
        return originalNode.tuple.protocol();
    }

    /** The status bits, {@code IPS_}. */
    public int status() {
        return status;
    }

    /** Whether a status bit is set. */
    public boolean has(CtStatus bit) {
        return (status & bit.bit()) != 0;
    }

    /** Sets a status bit. */
    public void set(CtStatus bit) {
        status |= bit.bit();
    }

    void clear(CtStatus bit) {
        status &= ~bit.bit();
    }

    /** Whether it has been put into the table. */
    public boolean confirmed() {
        return has(CtStatus.CONFIRMED);
    }

    /** Whether it is out of the table. */
    public boolean dying() {
        return has(CtStatus.DYING);
    }

    /** The connection's mark, 32 bits. */
    public int mark() {
        return mark;
    }

    /** Sets the mark. */
    public void setMark(int value) {
        mark = value;
    }

    /** Whether a label, 0..127, is set ({@code connlabel}). */
    public boolean label(int number) {
        return ((number < 64 ? labelsLow : labelsHigh) >>> (number & 63) & 1) != 0;
    }

    /** Sets a label, 0..127. */
    public void setLabel(int number) {
        if (number < 64) labelsLow |= 1L << number;
        else labelsHigh |= 1L << (number & 63);
    }

    /** Labels 0 to 63 as bits. */
    public long labelsLow() {
        return labelsLow;
    }

    /** Labels 64 to 127 as bits. */
    public long labelsHigh() {
        return labelsHigh;
    }

    /** Replaces all labels. */
    public void setLabels(long high, long low) {
        labelsHigh = high;
        labelsLow = low;
    }

    /** The connection that expected it, or null. */
    public @Nullable Connection master() {
        return master;
    }

    /** Name of its helper, such as {@code ftp}, or null. */
    public @Nullable String helperName() {
        return helper == null ? null : helper.name();
    }

    /** Packets of a direction, if {@code nf_conntrack_acct} is on. */
    public long packets(Direction direction) {
        return direction == Direction.ORIGINAL ? packetsOriginal : packetsReply;
    }

    /** Octets of a direction from the IP header on, if {@code nf_conntrack_acct} is on. */
    public long octets(Direction direction) {
        return direction == Direction.ORIGINAL ? octetsOriginal : octetsReply;
    }

    void count(boolean reply, int octets) {
        if (reply) {
            packetsReply++;
            octetsReply += octets;
        } else {
            packetsOriginal++;
            octetsOriginal += octets;
        }
    }

    void mergeCounters(Connection other, boolean reply) {
        long packets = other.packetsOriginal;
        long octets = other.octetsOriginal;
        if (reply) {
            packetsReply += packets;
            octetsReply += octets;
        } else {
            packetsOriginal += packets;
            octetsOriginal += octets;
        }
    }

    /** The state of a TCP or SCTP connection as {@code conntrack -L} names it, or null. */
    public @Nullable String stateName() {
        TcpTrack track = tcp;
        if (protocol() == IpProtocols.SCTP) return SctpTracker.NAMES[protocolState];
        return track == null ? null : track.state.name();
    }

    /** When it began. */
    public long createdNanos() {
        return createdNanos;
    }

    /** Time left if nothing more comes; 0 if it is over. */
    public long remainingNanos(long nowNanos) {
        if (!confirmed()) return deadlineNanos;
        return Math.max(0, deadlineNanos - nowNanos);
    }

    boolean expired(long nowNanos) {
        return deadlineNanos - nowNanos <= 0;
    }

    /** What address translation remembers of it. */
    public @Nullable Object natState() {
        return natState;
    }

    /** Sets what address translation remembers of it. */
    public void setNatState(@Nullable Object value) {
        natState = value;
    }

    /** As {@code conntrack -L -o extended} prints it, without the numbers and times. */
    public String line() {
        var text = new StringBuilder();
        Tuple first = original();
        text.append(first.family() == NfFamily.IPV4 ? "ipv4 " : "ipv6 ");
        text.append(Protocols.name(first.protocol()));
        String state = stateName();
        if (state != null) text.append(' ').append(state);
        appendDirection(text, Direction.ORIGINAL);
        if (!has(CtStatus.SEEN_REPLY)) text.append(" [UNREPLIED]");
        appendDirection(text, Direction.REPLY);
        if (has(CtStatus.ASSURED)) text.append(" [ASSURED]");
        text.append(" mark=").append(mark & 0xffff_ffffL);
        if (zone.id() != 0) text.append(" zone=").append(zone.id());
        if (helper != null) text.append(" helper=").append(helper.name());
        return text.toString();
    }

    private void appendDirection(StringBuilder text, Direction direction) {
        text.append(' ').append(tuple(direction));
        if (!counted) return;
        text.append(" packets=").append(packets(direction));
        text.append(" bytes=").append(octets(direction));
    }

    /** Name of the protocol in listings; {@code unknown} if it is tracked by addresses alone. */
    public String protocolName() {
        return Protocols.name(protocol());
    }

    @Override
    public String toString() {
        return "connection " + id + " " + original() + " / " + reply();
    }
}
