package sluice.conntrack;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection.Node;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfPriority;
import sluice.netfilter.Skb;
import sluice.packet.wire.IpProtocols;
import sluice.time.Scheduler;
import sluice.time.SeededRandom;
import sluice.world.Host;

/**
 * The connections of one host (Linux 6.18, {@code net/netfilter/nf_conntrack_core.c}).
 *
 * <p>Nothing is tracked before somebody says {@link #use}: then hooks stand at PRE_ROUTING and
 * LOCAL_OUT (fragments at -400, tracking at -200) and at POST_ROUTING and LOCAL_IN (the last of
 * all), until the last {@link #release}.
 *
 * <p>Time needs no timers: an entry knows when its time is over, and goes when somebody meets it.
 * There are never more than {@code nf_conntrack_max}. One writer, the host's.
 */
public final class Conntrack {
    private static final Map<String, Integer> HELPERS =
            Map.of(
                    "ftp",
                    IpProtocols.TCP,
                    "irc",
                    IpProtocols.TCP,
                    "sane",
                    IpProtocols.TCP,
                    "tftp",
                    IpProtocols.UDP);
    private static final int EVICTION_BUCKETS = 8;
    private static final int SWEPT_BUCKETS = 4;

    private final Host host;
    private final Netfilter netfilter;
    private final Scheduler scheduler;
    private final FragmentPolicy fragments;
    private final ConntrackSettings settings;
    private final Map<NfFamily, Integer> users = new EnumMap<>(NfFamily.class);
    private final Map<NfFamily, List<HookRegistration>> hooks = new EnumMap<>(NfFamily.class);
    private final Map<NfFamily, Defragmenter> defragmenters = new EnumMap<>(NfFamily.class);
    private final ConnectionTable table = new ConnectionTable();
    private final Expectations expectations;
    private final Map<String, Helper> helpers = new HashMap<>();
    private final ConnectionTable.Remover remover = this::delete;
    private final TupleKey asked = new TupleKey();
    private final TupleKey.Keys keys = _ -> 0;
    private final Tracker tracker;
    private final Confirmation confirmation;
    private final SeededRandom ports;
    private @Nullable NatHooks nat;
    private long lastId;
    private int judgedOctets;

    long invalid;
    long inserts;
    long insertFailed;
    long drop;
    long earlyDrop;
    long expectNew;
    long clashResolve;

    /** An empty table over a host's hook points. */
    public Conntrack(
            Host host, Netfilter netfilter, ConntrackSettings settings, FragmentPolicy fragments) {
        this.host = host;
        this.netfilter = netfilter;
        this.fragments = fragments;
        scheduler = host.scheduler();
        this.settings = settings;
        expectations = new Expectations(settings);
        var editor = new PayloadEditor(host);
        addHelper(new FtpHelper(this, editor));
        addHelper(new IrcHelper(this, editor));
        addHelper(new SaneHelper(this));
        addHelper(new TftpHelper(this));
        ports = host.random("expectations");
        tracker = new Tracker(this);
        confirmation = new Confirmation(this);
    }

    /** Lets address translation know what becomes of connections; once. */
    public void bind(NatHooks hooksOfNat) {
        nat = hooksOfNat;
    }

    /** The sysctls. */
    public ConntrackSettings settings() {
        return settings;
    }

    // ---- users -----------------------------------------------------------------------------

    /** Somebody needs tracking in a family ({@code nf_ct_netns_get}). */
    public void use(NfFamily family) {
        if (users.merge(family, 1, Integer::sum) == 1 && family.routed()) register(family);
    }

    private void register(NfFamily family) {
        List<HookRegistration> added = new ArrayList<>();
        int defrag = NfPriority.CONNTRACK_DEFRAG.value();
        int track = NfPriority.CONNTRACK.value();
        int confirm = NfPriority.CONNTRACK_CONFIRM.value();
        for (HookPoint point : List.of(HookPoint.PRE_ROUTING, HookPoint.LOCAL_OUT)) {
            HookChain chain = netfilter.chain(family, point);
            added.add(chain.register(defrag, "defrag", gatherer(family)));
            added.add(chain.register(track, "conntrack", tracker));
        }
        for (HookPoint point : List.of(HookPoint.LOCAL_IN, HookPoint.POST_ROUTING)) {
            HookChain chain = netfilter.chain(family, point);
            added.add(chain.register(confirm, "confirm", confirmation));
        }
        hooks.put(family, added);
    }

    private Defragmenter gatherer(NfFamily family) {
        return defragmenters.computeIfAbsent(
                family, wanted -> new Defragmenter(wanted, host, fragments));
    }

    /** Settings of fragments have changed: what waits is let go. */
    public void fragmentSettingsChanged() {
        defragmenters.values().forEach(Defragmenter::restart);
    }

    /** Takes one {@link #use} back; after the last nothing is tracked any more. */
    public void release(NfFamily family) {
        int left = users.merge(family, -1, Integer::sum);
        if (left < 0) throw new IllegalStateException("tracking of " + family + " is not in use");
        if (left > 0) return;
        for (HookRegistration hook : hooks.getOrDefault(family, List.of())) hook.unregister();
        hooks.remove(family);
        Defragmenter gatherer = defragmenters.get(family);
        if (gatherer != null) gatherer.restart();
    }

    /** Whether a family is tracked. */
    public boolean used(NfFamily family) {
        return users.getOrDefault(family, 0) > 0;
    }

    // ---- helpers ---------------------------------------------------------------------------

    private void addHelper(Helper helper) {
        helpers.put(helper.name(), helper);
    }

    /** Whether there is a helper of this name: {@code ftp}, {@code tftp}. */
    public boolean knowsHelper(String name) {
        return helpers.containsKey(name);
    }

    /**
     * Gives a connection that is not confirmed yet a helper, unless a rule has given it one or it
     * is of another protocol ({@code nft_ct_helper_obj_eval}).
     */
    public void assignHelper(Connection connection, String name) {
        Helper helper = helpers.get(name);
        boolean late = connection.confirmed() || connection.has(CtStatus.HELPER);
        if (late || helper == null || helper.protocol() != connection.protocol()) return;
        connection.helper = helper;
        connection.set(CtStatus.HELPER);
    }

    /**
     * Number of the protocol whose connections this helper reads; -1 if there is no such helper.
     */
    public static int helperProtocol(String name) {
        return HELPERS.getOrDefault(name, -1);
    }

    /**
     * Gives a connection that is not confirmed yet times of its own; without effect on another
     * protocol's ({@code nft_ct_timeout_obj_eval}).
     */
    public static void assignTimeouts(Connection connection, TimeoutPolicy policy) {
        if (connection.confirmed() || connection.protocol() != policy.protocol()) return;
        connection.timeouts = policy;
        long first = policy.firstNanos();
        if (first >= 0 && !connection.has(CtStatus.FIXED_TIMEOUT)) connection.deadlineNanos = first;
    }

    /** What became of an expectation that a rule asked for. */
    public enum Asked {
        /** It is waited for. */
        EXPECTED,
        /** The connection is confirmed already, or expects as much as it may. */
        NOT_NOW,
        /** It clashes with another, or there is no room. */
        REFUSED
    }

    /**
     * Expects connections from the far end of one that is about to begin, to a port of its near end
     * ({@code nft_ct_expect_obj_eval}).
     *
     * @param reply whether the packet at hand goes in the reply direction
     * @param protocol of what will come
     * @param countMax that the connection may have at once
     */
    public Asked expect(
            Connection master,
            boolean reply,
            int protocol,
            int port,
            long timeoutNanos,
            int countMax) {
        if (master.confirmed() || master.expectationCount >= countMax) return Asked.NOT_NOW;
        Tuple there = master.tuple(reply ? Direction.ORIGINAL : Direction.REPLY);
        var coming =
                new Tuple(
                        there.family(),
                        protocol,
                        there.sourceHigh(),
                        there.sourceLow(),
                        there.destinationHigh(),
                        there.destinationLow(),
                        Expectation.ANY_PORT,
                        port);
        var wanted = new Expectation(master, !reply, null, coming, false);
        return expectations.add(wanted, countMax, timeoutNanos, nowNanos())
                ? Asked.EXPECTED
                : Asked.REFUSED;
    }

    boolean expect(Expectation wanted, Helper by, long timeoutNanos) {
        return expectations.add(wanted, by.expectationsMax(), timeoutNanos, nowNanos());
    }

    /** Expects at the announced port, or at another that is free; 0 if none was found. */
    int expectAtSomePort(Expectation wanted, Helper by, long timeoutNanos) {
        if (expect(wanted, by, timeoutNanos)) return wanted.tuple().destinationPort();
        for (int attempt = 0; attempt < PORT_ATTEMPTS; attempt++) {
            int port = FIRST_PORT + (int) ports.below(LAST_PORT - FIRST_PORT + 1);
            wanted.expectAtPort(port);
            if (expect(wanted, by, timeoutNanos)) return port;
        }
        return 0;
    }

    private static final int PORT_ATTEMPTS = 128;
    private static final int FIRST_PORT = 1024;
    private static final int LAST_PORT = 65_535;

    // ---- packets ---------------------------------------------------------------------------

    /** The connection a packet belongs to; null before tracking, if it is invalid or untracked. */
    public static @Nullable Connection of(Skb skb) {
        return skb.tracked() instanceof Connection connection ? connection : null;
    }

    /**
     * The tuple that a packet itself shows, tracked or not ({@code nf_ct_get_tuplepr}); null if it
     * shows none.
     */
    public @Nullable Tuple shown(Skb skb) {
        var tuple = new TupleKey();
        boolean whole =
                tuple.readQuoted(
                        skb.octets(), skb.networkOffset(), skb.limit(), !skb.isIpv4(), keys());
        return whole ? tuple.toTuple() : null;
    }

    /**
     * Lets a packet made in answer to {@code about} belong to its connection ({@code
     * nf_ct_attach}).
     */
    public static void attach(Skb answer, Skb about) {
        Connection connection = of(about);
        if (connection == null) return;
        boolean reply = about.ctInfo().reply();
        answer.setTracked(connection, reply ? CtInfo.RELATED : CtInfo.RELATED_REPLY);
    }

    /**
     * The tuple of the answers to a tuple.
     *
     * @throws IllegalArgumentException if the protocol has no answers to it; the tuples of a
     *     connection always have
     */
    public static Tuple inverse(Tuple tuple) {
        Tuple inverse = TupleKey.inverse(tuple);
        if (inverse == null) throw new IllegalArgumentException("nothing answers " + tuple);
        return inverse;
    }

    /**
     * Deletes a TCP connection that is over, source-translated and older than what {@code newcomer}
     * begins, if {@code reply} is what its answers look like ({@code nf_nat_may_kill}).
     *
     * @return whether it is gone
     */
    public boolean giveWay(Connection there, Connection newcomer, Tuple reply) {
        TcpTrack old = there.tcp;
        TcpTrack begun = newcomer.tcp;
        if (old == null || begun == null || !there.reply().equals(reply)) return false;
        if (begun.state != TcpTrackState.SYN_SENT
                || old.state.compareTo(TcpTrackState.TIME_WAIT) < 0) return false;
        boolean fixed = there.has(CtStatus.FIXED_TIMEOUT) || there.dying();
        if (fixed || !there.has(CtStatus.SRC_NAT)) return false;
        if (begun.original.end - old.original.end <= 0) return false; // nf_seq_has_advanced
        delete(there);
        return true;
    }

    // ---- listings --------------------------------------------------------------------------

    /** The confirmed connections that are alive, by id. */
    public List<Connection> entries() {
        table.sweepAll(nowNanos(), remover);
        return table.all();
    }

    /** What is expected. */
    public List<Expectation> expectations() {
        return expectations.list(nowNanos());
    }

    /** How many connections there are. */
    public int count() {
        table.sweepAll(nowNanos(), remover);
        return table.count();
    }

    /** The connection to which a packet with this tuple belongs, in either direction, or null. */
    public @Nullable Connection find(Tuple tuple, Zone zone) {
        asked.set(tuple);
        Node node = lookUp(asked, zone);
        return node == null ? null : node.connection;
    }

    /**
     * Whether packets with this tuple would belong to a connection other than {@code but} ({@code
     * nf_conntrack_tuple_taken}).
     */
    public boolean taken(Tuple tuple, Connection but) {
        asked.set(tuple);
        int hash = asked.hash();
        Node node = table.chain(hash);
        while (node != null) {
            Node after = node.next;
            Connection other = node.connection;
            if (node.hash == hash
                    && other != but
                    && asked.matches(node.tuple)
                    && ConnectionTable.sameZone(node, but.zone())) {
                if (other.expired(nowNanos())) {
                    delete(other);
                    after = table.chain(hash);
                } else if (!other.original().equals(but.original())) {
                    // with the same first packet the two are one flow; confirming sorts that out
                    return true;
                }
            }
            node = after;
        }
        return false;
    }

    /** Deletes all connections ({@code conntrack -F}). */
    public void flush() {
        deleteIf(_ -> true);
    }

    /** Deletes the connections that {@code goes} names ({@code nf_ct_iterate_cleanup}). */
    public void deleteIf(Predicate<Connection> goes) {
        for (Connection connection : table.all()) {
            if (goes.test(connection)) delete(connection);
        }
    }

    /** The counters. */
    public ConntrackStats stats() {
        return new ConntrackStats(
                0,
                invalid,
                inserts,
                insertFailed,
                drop,
                earlyDrop,
                expectNew,
                expectations.created,
                expectations.deleted,
                clashResolve);
    }

    // ---- for the hooks and trackers --------------------------------------------------------

    long nowNanos() {
        return scheduler.nowNanos();
    }

    Netfilter netfilter() {
        return netfilter;
    }

    TupleKey.Keys keys() {
        return keys;
    }

    @Nullable NatHooks natHooks() {
        return nat;
    }

    Expectations expected() {
        return expectations;
    }

    /** The node of a connection that is alive, or null. */
    @Nullable Node lookUp(TupleKey key, Zone zone) {
        int hash = key.hash();
        Node node = table.find(key, hash, zone);
        while (node != null && node.connection.expired(nowNanos())) {
            delete(node.connection);
            node = table.find(key, hash, zone);
        }
        return node;
    }

    boolean full() {
        return table.count() >= settings.max.value();
    }

    /** Room for one more, if need be by throwing some away that are not ASSURED. */
    boolean makeRoom(int hash) {
        table.sweepSome(SWEPT_BUCKETS, nowNanos(), remover);
        if (!full()) return true;
        table.sweepAll(nowNanos(), remover);
        if (!full()) return true;
        int dropped = table.evictNear(hash, EVICTION_BUCKETS, remover);
        earlyDrop += dropped;
        return dropped > 0 && !full();
    }

    /** A connection that is not in the table yet ({@code init_conntrack}). */
    Connection begin(Tuple original, Tuple reply, Zone zone, @Nullable Template template) {
        Expectation announced =
                expectations.isEmpty() ? null : expectations.take(original, zone, nowNanos());
        Connection master = announced == null ? null : announced.master();
        var connection = new Connection(++lastId, zone, original, reply, master, nowNanos());
        connection.counted = settings.accounting.on();
        if (announced != null && master != null) {
            connection.set(CtStatus.EXPECTED);
            connection.setMark(master.mark());
            connection.helper = announced.helper();
            expectNew++;
            if (nat != null && announced.translated()) nat.followMaster(connection, announced);
        } else if (template != null && template.helper() != null) {
            assignHelper(connection, template.helper());
        }
        if (template != null && template.proxied()) connection.proxied = new SynProxyState();
        return connection;
    }

    void insert(Connection connection) {
        connection.set(CtStatus.CONFIRMED);
        connection.deadlineNanos += nowNanos();
        table.add(connection);
        inserts++;
        if (nat != null) nat.confirmed(connection);
    }

    // The loser of a race lives for a second, to translate the answers that come to it.
    void insertClashed(Connection connection, long nanos) {
        connection.set(CtStatus.CONFIRMED);
        connection.set(CtStatus.FIXED_TIMEOUT);
        connection.set(CtStatus.NAT_CLASH);
        connection.deadlineNanos = nowNanos() + nanos;
        table.addReplyOnly(connection);
        inserts++;
        clashResolve++;
        if (nat != null) nat.confirmed(connection);
    }

    /** Takes a connection out of the table ({@code nf_ct_delete}). */
    public void delete(Connection connection) {
        if (connection.dying()) return;
        connection.set(CtStatus.DYING);
        if (!connection.confirmed()) return;
        table.remove(connection);
        expectations.forget(connection);
        if (nat != null) nat.deleted(connection);
    }

    /** The packet that trackers judge from now on; its length is what is counted. */
    void judging(Skb skb) {
        judgedOctets = skb.limit() - skb.networkOffset();
    }

    /** Gives a connection so much time, and counts the packet ({@code nf_ct_refresh_acct}). */
    void refresh(Connection connection, boolean reply, long timeoutNanos) {
        if (!connection.has(CtStatus.FIXED_TIMEOUT)) {
            connection.deadlineNanos =
                    connection.confirmed() ? nowNanos() + timeoutNanos : timeoutNanos;
        }
        account(connection, reply);
    }

    void account(Connection connection, boolean reply) {
        if (connection.counted) connection.count(reply, judgedOctets);
    }
}
