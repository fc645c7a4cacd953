package sluice.conntrack;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.CtInfo;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.HookState;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfPriority;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.netfilter.Tracked;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;

/**
 * Answers SYNs in place of a server, and opens the connection to it once the client has
 * acknowledged (Linux 6.18, {@code nf_synproxy_core.c}).
 *
 * <pre>
 *   client             here                server
 *     SYN  ----------->                             nothing is remembered
 *          <----------- SYN|ACK, a cookie, window 0
 *     ACK  ----------->
 *                       SYN ----------------->      tracked from here on
 *                           <----------------- SYN|ACK
 *                       ACK ----------------->
 *          <----------- ACK, a window               from here on numbers and times are moved
 * </pre>
 *
 * <p>The rule that hands segments over must stand where they are not tracked: SYNs by {@code
 * notrack}, ACKs as invalid, which needs {@code nf_conntrack_tcp_loose=0}. One writer, the host's.
 */
public final class SynProxy {
    private static final int BEFORE_CONFIRMATION = NfPriority.CONNTRACK_CONFIRM.value() - 1;
    private static final int IPV4_OCTETS = 20;
    private static final int IPV6_OCTETS = 40;
    private static final int OPTIONS_OCTETS_MAX = 40;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int KIND_TIMESTAMP = 8;

    /** Sends what the proxy makes; the host's. */
    public interface Sender {
        /** Time to live, or hop limit, of what this host makes. */
        int hopLimit(boolean ipv6);

        /**
         * Sends an IP packet whose checksums are filled in by the route to its destination, from
         * LOCAL_OUT on; the octets may be used again afterwards.
         *
         * @param tracked connection or template it belongs to, or null
         */
        void send(Skb about, byte[] packet, int length, @Nullable Tracked tracked, CtInfo info);
    }

    /**
     * What a rule says of the server.
     *
     * @param options bits of {@code XT_SYNPROXY_OPT_}: 1 segment size, 2 window scale, 4 SACK, 8
     *     time stamps, 16 ECN
     * @param scale the server's window scale
     * @param mss the server's segment size
     */
    public record Offer(int options, int scale, int mss) {}

    /** What becomes of a segment that a rule hands over. */
    public enum Answer {
        /** It was answered, or taken as the client's acknowledgment; it is gone. */
        TAKEN,
        /** It acknowledges what nobody said, or is broken. */
        REFUSED,
        /** It is no opening: not the proxy's. */
        PASSES
    }

    private final Conntrack conntrack;
    private final Sender sender;
    private final SynCookies cookies;
    private final Template template = new Template(Zone.DEFAULT, null, true);
    private final Map<NfFamily, List<HookRegistration>> hooks = new EnumMap<>(NfFamily.class);
    private final SynProxyOptions options = new SynProxyOptions();
    private final byte[] made =
            new byte[IPV6_OCTETS + TcpView.HEADER_OCTETS_MIN + OPTIONS_OCTETS_MAX];

    /**
     * A proxy.
     *
     * @param key of the cookies
     */
    public SynProxy(Conntrack conntrack, Sender sender, int key) {
        this.conntrack = conntrack;
        this.sender = sender;
        cookies = new SynCookies(key);
    }

    /** Puts the hooks in that open connections, if they are not there. */
    public void use(NfFamily family) {
        if (hooks.containsKey(family)) return;
        NfHook hook = new Opening();
        hooks.put(
                family,
                List.of(
                        register(family, HookPoint.LOCAL_IN, hook),
                        register(family, HookPoint.POST_ROUTING, hook)));
    }

    private HookRegistration register(NfFamily family, HookPoint point, NfHook hook) {
        return conntrack
                .netfilter()
                .chain(family, point)
                .register(BEFORE_CONFIRMATION, "synproxy", hook);
    }

    /** Takes the hooks out. */
    public void release(NfFamily family) {
        List<HookRegistration> there = hooks.remove(family);
        if (there != null) there.forEach(HookRegistration::unregister);
    }

    // ---- segments of clients -----------------------------------------------------------------

    /** A segment that a rule hands over ({@code synproxy_tg4}); ended if it is taken. */
    public Answer handle(Skb skb, boolean ipv6, Offer offer) {
        long upper = Tracker.upper(skb, ipv6);
        int at = (int) upper;
        if (upper < 0 || upper >>> 32 != IpProtocols.TCP) return Answer.PASSES;
        if (!TcpTracker.wellFormedHeader(skb.octets(), at, skb.limit())) return Answer.REFUSED;
        if (!PacketChecksum.right(skb, at, IpProtocols.TCP, ipv6)) return Answer.REFUSED;
        byte[] octets = skb.octets();
        int flags = octets[at + 13];
        options.read(octets, at);
        int kind = flags & (TcpView.SYN | TcpView.ACK | TcpView.FIN | TcpView.RST);
        if (kind == TcpView.SYN) {
            greet(skb, at, ipv6, offer);
        } else if (kind == TcpView.ACK) {
            if (!acknowledged(skb, at, ipv6, Octets.i32(octets, at + 4))) return Answer.REFUSED;
        } else {
            return Answer.PASSES;
        }
        taken(skb);
        return Answer.TAKEN;
    }

    private static void taken(Skb skb) {
        skb.end(ConntrackEnd.PROXIED);
    }

    // synproxy_send_client_synack
    private void greet(Skb skb, int at, boolean ipv6, Offer offer) {
        byte[] octets = skb.octets();
        int flags = octets[at + 13];
        if ((flags & TcpView.ECE) != 0 && (flags & TcpView.CWR) != 0)
            options.there |= SynProxyOptions.ECN;
        options.there &= offer.options();
        int offered = options.mss;
        options.mss = offer.mss();
        if (options.has(SynProxyOptions.TIMESTAMP))
            options.hideInTimestamp(conntrack.nowNanos() / NANOS_PER_MILLI, offer.scale());
        else options.there &= SynProxyOptions.MSS;
        int sequence = Octets.i32(octets, at + 4);
        int first =
                cookies.make(
                        octets,
                        skb.networkOffset(),
                        at,
                        ipv6,
                        sequence,
                        SynCookies.size(ipv6, offered),
                        conntrack.nowNanos());
        int ecn = options.has(SynProxyOptions.ECN) ? TcpView.ECE : 0;
        Tracked about = skb.tracked();
        send(
                skb,
                at,
                ipv6,
                true,
                first,
                sequence + 1,
                TcpView.SYN | TcpView.ACK | ecn,
                0,
                about,
                CtInfo.ESTABLISHED_REPLY);
    }

    // synproxy_recv_client_ack; sequence is that of the client behind its SYN
    private boolean acknowledged(Skb skb, int at, boolean ipv6, int sequence) {
        byte[] octets = skb.octets();
        int acknowledged = Octets.i32(octets, at + 8);
        int mss =
                cookies.check(
                        octets,
                        skb.networkOffset(),
                        at,
                        ipv6,
                        acknowledged - 1,
                        Octets.i32(octets, at + 4) - 1,
                        conntrack.nowNanos());
        if (mss == 0) return false;
        options.mss = mss;
        options.there |= SynProxyOptions.MSS;
        if (options.has(SynProxyOptions.TIMESTAMP)) options.findInTimestamp();
        int ecn = options.has(SynProxyOptions.ECN) ? TcpView.ECE | TcpView.CWR : 0;
        // the number that the client was told travels where a SYN has nothing to acknowledge
        send(
                skb,
                at,
                ipv6,
                false,
                sequence - 1,
                acknowledged - 1,
                TcpView.SYN | ecn,
                Octets.u16(octets, at + 14),
                template,
                CtInfo.NEW);
        return true;
    }

    // ---- connections under way -----------------------------------------------------------------

    /** The hook before confirmation ({@code ipv4_synproxy_hook}). */
    private final class Opening implements NfHook {
        private static final NfVerdict COOKIE_INVALID =
                NfVerdict.drop(ConntrackDrop.PROXY_COOKIE_INVALID);

        @Override
        public boolean reroutes() {
            return false;
        }

        @Override
        public NfVerdict evaluate(Skb skb, HookState state) {
            Connection connection = Conntrack.of(skb);
            SynProxyState proxied = connection == null ? null : connection.proxied;
            TcpTrack track = connection == null ? null : connection.tcp;
            if (connection == null || proxied == null || track == null) return NfVerdict.ACCEPT;
            var in = skb.inDevice();
            if (in != null && in.loopback()) return NfVerdict.ACCEPT;
            boolean ipv6 = state.family() == NfFamily.IPV6;
            long upper = Tracker.upper(skb, ipv6);
            if (upper < 0 || upper >>> 32 != IpProtocols.TCP) return NfVerdict.ACCEPT;
            int at = (int) upper;
            byte[] octets = skb.octets();
            int flags = octets[at + 13];
            boolean reply = skb.ctInfo().reply();
            int sequence = Octets.i32(octets, at + 4);
            boolean syn = (flags & TcpView.SYN) != 0;
            boolean ack = (flags & TcpView.ACK) != 0;
            switch (track.state) {
                case CLOSE -> {
                    if ((flags & TcpView.RST) != 0 && reply) {
                        SequenceAdjuster.begin(
                                connection, true, proxied.toldSequence - sequence + 1);
                        break;
                    }
                    if (!syn || ack || reply) break;
                    // opened again
                    proxied.timeShift = 0;
                    remember(octets, at, proxied);
                }
                case SYN_SENT -> {
                    if (!syn && ack && !reply) {
                        // a keep-alive has the number before the next one
                        options.read(octets, at);
                        if (!acknowledged(skb, at, ipv6, sequence + 1)) return COOKIE_INVALID;
                        taken(skb);
                        return NfVerdict.STOLEN;
                    }
                    remember(octets, at, proxied);
                }
                case SYN_RECV -> {
                    if (!syn || !ack) break;
                    open(skb, at, ipv6, connection, track, proxied);
                    taken(skb);
                    return NfVerdict.STOLEN;
                }
                default -> {}
            }
            if (proxied.timeShift != 0) shiftTimes(skb, at, reply, proxied.timeShift);
            return NfVerdict.ACCEPT;
        }
    }

    private void remember(byte[] octets, int at, SynProxyState proxied) {
        options.read(octets, at);
        proxied.toldSequence = Octets.i32(octets, at + 8);
        if (options.has(SynProxyOptions.TIMESTAMP)) proxied.toldTime = options.echo;
    }

    // The server has answered: it is acknowledged, and the client gets a window.
    private void open(
            Skb skb,
            int at,
            boolean ipv6,
            Connection connection,
            TcpTrack track,
            SynProxyState proxied) {
        byte[] octets = skb.octets();
        int sequence = Octets.i32(octets, at + 4);
        int acknowledged = Octets.i32(octets, at + 8);
        int window = Octets.u16(octets, at + 14);
        options.read(octets, at);
        if (options.has(SynProxyOptions.TIMESTAMP))
            proxied.timeShift = options.timestamp - proxied.toldTime;
        options.there &= SynProxyOptions.TIMESTAMP | SynProxyOptions.ECN;
        options.swapTimes();
        send(
                skb,
                at,
                ipv6,
                true,
                acknowledged,
                sequence + 1,
                TcpView.ACK,
                track.original.maxWindow,
                null,
                CtInfo.NEW);
        SequenceAdjuster.begin(connection, true, proxied.toldSequence - sequence);
        options.swapTimes();
        send(
                skb,
                at,
                ipv6,
                false,
                sequence + 1,
                acknowledged,
                TcpView.ACK,
                window >>> options.scale,
                connection,
                CtInfo.ESTABLISHED_REPLY);
    }

    // synproxy_tstamp_adjust
    private static void shiftTimes(Skb skb, int at, boolean reply, int shift) {
        byte[] octets = skb.writable();
        int option = at + TcpView.HEADER_OCTETS_MIN;
        int stop = Math.min(skb.limit(), at + TcpTracker.headerOctets(octets, at));
        while (option < stop && octets[option] != 0) {
            if (octets[option] == 1) {
                option++;
                continue;
            }
            if (stop - option < 2) return;
            int length = Octets.u8(octets, option + 1);
            if (length < 2 || length > stop - option) return;
            if (octets[option] == KIND_TIMESTAMP && length == 10) {
                int field = option + (reply ? 2 : 6);
                int old = Octets.i32(octets, field);
                int moved = reply ? old - shift : old + shift;
                boolean odd = (field - at & 1) != 0;
                int check = Octets.u16(octets, at + 16);
                Octets.put16(
                        octets,
                        at + 16,
                        Checksums.updated32(
                                check,
                                odd ? Integer.rotateLeft(old, 8) : old,
                                odd ? Integer.rotateLeft(moved, 8) : moved));
                Octets.put32(octets, field, moved);
                return;
            }
            option += length;
        }
    }

    // ---- segments of our own -------------------------------------------------------------------

    /**
     * Sends a segment with the {@link #options} as they stand.
     *
     * @param back whether it goes back to where {@code about} came from
     */
    private void send(
            Skb about,
            int at,
            boolean ipv6,
            boolean back,
            int sequence,
            int acknowledgment,
            int flags,
            int window,
            @Nullable Tracked tracked,
            CtInfo info) {
        byte[] from = about.octets();
        int ip = about.networkOffset();
        int tcp = ipv6 ? IPV6_OCTETS : IPV4_OCTETS;
        int taken = options.write(made, tcp + TcpView.HEADER_OCTETS_MIN);
        int segment = TcpView.HEADER_OCTETS_MIN + taken;
        int addresses = ipv6 ? 16 : 4;
        int source = ipv6 ? 8 : 12;
        java.util.Arrays.fill(made, 0, tcp + TcpView.HEADER_OCTETS_MIN, (byte) 0);
        System.arraycopy(from, ip + source + (back ? addresses : 0), made, source, addresses);
        System.arraycopy(
                from, ip + source + (back ? 0 : addresses), made, source + addresses, addresses);
        System.arraycopy(from, at + (back ? 2 : 0), made, tcp, 2);
        System.arraycopy(from, at + (back ? 0 : 2), made, tcp + 2, 2);
        Octets.put32(made, tcp + 4, sequence);
        Octets.put32(made, tcp + 8, acknowledgment);
        Octets.put8(made, tcp + 12, (segment / 4) << 4);
        Octets.put8(made, tcp + 13, flags);
        Octets.put16(made, tcp + 14, window);
        if (ipv6) {
            Octets.put32(made, 0, 6 << 28);
            Octets.put16(made, 4, segment);
            Octets.put8(made, 6, IpProtocols.TCP);
            Octets.put8(made, 7, sender.hopLimit(true));
            TransportChecksums.fillTcp6(made, tcp, segment, 8, 24);
        } else {
            Octets.put16(made, 0, 0x4500);
            Octets.put16(made, 2, tcp + segment);
            Octets.put16(made, 6, DONT_FRAGMENT);
            Octets.put8(made, 8, sender.hopLimit(false));
            Octets.put8(made, 9, IpProtocols.TCP);
            TransportChecksums.fillIpv4Header(made, 0, IPV4_OCTETS);
            TransportChecksums.fillTcp4(
                    made, tcp, segment, Octets.i32(made, 12), Octets.i32(made, 16));
        }
        sender.send(about, made, tcp + segment, tracked, info);
    }
}
