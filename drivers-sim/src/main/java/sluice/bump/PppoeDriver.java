package sluice.bump;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.inet.ArpRules;
import sluice.inet.Ipv4Input;
import sluice.ndis.AdapterState;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.UpperEdge;
import sluice.packet.Fate;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.ArpView;
import sluice.packet.wire.EtherTypes;
import sluice.time.Timer;

/**
 * How does a driver give IP a link that is none? PPP over Ethernet: IP above sees an Ethernet
 * adapter with one station behind it, the wire sees a session between two stations.
 *
 * <pre>
 *   IP packet  -> Ethernet header off -> PPPoE, PPP on -> to the other station of the session
 *   address request of IP -> answered here: everybody is the other station
 *   PADI PADO PADR PADS, LCP, IPCP    between the two drivers, IP sees nothing of it
 * </pre>
 *
 * <p>A host's driver opens its session when it is put in, and again when something is sent without
 * one. IPv4 only; what is neither IP nor address resolution passes beside the session. Callbacks
 * run at DEFERRED or THREAD level. Source: RFC 2516, RFC 1661, RFC 1332. Differs: no authentication
 * and no addresses given out; both sides have theirs already.
 */
public final class PppoeDriver implements Intermediate {
    private static final int ETHERNET_OCTETS = PppoeDiscovery.ETHERNET_OCTETS;
    private static final int WRAP_OCTETS =
            PppoeDiscovery.HEADER_OCTETS + PppoeDiscovery.PROTOCOL_OCTETS;
    private static final int DESCRIPTORS = 4096;
    private static final int TRIES_MAX = 10;
    private static final long AGAIN_NANOS = 3_000_000_000L;
    private static final String SERVICE = "";

    private final PppoeRole role;
    private final IpAddress local;
    private final String concentrator;
    private @Nullable IntermediateContext context;
    private @Nullable OwnFrames own;
    private @Nullable Timer timer;
    private boolean paused;
    private @Nullable PppLink link;
    private byte @Nullable [] cookie;
    private long peer;
    private int session;
    private int sessionsGiven;
    private int triesLeft;
    private long wrapped;
    private long unwrapped;

    /**
     * A driver without a session.
     *
     * @param local this host's IPv4 address, which the other side is told
     * @param concentrator the name that a concentrator gives itself
     */
    public PppoeDriver(PppoeRole role, IpAddress local, String concentrator) {
        if (!local.isV4()) throw new IllegalArgumentException("PPPoE here carries IPv4 only");
        this.role = role;
        this.local = local;
        this.concentrator = concentrator;
    }

    /** Whether IPv4 passes. */
    public boolean isOpen() {
        return link != null && link.isOpen();
    }

    /** Number of the session, or 0. */
    public int session() {
        return session;
    }

    /** The address that the other side has named; 0.0.0.0 before that. */
    public IpAddress peerAddress() {
        return IpAddress.v4(link == null ? 0 : link.peerAddress());
    }

    /** IP packets sent in sessions so far. */
    public long wrapped() {
        return wrapped;
    }

    /** IP packets received in sessions so far. */
    public long unwrapped() {
        return unwrapped;
    }

    private IntermediateContext here() {
        return Objects.requireNonNull(context, "not in a stack");
    }

    private OwnFrames own() {
        return Objects.requireNonNull(own, "not in a stack");
    }

    private long mac() {
        return here().adapter().mac();
    }

    private PacketPool pool() {
        return here().host().world().pool();
    }

    @Override
    public void attach(IntermediateContext here) {
        context = here;
        own = new OwnFrames(here, DESCRIPTORS);
        timer = here.host().scheduler().timer(here.host().cpu().deferred(), this::goOn);
        paused = here.adapter().state() != AdapterState.RUNNING;
        if (role == PppoeRole.HOST) begin();
    }

    @Override
    public int attributes() {
        return MiniportAttributes.INTERMEDIATE | MiniportAttributes.DESERIALIZE;
    }

    @Override
    public int frameOctetsMax(int belowOctets) {
        return Math.min(belowOctets - WRAP_OCTETS, PppLink.MRU_OCTETS);
    }

    // ---- the session

    /** Starts over, in an event of its own: nothing is sent before the stack is complete. */
    private void begin() {
        if (triesLeft > 0) return;
        triesLeft = TRIES_MAX;
        session = 0;
        cookie = null;
        link = null;
        if (!paused) Objects.requireNonNull(timer).arm(0);
    }

    /** Says again what has not been answered. */
    private void goOn() {
        if (isOpen() || triesLeft == 0) {
            triesLeft = 0;
            return;
        }
        triesLeft--;
        if (link != null) link.ask();
        else if (cookie != null) askForSession();
        else discover();
        Objects.requireNonNull(timer).arm(AGAIN_NANOS);
    }

    private byte[] unique() {
        byte[] octets = new byte[4];
        Octets.put32(octets, 0, (int) mac());
        return octets;
    }

    private PppoeDiscovery message(long to, int code, int number) {
        return PppoeDiscovery.of(to, mac(), code, number);
    }

    private void discover() {
        transmit(
                message(PppoeDiscovery.BROADCAST, PppoeDiscovery.PADI, 0)
                        .tag(PppoeDiscovery.SERVICE_NAME, SERVICE)
                        .tag(PppoeDiscovery.HOST_UNIQ, unique()));
    }

    private void askForSession() {
        transmit(
                message(peer, PppoeDiscovery.PADR, 0)
                        .tag(PppoeDiscovery.SERVICE_NAME, SERVICE)
                        .tag(PppoeDiscovery.HOST_UNIQ, unique())
                        .tag(PppoeDiscovery.AC_COOKIE, cookie));
    }

    private void transmit(PppoeDiscovery message) {
        transmit(message.octets());
    }

    private void transmit(byte[] frame) {
        own().send(pool().originate(here().place(), frame, 0, frame.length), null);
    }

    private void sendControl(int protocol, byte[] message) {
        int length = PppoeDiscovery.PROTOCOL_OCTETS + message.length;
        byte[] frame = new byte[ETHERNET_OCTETS + PppoeDiscovery.HEADER_OCTETS + length];
        putSessionHeader(frame, 0, length);
        Octets.put16(frame, ETHERNET_OCTETS + PppoeDiscovery.HEADER_OCTETS, protocol);
        System.arraycopy(message, 0, frame, ETHERNET_OCTETS + WRAP_OCTETS, message.length);
        transmit(frame);
    }

    private void putSessionHeader(byte[] to, int at, int lengthOctets) {
        PppoeDiscovery.putHeader(
                to,
                at,
                peer,
                mac(),
                EtherTypes.PPPOE_SESSION,
                PppoeDiscovery.SESSION_DATA,
                session,
                lengthOctets);
    }

    private void openLink(int number) {
        session = number;
        link = new PppLink((int) (mac() * 0x9e37_79b1L) | 1, local.v4(), this::sendControl);
        triesLeft = TRIES_MAX;
        goOn();
    }

    /** Ends the session, if there is one. */
    public void disconnect() {
        if (link == null) return;
        link.terminate();
        forget(true);
    }

    private void forget(boolean sayIt) {
        if (sayIt) transmit(message(peer, PppoeDiscovery.PADT, session));
        link = null;
        session = 0;
        cookie = null;
        triesLeft = 0;
        Objects.requireNonNull(timer).cancel();
    }

    /** Whether the discovery frame was one to be waited for. */
    private boolean discovered(byte[] octets, int at) {
        long from = Octets.u48(octets, at + 6);
        int number = Octets.u16(octets, at + 16);
        byte[] unique = PppoeDiscovery.valueOf(octets, at, PppoeDiscovery.HOST_UNIQ);
        byte[] service = PppoeDiscovery.valueOf(octets, at, PppoeDiscovery.SERVICE_NAME);
        int code = Octets.u8(octets, at + 15);
        if (code == PppoeDiscovery.PADT) {
            boolean ours = session != 0 && number == session && from == peer;
            if (ours) forget(false);
            return ours;
        }
        if (service == null || (number != 0 && code != PppoeDiscovery.PADS)) return false;
        boolean free = session == 0 || from == peer;
        return role == PppoeRole.HOST
                ? offered(code, from, number, octets, at)
                : free && asked(code, from, unique);
    }

    private boolean offered(int code, long from, int number, byte[] octets, int at) {
        if (link != null || triesLeft == 0) return false;
        if (code == PppoeDiscovery.PADO && cookie == null) {
            byte[] given = PppoeDiscovery.valueOf(octets, at, PppoeDiscovery.AC_COOKIE);
            peer = from;
            cookie = given == null ? new byte[0] : given;
            askForSession();
            return true;
        }
        if (code != PppoeDiscovery.PADS || cookie == null || from != peer || number == 0)
            return false;
        openLink(number);
        return true;
    }

    private boolean asked(int code, long from, byte @Nullable [] unique) {
        if (code == PppoeDiscovery.PADI) {
            transmit(
                    message(from, PppoeDiscovery.PADO, 0)
                            .tag(PppoeDiscovery.SERVICE_NAME, SERVICE)
                            .tag(PppoeDiscovery.AC_NAME, concentrator)
                            .tag(PppoeDiscovery.HOST_UNIQ, unique)
                            .tag(PppoeDiscovery.AC_COOKIE, unique()));
            return true;
        }
        if (code != PppoeDiscovery.PADR) return false;
        peer = from;
        sessionsGiven = sessionsGiven % 0xfffe + 1;
        transmit(
                message(from, PppoeDiscovery.PADS, sessionsGiven)
                        .tag(PppoeDiscovery.SERVICE_NAME, SERVICE)
                        .tag(PppoeDiscovery.HOST_UNIQ, unique));
        openLink(sessionsGiven);
        return true;
    }

    // ---- down

    @Override
    public NdisStatus send(LowerEdge below, NdisPacket packet) {
        if (packet.lengthOctets() < ETHERNET_OCTETS) return below.send(packet);
        return switch (packet.u16(12)) {
            case EtherTypes.IPV4 -> sendIp(packet);
            case EtherTypes.ARP -> {
                answerArp(packet);
                packet.discard(BumpEnd.PPPOE_ARP_TAKEN);
                yield NdisStatus.SUCCESS;
            }
            case EtherTypes.IPV6 -> {
                packet.discard(BumpDrop.PPPOE_IPV4_ONLY);
                yield NdisStatus.FAILURE;
            }
            default -> below.send(packet);
        };
    }

    private NdisStatus sendIp(NdisPacket packet) {
        PppLink open = link;
        if (open == null || !open.isOpen()) {
            packet.discard(BumpDrop.PPPOE_NO_SESSION);
            if (role == PppoeRole.HOST) begin();
            return NdisStatus.FAILURE;
        }
        Packet frame = packet.packet();
        byte[] octets = frame.octets();
        int ip = frame.offset() + ETHERNET_OCTETS;
        boolean sound = Ipv4Input.checkHeader(octets, ip, frame.limit()) == null;
        int total = sound ? Ipv4Input.totalLengthOctets(octets, ip) : 0;
        if (total == 0 || total > open.peerMruOctets()) {
            packet.discard(BumpDrop.PPPOE_TOO_LONG);
            return NdisStatus.FAILURE;
        }
        Packet outer =
                pool().originateFrom(
                                frame,
                                here().place(),
                                PacketPool.HEADROOM_OCTETS,
                                ETHERNET_OCTETS + WRAP_OCTETS + total);
        byte[] to = outer.writable();
        int at = outer.offset();
        putSessionHeader(to, at, PppoeDiscovery.PROTOCOL_OCTETS + total);
        Octets.put16(to, at + ETHERNET_OCTETS + PppoeDiscovery.HEADER_OCTETS, PppLink.IPV4);
        System.arraycopy(octets, ip, to, at + ETHERNET_OCTETS + WRAP_OCTETS, total);
        packet.discard(BumpEnd.PPPOE_WRAPPED);
        wrapped++;
        return own().send(outer, packet);
    }

    /** Whoever IP asks for, it is the other station; not while an address is being claimed. */
    private void answerArp(NdisPacket packet) {
        Packet frame = packet.packet();
        byte[] octets = frame.octets();
        int at = frame.offset() + ETHERNET_OCTETS;
        if (!isOpen() || !ArpView.fits(octets, at, frame.limit())) return;
        var asked = new ArpView(octets, at);
        boolean claim =
                asked.senderAddress() == 0 || asked.senderAddress() == asked.targetAddress();
        if (!asked.isEthernetIpv4() || asked.operation() != ArpRules.REQUEST || claim) return;
        int length = ETHERNET_OCTETS + ArpRules.MESSAGE_OCTETS;
        Packet reply =
                pool().originateFrom(frame, here().place(), PacketPool.HEADROOM_OCTETS, length);
        byte[] to = reply.writable();
        putLinkHeader(to, reply.offset(), EtherTypes.ARP);
        ArpRules.write(
                to,
                reply.offset() + ETHERNET_OCTETS,
                ArpRules.REPLY,
                peer,
                asked.targetAddress(),
                mac(),
                asked.senderAddress());
        own().indicateLater(reply);
    }

    private void putLinkHeader(byte[] to, int at, int type) {
        Octets.put48(to, at, mac());
        Octets.put48(to, at + 6, peer);
        Octets.put16(to, at + 12, type);
    }

    @Override
    public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
        if (!own().completed(packet, status)) above.sendComplete(packet, status);
    }

    // ---- up

    @Override
    public int receive(UpperEdge above, NdisPacket packet) {
        if (packet.lengthOctets() < ETHERNET_OCTETS) return above.indicateReceive(packet);
        switch (packet.u16(12)) {
            case EtherTypes.PPPOE_DISCOVERY, EtherTypes.PPPOE_SESSION ->
                    packet.discard(take(packet.packet()));
            case EtherTypes.IPV4, EtherTypes.IPV6, EtherTypes.ARP ->
                    packet.discard(BumpDrop.PPPOE_CLEAR_IP);
            default -> {
                return above.indicateReceive(packet);
            }
        }
        return 0;
    }

    /** Takes a PPPoE frame; returns why it ends. */
    private Fate take(Packet frame) {
        byte[] octets = frame.octets();
        int at = frame.offset();
        if (!PppoeDiscovery.isSound(octets, at, frame.lengthOctets()))
            return BumpDrop.PPPOE_MALFORMED;
        if (Octets.u16(octets, at + 12) == EtherTypes.PPPOE_DISCOVERY) {
            if (!discovered(octets, at)) return BumpDrop.PPPOE_UNEXPECTED;
        } else {
            PppLink open = link;
            boolean ours =
                    Octets.u48(octets, at + 6) == peer && Octets.u16(octets, at + 16) == session;
            int length = Octets.u16(octets, at + 18);
            if (open == null || !ours || length < PppoeDiscovery.PROTOCOL_OCTETS)
                return BumpDrop.PPPOE_FOREIGN_SESSION;
            int inner = at + ETHERNET_OCTETS + WRAP_OCTETS;
            int limit = at + ETHERNET_OCTETS + PppoeDiscovery.HEADER_OCTETS + length;
            int protocol = Octets.u16(octets, inner - PppoeDiscovery.PROTOCOL_OCTETS);
            if (protocol == PppLink.IPV4 && open.isOpen()) {
                unwrapped++;
                own().indicate(unwrap(frame, inner, limit - inner));
                return BumpEnd.PPPOE_UNWRAPPED;
            }
            if (protocol != PppLink.IPV4) open.take(protocol, octets, inner, limit);
            if (open.isOver()) forget(true);
        }
        return BumpEnd.PPPOE_CONTROL;
    }

    private Packet unwrap(Packet frame, int inner, int length) {
        Packet made =
                pool().originateFrom(
                                frame,
                                here().place(),
                                PacketPool.HEADROOM_OCTETS,
                                ETHERNET_OCTETS + length);
        byte[] to = made.writable();
        putLinkHeader(to, made.offset(), EtherTypes.IPV4);
        System.arraycopy(frame.octets(), inner, to, made.offset() + ETHERNET_OCTETS, length);
        made.setTimeNanos(frame.timeNanos());
        return made;
    }

    @Override
    public void returnPacket(LowerEdge below, NdisPacket packet) {
        if (!own().returned(packet)) below.returnPacket(packet);
    }

    // ---- reset and pause

    @Override
    public NdisStatus reset() {
        own().abortSends(NdisStatus.REQUEST_ABORTED);
        return NdisStatus.SUCCESS;
    }

    @Override
    public void pause() {
        paused = true;
        Objects.requireNonNull(timer).cancel();
        own().pause();
    }

    @Override
    public void restart() {
        paused = false;
        if (triesLeft > 0) Objects.requireNonNull(timer).arm(0);
    }

    @Override
    public void detach() {
        Objects.requireNonNull(timer).cancel();
    }
}
