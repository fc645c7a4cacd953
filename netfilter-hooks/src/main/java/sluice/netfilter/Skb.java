package sluice.netfilter;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.inet.Route;
import sluice.inet.RouteKind;
import sluice.packet.Fate;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.UdpView;

/**
 * The Linux descriptor over a {@link Packet} ({@code struct sk_buff}): what the stack remembers
 * about it. Pooled by {@link SkbPool}; it lives exactly as long as its packet, and {@link #end}
 * ends both.
 *
 * <p>Header offsets count from the start of the packet's array and stay right through push, pull
 * and {@link #writable}. Views must not be kept across a call that may write.
 */
public final class Skb extends SkbMarks {
    /** Length of {@link #control}. */
    public static final int CONTROL_WORDS = 6;

    /** {@link #linkOffset} of a packet without a link header. */
    public static final int NO_LINK_HEADER = -1;

    /** Most fragment sizes that are remembered. */
    public static final int FRAGMENT_SIZES_MAX = 64;

    private final SkbPool pool;
    private @Nullable Packet packet;
    private final long[] control = new long[CONTROL_WORDS];
    private @Nullable NetInterface inDevice;
    private @Nullable NetInterface outDevice;
    private @Nullable Route route;
    private RouteKind routeKind = RouteKind.UNICAST;
    private @Nullable SkbOwner owner;
    private @Nullable Sock sock;
    private int ownerOctets;
    private PacketType packetType = PacketType.HOST;
    private ChecksumState checksumState = ChecksumState.NONE;
    private boolean checksumOffloaded;
    private boolean checksumPartial;
    private int linkOffset;
    private int networkOffset;
    private int transportOffset;
    private int upperProtocol;
    private boolean routed;
    private @Nullable Tracked tracked;
    private CtInfo ctInfo = CtInfo.ESTABLISHED;
    private boolean replaced;
    private int @Nullable [] fragmentSizes;
    private long @Nullable [] fragmentIds;
    private long overwrites;
    private int fragmentCount;
    private @Nullable BridgedFrame bridged;

    /** Link for {@link SkbQueue}. */
    @OfDescriptor @Nullable Skb next;

    /** A hook has it, under a verifier. */
    @OfDescriptor @Nullable SkbLease lease;

    Skb(SkbPool pool) {
        this.pool = pool;
    }

    void reset(Packet fresh) {
        packet = fresh;
        routeKind = RouteKind.UNICAST;
        packetType = PacketType.HOST;
        checksumState = ChecksumState.NONE;
        checksumOffloaded = false;
        checksumPartial = false;
        mark = 0;
        priority = 0;
        protocol = 0;
        vlanTag = 0;
        linkOffset = NO_LINK_HEADER;
        networkOffset = fresh.offset();
        transportOffset = fresh.offset();
        upperProtocol = 0;
        local = false;
        redirected = false;
        tapped = false;
        loopCopy = false;
        loops = false;
        traced = false;
        ctInfo = CtInfo.ESTABLISHED;
        replaced = false;
        routed = false;
        fragmentCount = 0;
        overwrites = 0;
    }

    void clear() {
        packet = null;
        inDevice = null;
        outDevice = null;
        route = null;
        owner = null;
        sock = null;
        tracked = null;
        bridged = null;
        next = null;
        for (int i = 0; i < CONTROL_WORDS; i++) control[i] = 0;
    }

    /** The packet; alive as long as this is in use. */
    public Packet packet() {
        Packet present = packet;
        if (present == null) throw SkbLease.touched(lease);
        return present;
    }

    /** Whether it is in use. */
    public boolean inUse() {
        Packet present = packet;
        return present != null && present.isAlive();
    }

    /** Ends the packet under one reason and frees this. */
    public void end(Fate fate) {
        Packet ending = packet();
        unown();
        ending.end(fate);
        if (lease != null) lease.over(ending);
        pool.free(this);
    }

    /** Gives the packet away, which lives on without a descriptor, and frees this. */
    public Packet detach() {
        Packet leaving = packet();
        unown();
        if (lease != null) lease.over(leaving);
        pool.free(this);
        return leaving;
    }

    /** Frees the sender's buffer space early and forgets the socket ({@code skb_orphan}). */
    public void unown() {
        sock = null;
        SkbOwner paying = owner;
        if (paying == null) return;
        owner = null;
        paying.freed(ownerOctets);
    }

    /** Lets the packet count {@code octets} against {@code socket} until it is freed. */
    public void own(SkbOwner socket, int octets) {
        owner = socket;
        ownerOctets = octets;
    }

    /** The socket it counts against, or null. */
    public @Nullable SkbOwner owner() {
        return owner;
    }

    /**
     * The socket of it, or null: of what this host sends, the sender's; of what came in, the one a
     * rule gave it to ({@code skb->sk}).
     */
    public @Nullable Sock sock() {
        return sock;
    }

    /** Sets the socket of it. */
    public void setSock(@Nullable Sock value) {
        sock = value;
    }

    /** What it keeps of the bridge that handed it to the hooks of IP; null for others. */
    public @Nullable BridgedFrame bridged() {
        return bridged;
    }

    /** Begins a frame's way through the hooks of IP. */
    public void setBridged(BridgedFrame frame) {
        bridged = frame;
    }

    /** Whether it is a bridge's and at a step among the hooks of IP. */
    public boolean bridgedAt(BridgedFrame.Step step) {
        BridgedFrame frame = bridged;
        return frame != null && frame.step() == step;
    }

    /** The octets, for reading. */
    public byte[] octets() {
        return packet().octets();
    }

    /** The octets, for writing: made private first if they are shared. */
    public byte[] writable() {
        if (checksumPartial) {
            checksumPartial = false;
            PartialChecksum.finish(this);
        }
        return packet().writable();
    }

    /**
     * The octets, for one who keeps {@linkplain #checksumPartial an unfinished checksum} as it
     * should be: unlike {@link #writable} this leaves it unfinished.
     */
    public byte[] writableUnfinished() {
        return packet().writable();
    }

    /**
     * Whether its sender leaves the transport checksum to the device, if that can: what sockets of
     * UDP and TCP send, and resets that rules answer ({@code CHECKSUM_PARTIAL}).
     */
    public boolean checksumOffloaded() {
        return checksumOffloaded;
    }

    /**
     * Says that the transport checksum may be left to the device; the field holds the whole one.
     */
    public void setChecksumOffloaded(boolean value) {
        checksumOffloaded = value;
    }

    /** The device leaves the checksum unfinished, as {@code lo} does, if it was left to it. */
    public void leaveChecksum() {
        if (checksumOffloaded && !checksumPartial) checksumPartial = PartialChecksum.leave(this);
    }

    /** Whether the transport checksum is unfinished: the sum of the pseudo header alone. */
    public boolean checksumPartial() {
        return checksumPartial;
    }

    /** Where the data ends in {@link #octets}. */
    public int limit() {
        return packet().limit();
    }

    /** Six words for whoever has the packet at the moment; zero at first ({@code skb->cb}). */
    public long[] control() {
        return control;
    }

    /** Device it came in on, or null. */
    public @Nullable NetInterface inDevice() {
        return inDevice;
    }

    /** Sets the device it came in on. */
    public void setInDevice(@Nullable NetInterface value) {
        inDevice = value;
    }

    /** Device it leaves by, or null while that is not known. */
    public @Nullable NetInterface outDevice() {
        return outDevice;
    }

    /** Sets the device it leaves by. */
    public void setOutDevice(@Nullable NetInterface value) {
        outDevice = value;
    }

    /** Route it takes ({@code skb_dst}), or null. */
    public @Nullable Route route() {
        return route;
    }

    /** Sets the route. */
    public void setRoute(@Nullable Route value) {
        route = value;
    }

    /**
     * Whether its way is known ({@code skb_valid_dst}): it was made here, and what comes in over
     * {@code lo} still has it.
     */
    public boolean routed() {
        return routed;
    }

    /** Says whether its way is known. */
    public void setRouted(boolean value) {
        routed = value;
    }

    /**
     * Forgets its way ({@code skb_dst_drop}): behind PRE_ROUTING it is looked up by the addresses
     * that it has then.
     */
    public void dropRoute() {
        route = null;
        routed = false;
    }

    /** What the destination is, once it is routed. */
    public RouteKind routeKind() {
        return routeKind;
    }

    /** Sets what the destination is. */
    public void setRouteKind(RouteKind value) {
        routeKind = value;
    }

    /** To whom the frame was addressed. */
    public PacketType packetType() {
        return packetType;
    }

    /** Sets to whom the frame was addressed. */
    public void setPacketType(PacketType value) {
        packetType = value;
    }

    /** What is known of the transport checksum. */
    public ChecksumState checksumState() {
        return checksumState;
    }

    /** Sets what is known of the transport checksum. */
    public void setChecksumState(ChecksumState value) {
        checksumState = value;
    }

    /**
     * Where the link header starts in {@link #octets}, which may lie before the packet's data
     * ({@code skb_mac_header}); {@link #NO_LINK_HEADER} if there is none.
     */
    public int linkOffset() {
        return linkOffset;
    }

    /** Sets where the link header starts. */
    public void setLinkOffset(int value) {
        linkOffset = value;
    }

    /** Where the IP header starts in {@link #octets}. */
    public int networkOffset() {
        return networkOffset;
    }

    /** Sets where the IP header starts. */
    public void setNetworkOffset(int value) {
        networkOffset = value;
    }

    /** Where the transport header starts; right once the IP header has been checked. */
    public int transportOffset() {
        return transportOffset;
    }

    /** Sets where the transport header starts. */
    public void setTransportOffset(int value) {
        transportOffset = value;
    }

    /** Protocol behind the IP header and its extensions. */
    public int upperProtocol() {
        return upperProtocol;
    }

    /** Sets the protocol behind the IP header. */
    public void setUpperProtocol(int value) {
        upperProtocol = value;
    }

    /** What connection tracking knows it by, or null. */
    public @Nullable Tracked tracked() {
        return tracked;
    }

    /** How it stands to {@link #tracked}; tells nothing without one, but for UNTRACKED. */
    public CtInfo ctInfo() {
        return ctInfo;
    }

    /** Whether it is not to be tracked: then {@link #tracked} is null. */
    public boolean untracked() {
        return tracked == null && ctInfo == CtInfo.UNTRACKED;
    }

    /** Hangs a connection or template on it ({@code nf_ct_set}). */
    public void setTracked(@Nullable Tracked value, CtInfo info) {
        tracked = value;
        ctInfo = info;
    }

    /**
     * Takes the connection off ({@code nf_reset_ct}): it has not been tracked yet, or is invalid.
     */
    public void resetTracked() {
        tracked = null;
        ctInfo = CtInfo.ESTABLISHED;
    }

    /**
     * Goes on over another packet, which belongs to the same place; the old one ends. Header
     * offsets are the caller's to set.
     */
    public void replacePacket(Packet fresh, Fate endOfOld) {
        packet().end(endOfOld);
        packet = fresh;
        replaced = true;
    }

    /** Whether a hook has put another packet under this since it was asked. */
    boolean takeReplaced() {
        boolean was = replaced;
        replaced = false;
        return was;
    }

    /** Remembers the size of one fragment it was reassembled from, in octets. */
    public void rememberFragment(int lengthOctets) {
        rememberFragment(lengthOctets, 0);
    }

    /**
     * Remembers the size of one fragment it was reassembled from.
     *
     * @param packetId of the fragment
     */
    public void rememberFragment(int lengthOctets, long packetId) {
        int[] sizes = fragmentSizes;
        if (sizes == null) {
            fragmentSizes = sizes = new int[FRAGMENT_SIZES_MAX];
            fragmentIds = new long[FRAGMENT_SIZES_MAX];
        }
        if (fragmentCount == sizes.length) return;
        Objects.requireNonNull(fragmentIds)[fragmentCount] = packetId;
        sizes[fragmentCount++] = lengthOctets;
    }

    /** The packet that a remembered fragment came in. */
    public long fragmentId(int index) {
        Objects.checkIndex(index, fragmentCount);
        return Objects.requireNonNull(fragmentIds)[index];
    }

    /**
     * The packet in whose buffer this fragment is written, while taps may still hold that; 0 if it
     * has one of its own.
     */
    public long overwrites() {
        return overwrites;
    }

    /** Says in which packet's buffer this fragment is written. */
    public void setOverwrites(long packetId) {
        overwrites = packetId;
    }

    /** Forgets the sizes of fragments. */
    public void forgetFragments() {
        fragmentCount = 0;
    }

    /** The longest fragment that is remembered, in octets; 0 if none is. */
    public int largestFragmentOctets() {
        int largest = 0;
        for (int i = 0; i < fragmentCount; i++) largest = Math.max(largest, fragmentSizeOctets(i));
        return largest;
    }

    /**
     * Writes how much of the payload each remembered fragment carried.
     *
     * @param headerOctets length of the headers of each
     * @param payloadOctets length of the payload they have to make up
     * @return how many they are; 0 if there are too many to remember, or they make up another
     *     length
     */
    public int fragmentPayloads(int[] payloads, int headerOctets, int payloadOctets) {
        int left = payloadOctets;
        for (int i = 0; i < fragmentCount; i++) {
            payloads[i] = fragmentSizeOctets(i) - headerOctets;
            if (payloads[i] <= 0 || (i + 1 < fragmentCount && (payloads[i] & 7) != 0)) return 0;
            left -= payloads[i];
        }
        return left == 0 ? fragmentCount : 0;
    }

    /** How many fragment sizes are remembered. */
    public int fragmentCount() {
        return fragmentCount;
    }

    /** A remembered fragment size, in octets. */
    public int fragmentSizeOctets(int index) {
        Objects.checkIndex(index, fragmentCount);
        return Objects.requireNonNull(fragmentSizes)[index];
    }

    /** Copies what a fragment or a copy inherits ({@code ip_copy_metadata}). */
    public void copyMetadataFrom(Skb other) {
        packetType = other.packetType;
        checksumState = other.checksumState;
        checksumPartial = other.checksumPartial;
        mark = other.mark;
        priority = other.priority;
        protocol = other.protocol;
        sock = other.sock;
        traced = other.traced;
        inDevice = other.inDevice;
        outDevice = other.outDevice;
        route = other.route;
        routeKind = other.routeKind;
        local = other.local;
        upperProtocol = other.upperProtocol;
        nextHop4 = other.nextHop4;
        nextHopHigh = other.nextHopHigh;
        nextHopLow = other.nextHopLow;
        tracked = other.tracked;
        ctInfo = other.ctInfo;
        BridgedFrame frame = other.bridged;
        if (frame != null) bridged = new BridgedFrame(frame);
    }

    // ---- for hooks -------------------------------------------------------------------------

    /** Whether it is an IPv4 packet. */
    public boolean isIpv4() {
        return (Octets.u8(octets(), networkOffset) >>> 4) == 4;
    }

    /** Its IPv4 header, read in place. */
    public Ipv4View ipv4() {
        var view = new Ipv4View(octets(), networkOffset);
        return lease == null ? view : lease.show(this, view);
    }

    /** Its IPv6 header, read in place. */
    public Ipv6View ipv6() {
        var view = new Ipv6View(octets(), networkOffset);
        return lease == null ? view : lease.show(this, view);
    }

    /** Whether it has a whole UDP header: UDP, and no later fragment. */
    public boolean isUdp() {
        return isUpper(IpProtocols.UDP)
                && packet().limit() - transportOffset >= UdpView.HEADER_OCTETS;
    }

    /** Whether it carries {@code protocol} and is no later fragment. */
    public boolean isUpper(int wanted) {
        return upperProtocol == wanted
                && (!isIpv4() || (Octets.u16(octets(), networkOffset + 6) & 0x1fff) == 0);
    }

    /** Its UDP header, read in place; only if {@link #isUdp}. */
    public UdpView udp() {
        var view = new UdpView(octets(), transportOffset);
        return lease == null ? view : lease.show(this, view);
    }
}
