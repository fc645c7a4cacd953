package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.netfilter.NfFamily;

/**
 * A connection that a helper announced ({@code struct nf_conntrack_expect}).
 *
 * <p>Its source port may be any ({@link #ANY_PORT}); with address 0 its source may be anybody.
 */
public final class Expectation {
    /** Any source port. */
    public static final int ANY_PORT = -1;

    private final Connection master;
    private final boolean reply;
    private final @Nullable Helper helper;
    private final boolean anySource;
    private Tuple tuple;
    private int savedPort;
    private boolean translated;
    long deadlineNanos;

    /**
     * Something that may come.
     *
     * @param reply direction of the master's packet that announced it, the other way round: the
     *     direction in which it will come relative to the master
     * @param anySource whether its source may be anybody
     */
    Expectation(
            Connection master,
            boolean reply,
            @Nullable Helper helper,
            Tuple tuple,
            boolean anySource) {
        this.master = master;
        this.reply = reply;
        this.helper = helper;
        this.tuple = tuple;
        this.anySource = anySource;
    }

    /** The connection that announced it. */
    public Connection master() {
        return master;
    }

    /** Whether it comes in the reply direction of its master. */
    public boolean reply() {
        return reply;
    }

    /** What will come; the source port may be {@link #ANY_PORT}. */
    public Tuple tuple() {
        return tuple;
    }

    void expectAtPort(int port) {
        tuple = tuple.withDestinationPort(port);
    }

    /** Whether it is translated as its master is ({@code nf_nat_follow_master}). */
    public boolean translated() {
        return translated;
    }

    /** It will be translated as its master is: remembers the port that was announced. */
    void followsMaster() {
        followsMaster(tuple.destinationPort());
    }

    void followsMaster(int announcedPort) {
        translated = true;
        savedPort = announcedPort;
    }

    /** Destination port that was announced, before another one took its place. */
    public int savedPort() {
        return savedPort;
    }

    @Nullable Helper helper() {
        return helper;
    }

    boolean matches(Tuple coming, Zone zone) {
        return tuple.protocol() == coming.protocol()
                && tuple.family() == coming.family()
                && tuple.destinationPort() == coming.destinationPort()
                && tuple.destinationLow() == coming.destinationLow()
                && tuple.destinationHigh() == coming.destinationHigh()
                && (tuple.sourcePort() == ANY_PORT || tuple.sourcePort() == coming.sourcePort())
                && (anySource
                        || (tuple.sourceLow() == coming.sourceLow()
                                && tuple.sourceHigh() == coming.sourceHigh()))
                && master.zone().equals(zone);
    }

    /** Whether two expectations wait for overlapping things. */
    boolean clashesWith(Expectation other) {
        Tuple theirs = other.tuple;
        return tuple.protocol() == theirs.protocol()
                && tuple.family() == theirs.family()
                && tuple.destinationPort() == theirs.destinationPort()
                && tuple.destinationLow() == theirs.destinationLow()
                && tuple.destinationHigh() == theirs.destinationHigh()
                && (anySource
                        || other.anySource
                        || (tuple.sourceLow() == theirs.sourceLow()
                                && tuple.sourceHigh() == theirs.sourceHigh()))
                && (tuple.sourcePort() == ANY_PORT
                        || theirs.sourcePort() == ANY_PORT
                        || tuple.sourcePort() == theirs.sourcePort())
                && master.zone().equals(other.master.zone());
    }

    boolean sameAs(Expectation other) {
        return master == other.master
                && helper == other.helper
                && anySource == other.anySource
                && tuple.equals(other.tuple);
    }

    /** Address family. */
    public NfFamily family() {
        return tuple.family();
    }

    @Override
    public String toString() {
        return "expectation of " + tuple + " by connection " + master.id();
    }
}
