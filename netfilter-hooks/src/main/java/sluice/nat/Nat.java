package sluice.nat;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection;
import sluice.conntrack.Conntrack;
import sluice.conntrack.CtStatus;
import sluice.conntrack.Direction;
import sluice.conntrack.Expectation;
import sluice.conntrack.NatHooks;
import sluice.conntrack.Tuple;
import sluice.nat.NatRange.Flag;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Netfilter;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfPriority;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;
import sluice.time.SeededRandom;

/**
 * Address translation of one host (Linux 6.18, {@code net/netfilter/nf_nat_core.c}).
 *
 * <p>Base chains of type {@code nat} stand in here, not at the hook point: they are asked about the
 * first packet of a connection alone, in order of priority, until one makes a mapping. A connection
 * for which none does is noted as it is, so that later ones keep clear of its tuples.
 */
public final class Nat {
    private static final NfVerdict NO_ADDRESS = NfVerdict.drop(NatDrop.NO_ADDRESS);
    private static final NfVerdict NO_LOCAL_ADDRESS = NfVerdict.drop(NatDrop.NO_LOCAL_ADDRESS);
    private static final NfVerdict MAPPED_TWICE = NfVerdict.drop(NatDrop.MAPPED_TWICE);
    private static final long LOOPBACK4 = 0x7f00_0001L;

    private final Conntrack conntrack;
    private final Netfilter netfilter;
    private final NatAddresses addresses;
    private final TupleChooser chooser;
    private final Map<NfFamily, Family> families = new EnumMap<>(NfFamily.class);
    private final long[] halves = new long[2];

    /** The dispatchers of one family while it has chains. */
    private static final class Family {
        final Map<HookPoint, NatDispatcher> dispatchers = new HashMap<>();
        final Map<HookPoint, HookRegistration> hooks = new HashMap<>();
        int chains;
    }

    /**
     * Translation without chains.
     *
     * @param random draws ports
     */
    public Nat(
            Conntrack conntrack, Netfilter netfilter, NatAddresses addresses, SeededRandom random) {
        this.conntrack = conntrack;
        this.netfilter = netfilter;
        this.addresses = addresses;
        chooser = new TupleChooser(conntrack, random);
        conntrack.bind(new Follower());
    }

    // ---- chains ----------------------------------------------------------------------------

    /** A base chain that stands in the dispatcher; taken out by {@link #unregister}. */
    public static final class ChainRegistration {
        private final Nat nat;
        private final NfFamily family;
        private final NatDispatcher dispatcher;
        private final int priority;
        private final String name;
        private final NfHook hook;
        private boolean registered = true;

        ChainRegistration(
                Nat nat,
                NfFamily family,
                NatDispatcher dispatcher,
                int priority,
                String name,
                NfHook hook) {
            this.nat = nat;
            this.family = family;
            this.dispatcher = dispatcher;
            this.priority = priority;
            this.name = name;
            this.hook = hook;
        }

        int priority() {
            return priority;
        }

        NfHook hook() {
            return hook;
        }

        /** Its name. */
        public String name() {
            return name;
        }

        /** Takes it out; a second call does nothing. */
        public void unregister() {
            if (!registered) return;
            registered = false;
            dispatcher.remove(this);
            nat.removed(family);
        }
    }

    /**
     * Puts a base chain in, in front of those of equal priority ({@code nf_nat_register_fn}). The
     * dispatcher itself stands at -100 where destinations are translated, at 100 where sources are,
     * whatever the priorities of its chains.
     */
    public ChainRegistration registerChain(
            NfFamily family, HookPoint point, int priority, String name, NfHook chain) {
        Family of = families.computeIfAbsent(family, _ -> new Family());
        if (of.chains++ == 0) register(family, of);
        NatDispatcher dispatcher =
                Objects.requireNonNull(of.dispatchers.get(point), "nat at " + point);
        var added = new ChainRegistration(this, family, dispatcher, priority, name, chain);
        dispatcher.add(added);
        return added;
    }

    private static final List<HookPoint> POINTS =
            List.of(
                    HookPoint.PRE_ROUTING,
                    HookPoint.POST_ROUTING,
                    HookPoint.LOCAL_OUT,
                    HookPoint.LOCAL_IN);

    private void register(NfFamily family, Family of) {
        for (HookPoint point : POINTS) {
            var dispatcher = new NatDispatcher(this, point);
            NfPriority priority =
                    manip(point) == Manip.DST ? NfPriority.NAT_DST : NfPriority.NAT_SRC;
            of.dispatchers.put(point, dispatcher);
            of.hooks.put(
                    point,
                    netfilter.chain(family, point).register(priority.value(), "nat", dispatcher));
        }
    }

    private void removed(NfFamily family) {
        Family of = Objects.requireNonNull(families.get(family));
        if (--of.chains > 0) return;
        for (HookPoint point : POINTS) Objects.requireNonNull(of.hooks.get(point)).unregister();
        families.remove(family);
    }

    /** Which half is translated at a point. */
    public static Manip manip(HookPoint point) {
        return point == HookPoint.PRE_ROUTING || point == HookPoint.LOCAL_OUT
                ? Manip.DST
                : Manip.SRC;
    }

    // ---- what rules ask for ----------------------------------------------------------------

    /**
     * Maps the packet's connection into a range ({@code nf_nat_setup_info}): once per connection
     * and half. A packet without connection, or whose connection is in the table already, passes.
     */
    public NfVerdict setup(Skb skb, HookState state, NatRange range, Manip manip) {
        Connection connection = Conntrack.of(skb);
        if (connection == null) return NfVerdict.ACCEPT;
        if (!range.has(Flag.NETMAP)) return map(connection, range, manip);
        boolean source = manip == Manip.SRC;
        byte[] octets = skb.octets();
        int ip = skb.networkOffset();
        if (skb.isIpv4()) {
            long address = Octets.u32(octets, ip + (source ? 12 : 16));
            return map(connection, range.mapped(0, address), manip);
        }
        int at = ip + (source ? 8 : 24);
        return map(
                connection,
                range.mapped(Octets.i64(octets, at), Octets.i64(octets, at + 8)),
                manip);
    }

    private NfVerdict map(Connection connection, NatRange range, Manip manip) {
        if (connection.confirmed()) return NfVerdict.ACCEPT;
        if (decided(connection, manip)) return MAPPED_TWICE;
        Tuple now = Conntrack.inverse(connection.reply());
        Tuple wanted = chooser.choose(now, range, connection, manip);
        if (!wanted.equals(now)) {
            connection.alterReply(Conntrack.inverse(wanted));
            connection.set(manip == Manip.SRC ? CtStatus.SRC_NAT : CtStatus.DST_NAT);
        }
        connection.set(manip == Manip.SRC ? CtStatus.SRC_NAT_DONE : CtStatus.DST_NAT_DONE);
        return NfVerdict.ACCEPT;
    }

    /** Source NAT to the address of the device it leaves by ({@code nf_nat_masquerade_ipv4}). */
    public NfVerdict masquerade(Skb skb, HookState state, NatRange range) {
        Connection connection = Conntrack.of(skb);
        NetInterface out = state.out();
        if (connection == null || out == null) return NfVerdict.ACCEPT;
        NatRange mapped;
        if (skb.isIpv4()) {
            // a packet of a host that has no address yet
            if (connection.original().source4() == 0) return NfVerdict.ACCEPT;
            halves[0] = 0;
            halves[1] = addresses.masquerade4(skb, out) & 0xffff_ffffL;
            if (halves[1] == 0) halves[0] = -1;
        } else if (!addresses.masquerade6(skb, out, halves)) {
            halves[0] = -1;
        }
        if (halves[0] == -1) return NO_ADDRESS;
        mapped = range.withAddresses(halves[0], halves[1], halves[0], halves[1]);
        connection.setNatState(out);
        return map(connection, mapped, Manip.SRC);
    }

    /** Destination NAT to this host ({@code nf_nat_redirect}). */
    public NfVerdict redirect(Skb skb, HookState state, NatRange range) {
        Connection connection = Conntrack.of(skb);
        if (connection == null) return NfVerdict.ACCEPT;
        boolean found = true;
        halves[0] = 0;
        if (state.point() == HookPoint.LOCAL_OUT) {
            halves[1] = skb.isIpv4() ? LOOPBACK4 : 1;
        } else {
            NetInterface in = skb.inDevice();
            if (in == null) {
                found = false;
            } else if (skb.isIpv4()) {
                halves[1] = addresses.first4(in) & 0xffff_ffffL;
                found = halves[1] != 0;
            } else {
                var ip = skb.ipv6();
                found = addresses.first6(in, ip.destinationHigh(), ip.destinationLow(), halves);
            }
        }
        if (!found) return NO_LOCAL_ADDRESS;
        return map(
                connection,
                range.withAddresses(halves[0], halves[1], halves[0], halves[1]),
                Manip.DST);
    }

    /** Null binding: notes that nothing maps this half ({@code nf_nat_alloc_null_binding}). */
    NfVerdict leaveAsItIs(Connection connection, Manip manip) {
        Tuple reply = connection.reply();
        NatRange same =
                manip == Manip.SRC
                        ? single(reply.destinationHigh(), reply.destinationLow())
                        : single(reply.sourceHigh(), reply.sourceLow());
        return map(connection, same, manip);
    }

    private static NatRange single(long high, long low) {
        return NatRange.addresses(high, low, high, low);
    }

    /** A device went down or lost its address: what was masqueraded for it is forgotten. */
    public void deviceDown(NetInterface device) {
        conntrack.deleteIf(connection -> connection.natState() == device);
    }

    void delete(Connection connection) {
        conntrack.delete(connection);
    }

    // ---- packets ---------------------------------------------------------------------------

    static boolean decided(Connection connection, Manip manip) {
        return connection.has(manip == Manip.SRC ? CtStatus.SRC_NAT_DONE : CtStatus.DST_NAT_DONE);
    }

    /** Whether a packet of a direction has this half changed. */
    static boolean applies(Connection connection, boolean reply, Manip manip) {
        boolean source = (manip == Manip.SRC) != reply;
        return connection.has(source ? CtStatus.SRC_NAT : CtStatus.DST_NAT);
    }

    static boolean leavesElsewhere(Connection connection, @Nullable NetInterface out) {
        Object masqueraded = connection.natState();
        return masqueraded != null && masqueraded != out;
    }

    static boolean isIcmp(Skb skb, int protocol) {
        return protocol == (skb.isIpv4() ? IpProtocols.ICMP : IpProtocols.ICMPV6);
    }

    /** Protocol and offset behind the IP header, packed; -1 if there is nothing to translate. */
    static long upper(Skb skb) {
        byte[] octets = skb.octets();
        int ip = skb.networkOffset();
        if (!skb.isIpv4()) {
            long packed =
                    Ipv6Extensions.upperLayer(
                            octets, ip + 40, skb.limit(), Octets.u8(octets, ip + 6));
            if (packed == Ipv6Extensions.NONE || Ipv6Extensions.isLaterFragment(packed)) return -1;
            return (long) Ipv6Extensions.protocol(packed) << 32 | Ipv6Extensions.offset(packed);
        }
        int upper = ip + (octets[ip] & 15) * 4;
        return upper > skb.limit() ? -1 : (long) Octets.u8(octets, ip + 9) << 32 | upper;
    }

    static boolean translate(
            Skb skb, long upper, Connection connection, boolean reply, Manip manip) {
        byte[] octets = skb.writableUnfinished();
        Tuple other = connection.tuple(reply ? Direction.ORIGINAL : Direction.REPLY);
        return Mangler.towards(
                octets,
                skb.networkOffset(),
                (int) upper,
                skb.limit(),
                (int) (upper >>> 32),
                other,
                manip,
                skb.checksumPartial());
    }

    // ---- what tracking tells ---------------------------------------------------------------

    private final class Follower implements NatHooks {
        @Override
        public void confirmed(Connection connection) {
            if (connection.has(CtStatus.SRC_NAT_DONE)) chooser.remember(connection);
        }

        @Override
        public void deleted(Connection connection) {
            if (connection.has(CtStatus.SRC_NAT_DONE)) chooser.forget(connection);
        }

        @Override
        public void followMaster(Connection connection, Expectation expectation) {
            Tuple towards =
                    expectation
                            .master()
                            .tuple(expectation.reply() ? Direction.ORIGINAL : Direction.REPLY);
            map(connection, single(towards.destinationHigh(), towards.destinationLow()), Manip.SRC);
            map(
                    connection,
                    single(towards.sourceHigh(), towards.sourceLow())
                            .withPorts(expectation.savedPort(), expectation.savedPort()),
                    Manip.DST);
        }
    }
}
