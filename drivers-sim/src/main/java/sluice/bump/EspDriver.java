package sluice.bump;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.inet.FragmentSink;
import sluice.inet.Fragmentation;
import sluice.inet.IcmpErrors;
import sluice.inet.IcmpProfile;
import sluice.inet.Ipv4Fragmenter;
import sluice.inet.Ipv4Input;
import sluice.inet.Reassembler;
import sluice.ndis.Intermediate;
import sluice.ndis.IntermediateContext;
import sluice.ndis.LowerEdge;
import sluice.ndis.MiniportAttributes;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.ndis.UpperEdge;
import sluice.packet.Checksums;
import sluice.packet.Fate;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IpProtocols;

/**
 * How does a bump-in-the-stack look? ESP between IP and the link layer of a host that has none.
 *
 * <pre>
 *   send:     policy? -> whole? -> too long? -> seal -> split -> own frames down
 *   receive:  ESP to us? -> whole? -> index, number, check value -> policy? -> own frame up
 * </pre>
 *
 * <p>One policy, one association for each direction, IPv4; what the policy does not speak of passes
 * as it is, ARP too. A tunnel's frame goes to the station that IP had chosen for the packet inside,
 * so the peer is on the link or behind the same gateway. The sender's packet is pended until the
 * frame made of it is complete. Callbacks run at DEFERRED or THREAD level.
 *
 * <p>Source: RFC 4301, RFC 4303, RFC 4106. Differs: no exchange of keys, no 64-bit numbers, no
 * options in front of ESP in transport mode are treated as mutable.
 */
public final class EspDriver implements Intermediate, FragmentSink {
    private static final int ETHERNET_OCTETS = 14;
    private static final int IP_OCTETS = 20;
    private static final int PACKET_OCTETS_MAX = 65_535;
    private static final int ETHERNET_MTU_OCTETS = 1500;
    private static final int DONT_FRAGMENT = 0x4000;
    private static final int TTL = 128;
    private static final int DESCRIPTORS = 4096;

    private final EspOptions options;
    private final SecurityAssociation outbound;
    private final SecurityAssociation inbound;
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();
    private @Nullable IntermediateContext context;
    private @Nullable OwnFrames own;
    private @Nullable WholePackets fragments;
    private final byte[] text = new byte[PACKET_OCTETS_MAX];
    private int linkMtuOctets = ETHERNET_MTU_OCTETS;
    private int identification;

    // What the fragment sink works on.
    private @Nullable Packet splitting;
    private @Nullable NdisPacket splitOriginal;
    private byte[] splitLink = {};
    private int splitLinkAt;
    private NdisStatus splitStatus = NdisStatus.SUCCESS;

    private long sealed;
    private long split;
    private long refusedTooLong;
    private long opened;
    private long refused;
    private long bypassed;

    /** A driver with the two associations of its policy; they are its own from now on. */
    public EspDriver(
            EspOptions options, SecurityAssociation outbound, SecurityAssociation inbound) {
        this.options = options;
        this.outbound = outbound;
        this.inbound = inbound;
    }

    /** What it has counted so far. */
    public EspCounts counts() {
        return new EspCounts(sealed, split, refusedTooLong, opened, refused, bypassed);
    }

    private IntermediateContext here() {
        return Objects.requireNonNull(context, "not in a stack");
    }

    private OwnFrames own() {
        return Objects.requireNonNull(own, "not in a stack");
    }

    private WholePackets fragments() {
        return Objects.requireNonNull(fragments, "not in a stack");
    }

    private PacketPool pool() {
        return here().host().world().pool();
    }

    @Override
    public void attach(IntermediateContext here) {
        context = here;
        own = new OwnFrames(here, DESCRIPTORS);
        fragments = new WholePackets(here);
        var request = OidRequest.query(Oid.GEN_MAXIMUM_FRAME_SIZE);
        if (here.adapter().request(request) == NdisStatus.SUCCESS)
            linkMtuOctets = (int) request.value();
    }

    @Override
    public int attributes() {
        return MiniportAttributes.INTERMEDIATE | MiniportAttributes.DESERIALIZE;
    }

    // ---- lengths

    @Override
    public int frameOctetsMax(int belowOctets) {
        linkMtuOctets = belowOctets;
        return options.lowersMtu() ? innerOctetsMax(belowOctets) : belowOctets;
    }

    /** The longest packet that fits into ESP packets of at most {@code outerOctets}. */
    private int innerOctetsMax(int outerOctets) {
        int payload = SecurityAssociation.payloadOctetsMax(outerOctets - IP_OCTETS);
        return options.mode() == EspMode.TUNNEL ? payload : payload + IP_OCTETS;
    }

    // ---- out

    @Override
    public NdisStatus send(LowerEdge below, NdisPacket packet) {
        if (!isIpv4(packet)
                || !options.protectsSend(
                        packet.i32(ETHERNET_OCTETS + 12), packet.i32(ETHERNET_OCTETS + 16))) {
            bypassed++;
            return below.send(packet);
        }
        Packet frame = packet.packet();
        byte[] octets = frame.octets();
        int at = frame.offset() + ETHERNET_OCTETS;
        if (Ipv4Input.checkHeader(octets, at, frame.limit()) != null) {
            packet.discard(BumpDrop.ESP_BAD_HEADER);
            return NdisStatus.FAILURE;
        }
        if (options.mode() == EspMode.TRANSPORT && Reassembler.isIpv4Fragment(octets, at))
            return sendFragment(packet);
        return protect(frame, octets, frame.offset(), at, packet);
    }

    private static boolean isIpv4(NdisPacket packet) {
        return packet.lengthOctets() >= ETHERNET_OCTETS + IP_OCTETS
                && packet.u16(12) == EtherTypes.IPV4;
    }

    /** Transport mode protects whole packets: the sender is told that its fragment is sent. */
    private NdisStatus sendFragment(NdisPacket packet) {
        byte[] link = linkHeader(packet);
        Packet whole = fragments().add(copyOfFragment(packet), WholePackets.OUT);
        if (whole == null) return NdisStatus.SUCCESS;
        NdisStatus status = protect(whole, link, 0, whole.offset(), null);
        return status == NdisStatus.PENDING ? NdisStatus.SUCCESS : status;
    }

    private static byte[] linkHeader(NdisPacket packet) {
        byte[] link = new byte[ETHERNET_OCTETS];
        packet.read(0, link, 0, ETHERNET_OCTETS);
        return link;
    }

    private Packet copyOfFragment(NdisPacket packet) {
        Packet copy = packet.packet().copy(here().place());
        packet.discard(BumpEnd.ESP_KEPT_FRAGMENT);
        copy.pull(ETHERNET_OCTETS);
        copy.trim(Ipv4Input.totalLengthOctets(copy.octets(), copy.offset()));
        return copy;
    }

    /**
     * Seals the IP packet at {@code at} of {@code from} and sends it; ends {@code from}.
     *
     * @param original the send it came in, or null if that was answered
     */
    private NdisStatus protect(
            Packet from, byte[] link, int linkAt, int at, @Nullable NdisPacket original) {
        byte[] octets = from.octets();
        boolean tunnel = options.mode() == EspMode.TUNNEL;
        int total = Ipv4Input.totalLengthOctets(octets, at);
        int kept = tunnel ? 0 : Ipv4Input.headerOctets(octets, at);
        int header = tunnel ? IP_OCTETS : kept;
        int length = header + SecurityAssociation.sealedOctets(total - kept);
        int mtu = linkMtuOctets;
        boolean whole = (Octets.u16(octets, at + 6) & DONT_FRAGMENT) != 0;
        if (length > PACKET_OCTETS_MAX) return end(from, original, BumpDrop.ESP_OVER_64K);
        if (length > mtu && whole) {
            refusedTooLong++;
            tellWhatFits(from, link, linkAt, at, total, innerOctetsMax(mtu));
            return end(from, original, BumpDrop.ESP_TOO_LONG);
        }
        if (!outbound.hasNumbers()) return end(from, original, BumpDrop.ESP_SEQUENCE_EXHAUSTED);
        Packet outer =
                pool().originateFrom(
                                from,
                                here().place(),
                                PacketPool.HEADROOM_OCTETS,
                                ETHERNET_OCTETS + length);
        byte[] to = outer.writable();
        int ip = outer.offset() + ETHERNET_OCTETS;
        System.arraycopy(link, linkAt, to, outer.offset(), ETHERNET_OCTETS);
        if (tunnel) putTunnelHeader(octets, at, to, ip, length);
        else putTransportHeader(octets, at, to, ip, header, length);
        int next = tunnel ? IpProtocols.IPV4 : Octets.u8(octets, at + 9);
        outbound.seal(octets, at + kept, total - kept, next, to, ip + header);
        sealed++;
        if (original != null) original.discard(BumpEnd.ESP_SEALED);
        else from.end(BumpEnd.ESP_WORKED_ON);
        return length > mtu ? sendSplit(outer, length, mtu, original) : own().send(outer, original);
    }

    private static NdisStatus end(Packet from, @Nullable NdisPacket original, BumpDrop why) {
        if (original != null) original.discard(why);
        else from.end(why);
        return NdisStatus.FAILURE;
    }

    /** Type of service and "don't fragment" are those of the packet inside (RFC 4301, 5.1.2.1). */
    private void putTunnelHeader(byte[] inner, int at, byte[] to, int ip, int length) {
        Octets.put16(to, ip, 0x4500 | Octets.u8(inner, at + 1));
        Octets.put16(to, ip + 2, length);
        Octets.put16(to, ip + 4, ++identification & 0xffff);
        Octets.put16(to, ip + 6, Octets.u16(inner, at + 6) & DONT_FRAGMENT);
        Octets.put16(to, ip + 8, TTL << 8 | IpProtocols.ESP);
        Octets.put32(to, ip + 12, options.local().v4());
        Octets.put32(to, ip + 16, options.peer().v4());
        putChecksum(to, ip, IP_OCTETS);
    }

    private static void putTransportHeader(
            byte[] from, int at, byte[] to, int ip, int header, int length) {
        System.arraycopy(from, at, to, ip, header);
        Octets.put16(to, ip + 2, length);
        Octets.put8(to, ip + 9, IpProtocols.ESP);
        putChecksum(to, ip, header);
    }

    private static void putChecksum(byte[] to, int ip, int header) {
        Octets.put16(to, ip + 10, 0);
        Octets.put16(to, ip + 10, Checksums.finish(Checksums.sum(to, ip, header)));
    }

    private NdisStatus sendSplit(Packet outer, int length, int mtu, @Nullable NdisPacket original) {
        split++;
        splitting = outer;
        splitOriginal = original;
        splitLink = outer.octets();
        splitLinkAt = outer.offset();
        splitStatus = NdisStatus.FAILURE;
        int ip = outer.offset() + ETHERNET_OCTETS;
        Fragmentation done = fragmenter.fragment(outer.octets(), ip, length, mtu, this);
        splitting = null;
        splitOriginal = null;
        if (done != Fragmentation.DONE) throw new IllegalStateException("not split: " + done);
        outer.end(BumpEnd.ESP_SPLIT);
        return splitStatus;
    }

    @Override
    public void fragment(byte[] header, int headerOctets, int payloadOffset, int payloadOctets) {
        Packet outer = Objects.requireNonNull(splitting);
        int length = ETHERNET_OCTETS + headerOctets + payloadOctets;
        Packet piece =
                pool().originateFrom(outer, here().place(), PacketPool.HEADROOM_OCTETS, length);
        byte[] to = piece.writable();
        int at = piece.offset();
        System.arraycopy(splitLink, splitLinkAt, to, at, ETHERNET_OCTETS);
        System.arraycopy(header, 0, to, at + ETHERNET_OCTETS, headerOctets);
        int payload = at + ETHERNET_OCTETS + headerOctets;
        System.arraycopy(outer.octets(), payloadOffset, to, payload, payloadOctets);
        boolean more = (Octets.u16(header, 6) & 0x2000) != 0;
        // The last one carries the original: when it is complete, so is all before it.
        splitStatus = own().send(piece, more ? null : splitOriginal);
    }

    /** ICMP to the host itself, as a router on the way would send it (RFC 4301 section 8.2.1). */
    private void tellWhatFits(
            Packet about, byte[] link, int linkAt, int at, int total, int mtuOctets) {
        byte[] octets = about.octets();
        if (IcmpErrors.silence(octets, at, total, false, false) != null) return;
        Packet notice =
                pool().originateFrom(
                                about,
                                here().place(),
                                PacketPool.HEADROOM_OCTETS,
                                ETHERNET_OCTETS + IcmpErrors.ERROR_OCTETS_MAX);
        byte[] to = notice.writable();
        int frame = notice.offset();
        System.arraycopy(link, linkAt + 6, to, frame, 6);
        System.arraycopy(link, linkAt, to, frame + 6, 6);
        Octets.put16(to, frame + 12, EtherTypes.IPV4);
        int octetsWritten =
                IcmpErrors.write(
                        to,
                        frame + ETHERNET_OCTETS,
                        IcmpProfile.WINDOWS_VISTA,
                        IcmpErrors.UNREACHABLE,
                        IcmpErrors.FRAGMENTATION_NEEDED,
                        mtuOctets,
                        options.peer().v4(),
                        ++identification & 0xffff,
                        octets,
                        at,
                        total);
        notice.trim(ETHERNET_OCTETS + octetsWritten);
        own().indicateLater(notice);
    }

    @Override
    public void sendComplete(UpperEdge above, NdisPacket packet, NdisStatus status) {
        if (!own().completed(packet, status)) above.sendComplete(packet, status);
    }

    // ---- in

    @Override
    public int receive(UpperEdge above, NdisPacket packet) {
        if (!isIpv4(packet)) return above.indicateReceive(packet);
        int source = packet.i32(ETHERNET_OCTETS + 12);
        int destination = packet.i32(ETHERNET_OCTETS + 16);
        boolean esp = packet.u8(ETHERNET_OCTETS + 9) == IpProtocols.ESP;
        if (!esp || destination != options.local().v4()) {
            if (options.protectsReceive(source, destination)) {
                refused++;
                packet.discard(BumpDrop.ESP_NOT_PROTECTED);
                return 0;
            }
            bypassed++;
            return above.indicateReceive(packet);
        }
        Packet frame = packet.packet();
        int at = frame.offset() + ETHERNET_OCTETS;
        // An unsound header is IP's to count.
        if (Ipv4Input.checkHeader(frame.octets(), at, frame.limit()) != null)
            return above.indicateReceive(packet);
        if (!Reassembler.isIpv4Fragment(frame.octets(), at)) {
            packet.discard(open(frame, frame.octets(), frame.offset(), at));
            return 0;
        }
        byte[] link = linkHeader(packet);
        Packet whole = fragments().add(copyOfFragment(packet), WholePackets.IN);
        if (whole != null) whole.end(open(whole, link, 0, whole.offset()));
        return 0;
    }

    /** Opens the ESP packet and passes up what is inside; returns why the packet ends. */
    private Fate open(Packet from, byte[] link, int linkAt, int at) {
        byte[] octets = from.octets();
        int header = Ipv4Input.headerOctets(octets, at);
        int esp = at + header;
        int count = Ipv4Input.totalLengthOctets(octets, at) - header;
        refused++;
        if (count < SecurityAssociation.sealedOctets(0)) return BumpDrop.ESP_TRUNCATED;
        if (Octets.i32(octets, esp) != inbound.spi()) return BumpDrop.ESP_UNKNOWN_SPI;
        long number = Octets.u32(octets, esp + 4);
        if (!inbound.mayBeNew(number)) return BumpDrop.ESP_REPLAYED;
        boolean tunnel = options.mode() == EspMode.TUNNEL;
        int kept = tunnel ? 0 : header;
        int written = inbound.open(octets, esp, count, text, kept);
        if (written == SecurityAssociation.NOT_AUTHENTIC) return BumpDrop.ESP_NOT_AUTHENTIC;
        inbound.note(number);
        int payload = payloadOctets(text, kept, written);
        int next = Octets.u8(text, kept + written - 1);
        if (payload >= 0 && next == IpProtocols.NO_NEXT_HEADER) return BumpEnd.ESP_DUMMY;
        int length = kept + payload;
        if (!tunnel) putClearHeader(octets, at, text, header, length, next);
        if (payload < 0 || !isSound(length, next)) return BumpDrop.ESP_BAD_CONTENT;
        if (!options.protectsReceive(Octets.i32(text, 12), Octets.i32(text, 16)))
            return BumpDrop.ESP_OUTSIDE_POLICY;
        refused--;
        opened++;
        own().indicate(clear(from, link, linkAt, length));
        return BumpEnd.ESP_OPENED;
    }

    private Packet clear(Packet from, byte[] link, int linkAt, int length) {
        Packet inner =
                pool().originateFrom(
                                from,
                                here().place(),
                                PacketPool.HEADROOM_OCTETS,
                                ETHERNET_OCTETS + length);
        byte[] to = inner.writable();
        System.arraycopy(link, linkAt, to, inner.offset(), ETHERNET_OCTETS);
        System.arraycopy(text, 0, to, inner.offset() + ETHERNET_OCTETS, length);
        inner.setTimeNanos(from.timeNanos());
        return inner;
    }

    /** Octets in front of the padding, or -1 if that is not 1, 2, 3 (RFC 4303 section 2.4). */
    private static int payloadOctets(byte[] text, int at, int count) {
        int padding = Octets.u8(text, at + count - 2);
        int payload = count - SecurityAssociation.TRAILER_OCTETS - padding;
        for (int i = 0; i < padding && payload >= 0; i++)
            if (Octets.u8(text, at + payload + i) != i + 1) return -1;
        return payload;
    }

    private boolean isSound(int length, int next) {
        if (options.mode() == EspMode.TUNNEL && next != IpProtocols.IPV4) return false;
        return Ipv4Input.checkHeader(text, 0, length) == null
                && Ipv4Input.totalLengthOctets(text, 0) == length;
    }

    private static void putClearHeader(
            byte[] from, int at, byte[] to, int header, int length, int next) {
        System.arraycopy(from, at, to, 0, header);
        Octets.put16(to, 2, length);
        // What was put together from fragments is none any more; the sender's flag is kept.
        Octets.put16(to, 6, Octets.u16(from, at + 6) & DONT_FRAGMENT);
        Octets.put8(to, 9, next);
        putChecksum(to, 0, header);
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
        own().pause();
        fragments().clear();
    }
}
