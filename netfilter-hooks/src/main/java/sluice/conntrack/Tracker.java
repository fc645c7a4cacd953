package sluice.conntrack;

import org.jspecify.annotations.Nullable;
import sluice.conntrack.Connection.Node;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.netfilter.Tracked;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;
import sluice.packet.wire.UdpView;

/**
 * The hook at -200: finds the connection of each packet or makes one ({@code nf_conntrack_in}). An
 * invalid packet goes on without a connection; only a full table drops.
 */
final class Tracker implements NfHook {
    private static final int ICMP_OCTETS = 8;
    private static final NfVerdict TABLE_FULL = NfVerdict.drop(ConntrackDrop.TABLE_FULL);

    private final Conntrack conntrack;
    private final ConntrackSettings settings;
    private final TcpTracker tcp;
    private final UdpTracker udp;
    private final SctpTracker sctp;
    private final TupleKey key = new TupleKey();
    private final TupleKey quoted = new TupleKey();

    Tracker(Conntrack conntrack) {
        this.conntrack = conntrack;
        this.settings = conntrack.settings();
        tcp = new TcpTracker(conntrack);
        udp = new UdpTracker(conntrack);
        sctp = new SctpTracker(conntrack);
    }

    @Override
    public boolean reroutes() {
        return false;
    }

    static NfVerdict tableFull() {
        return TABLE_FULL;
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        Tracked earlier = skb.tracked();
        if (skb.untracked() || earlier instanceof Connection) return NfVerdict.ACCEPT;
        Template template = earlier instanceof Template wanted ? wanted : null;
        skb.resetTracked();
        boolean ipv6 = state.family() == NfFamily.IPV6;
        long upper = upper(skb, ipv6);
        if (upper < 0) return invalid();
        int at = (int) upper;
        int protocol = (int) (upper >>> 32);
        boolean incoming = state.point() == HookPoint.PRE_ROUTING;
        Zone zone = template == null ? Zone.DEFAULT : template.zone();
        if (protocol == IpProtocols.ICMP && !ipv6) {
            if (!icmp(skb, at, incoming, zone)) return invalid();
            if (skb.tracked() != null) return NfVerdict.ACCEPT;
        } else if (protocol == IpProtocols.ICMPV6 && ipv6) {
            if (!icmpv6(skb, at, incoming, zone)) return invalid();
            if (skb.tracked() != null || skb.untracked()) return NfVerdict.ACCEPT;
        }
        return resolve(skb, at, protocol, ipv6, incoming, zone, template);
    }

    private NfVerdict invalid() {
        conntrack.invalid++;
        return NfVerdict.ACCEPT;
    }

    /** Protocol and offset behind the IP header, packed, or -1 ({@code get_l4proto}). */
    static long upper(Skb skb, boolean ipv6) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        if (ipv6) {
            long packed =
                    Ipv6Extensions.upperLayer(
                            octets, at + 40, skb.limit(), Octets.u8(octets, at + 6));
            if (packed == Ipv6Extensions.NONE || Ipv6Extensions.isLaterFragment(packed)) return -1;
            return (long) Ipv6Extensions.protocol(packed) << 32 | Ipv6Extensions.offset(packed);
        }
        if ((Octets.u16(octets, at + 6) & 0x1fff) != 0) return -1;
        int upper = at + (octets[at] & 15) * 4;
        if (upper > skb.limit()) return -1;
        return (long) Octets.u8(octets, at + 9) << 32 | upper;
    }

    // nf_conntrack_icmpv4_error; false: invalid
    private boolean icmp(Skb skb, int at, boolean incoming, Zone zone) {
        if (skb.limit() - at < ICMP_OCTETS) return false;
        if (incoming
                && settings.checksum.on()
                && !PacketChecksum.right(skb, at, IpProtocols.ICMP, false)) return false;
        int type = Octets.u8(skb.octets(), at);
        if (!IcmpTracker.known(type)) return false;
        return !IcmpTracker.isError(type) || related(skb, at + ICMP_OCTETS, false, zone);
    }

    private boolean icmpv6(Skb skb, int at, boolean incoming, Zone zone) {
        if (skb.limit() - at < ICMP_OCTETS) return false;
        if (incoming
                && settings.checksum.on()
                && !PacketChecksum.right(skb, at, IpProtocols.ICMPV6, true)) return false;
        int type = Octets.u8(skb.octets(), at);
        if (IcmpTracker.untracked6(type)) {
            skb.setTracked(null, CtInfo.UNTRACKED);
            return true;
        }
        return !IcmpTracker.isError6(type) || related(skb, at + ICMP_OCTETS, true, zone);
    }

    // nf_conntrack_inet_error: an error belongs to the connection whose packet it quotes
    private boolean related(Skb skb, int quote, boolean ipv6, Zone zone) {
        byte[] octets = skb.octets();
        if (!quoted.readQuoted(octets, quote, skb.limit(), ipv6, conntrack.keys())) return false;
        if (!quoted.invert()) return false;
        Node node = conntrack.lookUp(quoted, zone);
        if (node == null) return false;
        int ip = skb.networkOffset();
        Tuple answered = node.tuple;
        boolean toIt =
                ipv6
                        ? Octets.i64(octets, ip + 24) == answered.destinationHigh()
                                && Octets.i64(octets, ip + 32) == answered.destinationLow()
                        : Octets.u32(octets, ip + 16) == answered.destinationLow();
        if (!toIt) return false;
        boolean reply = node.direction == Direction.REPLY;
        skb.setTracked(node.connection, reply ? CtInfo.RELATED_REPLY : CtInfo.RELATED);
        return true;
    }

    private NfVerdict resolve(
            Skb skb,
            int at,
            int protocol,
            boolean ipv6,
            boolean incoming,
            Zone zone,
            @Nullable Template template) {
        while (true) { // at most twice: a deleted connection is not found again
            byte[] octets = skb.octets();
            int ip = skb.networkOffset();
            if (!key.read(octets, ip, at, skb.limit(), ipv6, protocol, conntrack.keys()))
                return invalid();
            Node node = conntrack.lookUp(key, zone);
            Connection connection;
            boolean reply = false;
            if (node == null) {
                // what cannot begin a connection must not push another one out of the table
                TupleKey reversed = quoted;
                if (!copyInverted(reversed)) return invalid();
                if (!conntrack.makeRoom(key.hash())) {
                    conntrack.drop++;
                    return TABLE_FULL;
                }
                connection = conntrack.begin(key.toTuple(), reversed.toTuple(), zone, template);
            } else {
                connection = node.connection;
                reply = node.direction == Direction.REPLY;
            }
            CtInfo info = info(connection, reply);
            skb.setTracked(connection, info);
            Tracking said = track(skb, connection, at, protocol, ipv6, incoming, reply);
            if (said == Tracking.VALID) {
                if (reply) connection.set(CtStatus.SEEN_REPLY);
                return NfVerdict.ACCEPT;
            }
            skb.resetTracked();
            if (said == Tracking.INVALID) return invalid();
        }
    }

    private boolean copyInverted(TupleKey into) {
        into.ipv6 = key.ipv6;
        into.protocol = key.protocol;
        into.sourceHigh = key.sourceHigh;
        into.sourceLow = key.sourceLow;
        into.destinationHigh = key.destinationHigh;
        into.destinationLow = key.destinationLow;
        into.sourcePort = key.sourcePort;
        into.destinationPort = key.destinationPort;
        return into.invert();
    }

    private static CtInfo info(Connection connection, boolean reply) {
        if (reply) return CtInfo.ESTABLISHED_REPLY;
        if (connection.has(CtStatus.SEEN_REPLY)) return CtInfo.ESTABLISHED;
        return connection.has(CtStatus.EXPECTED) ? CtInfo.RELATED : CtInfo.NEW;
    }

    // nf_conntrack_handle_packet
    private Tracking track(
            Skb skb,
            Connection connection,
            int at,
            int protocol,
            boolean ipv6,
            boolean incoming,
            boolean reply) {
        boolean checks = incoming && settings.checksum.on();
        if (protocol == IpProtocols.ICMPV6 && !ipv6) return Tracking.INVALID;
        if (protocol == IpProtocols.ICMP && ipv6) return Tracking.INVALID;
        if (!wellFormed(skb, at, protocol, ipv6, checks)) return Tracking.INVALID;
        conntrack.judging(skb);
        return switch (protocol) {
            case IpProtocols.TCP -> tcp.track(connection, skb.octets(), at, skb.limit(), reply);
            case IpProtocols.UDP -> udp.track(connection, reply);
            case IpProtocols.UDP_LITE -> udp.trackLite(connection, reply);
            case IpProtocols.GRE -> udp.trackGre(connection, reply);
            case IpProtocols.SCTP -> sctp.track(connection, skb, at, checks, reply);
            case IpProtocols.ICMP -> ping(connection, reply, settings.icmpTimeout);
            case IpProtocols.ICMPV6 -> ping(connection, reply, settings.icmpv6Timeout);
            default -> {
                conntrack.refresh(connection, reply, settings.genericTimeout.nanos());
                yield Tracking.VALID;
            }
        };
    }

    private static boolean wellFormed(Skb skb, int at, int protocol, boolean ipv6, boolean checks) {
        byte[] octets = skb.octets();
        int limit = skb.limit();
        return switch (protocol) {
            case IpProtocols.TCP ->
                    TcpTracker.wellFormed(octets, at, limit)
                            && (!checks || PacketChecksum.right(skb, at, protocol, ipv6));
            case IpProtocols.UDP ->
                    UdpTracker.wellFormed(octets, at, limit)
                            && (!checks
                                    || Octets.u16(octets, at + 6) == 0
                                    || PacketChecksum.right(skb, at, protocol, ipv6));
            case IpProtocols.UDP_LITE -> limit - at >= UdpView.HEADER_OCTETS;
            default -> true;
        };
    }

    private Tracking ping(Connection connection, boolean reply, ConntrackSettings.Value timeout) {
        Tuple first = connection.original();
        if (!IcmpTracker.begins(first.protocol(), first.icmpType())) return Tracking.INVALID;
        conntrack.refresh(connection, reply, timeout.nanos());
        return Tracking.VALID;
    }
}
