package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;

/**
 * What one interception point sees: octets if the point has any, addresses and ports, and the
 * process where that is known. One object serves many; it is valid during the call only.
 *
 * <pre>
 *   CALL, REQUEST     no octets: a program binds, connects, listens
 *   DATAGRAM          the payload of one datagram
 *   STREAM            octets of a connection, cut anyhow
 *   IP_PACKET         from the IP header on (the packet-filter interface shows no octets)
 *   FRAME             from the Ethernet header on
 * </pre>
 */
public final class Seen {
    /** What kind of thing it is. */
    public enum Form {
        /** A call of Winsock. */
        CALL,
        /** A request to a transport device. */
        REQUEST,
        /** A datagram's payload. */
        DATAGRAM,
        /** Part of a connection's octets. */
        STREAM,
        /** An IP packet. */
        IP_PACKET,
        /** An Ethernet frame. */
        FRAME
    }

    /** Which way it goes. */
    public enum Direction {
        /** From this host. */
        OUT,
        /** To this host, or up an adapter. */
        IN,
        /** Forwarded for others. */
        THROUGH
    }

    private static final byte[] NOTHING = {};
    private static final int IPV6_HEADER = 40;

    private final InterceptionPoint point;
    private Form form = Form.FRAME;
    private Direction direction = Direction.OUT;
    private String process = "";
    private @Nullable Packet packet;
    private byte[] octets = NOTHING;
    private byte[] own = NOTHING;
    private int offset;
    private int lengthOctets;
    private boolean borrowed;
    private boolean readOnly;
    private boolean loopback;

    private int etherType;
    private int protocol;
    private IpAddress source = IpAddress.ANY4;
    private IpAddress destination = IpAddress.ANY4;
    private int sourcePort;
    private int destinationPort;

    Seen(InterceptionPoint point) {
        this.point = point;
    }

    /** A frame in an array of a program that may write to it. */
    public static Seen frame(Direction way, byte[] array, int at, int length) {
        var seen = new Seen(InterceptionPoint.INTERMEDIATE);
        seen.begin(Form.FRAME, way, "");
        seen.take(array, at, length);
        seen.readHeaders(at + length);
        return seen;
    }

    // ---- filled in by the points

    /** A packet that begins with its Ethernet or IP header and belongs to the point's driver. */
    Seen packet(Form what, Direction way, Packet shown, boolean turnedRound) {
        begin(what, way, "");
        packet = shown;
        loopback = turnedRound;
        take(shown.octets(), shown.offset(), shown.lengthOctets());
        readHeaders(shown.limit());
        return this;
    }

    /** An IP packet or frame in an array that is not to be written to. */
    Seen octets(Form what, Direction way, byte[] array, int at, int length) {
        begin(what, way, "");
        readOnly = true;
        take(array, at, length);
        readHeaders(at + length);
        return this;
    }

    /** Something between a program and a transport. */
    Seen between(
            Form what,
            Direction way,
            String whose,
            int ipProtocol,
            IpAddress local,
            int localPort,
            IpAddress remote,
            int remotePort) {
        begin(what, way, whose);
        boolean out = way == Direction.OUT;
        protocol = ipProtocol;
        etherType = local.isV4() ? EtherTypes.IPV4 : EtherTypes.IPV6;
        source = out ? local : remote;
        destination = out ? remote : local;
        sourcePort = out ? localPort : remotePort;
        destinationPort = out ? remotePort : localPort;
        return this;
    }

    /** Its octets, in somebody else's array: a writer gets a copy. */
    Seen over(byte[] array, int at, int length) {
        take(array, at, length);
        borrowed = true;
        return this;
    }

    /** Its octets, in an array that may be written to. */
    Seen inPlace(byte[] array, int at, int length) {
        take(array, at, length);
        return this;
    }

    /** Its octets are a packet's, without headers. */
    Seen payload(Packet of) {
        packet = of;
        take(of.octets(), of.offset(), of.lengthOctets());
        return this;
    }

    /** Leaves the octets out: the point has none. */
    Seen withoutOctets() {
        take(NOTHING, 0, 0);
        return this;
    }

    private void begin(Form what, Direction way, String whose) {
        form = what;
        direction = way;
        process = whose;
        packet = null;
        borrowed = false;
        readOnly = false;
        loopback = false;
        etherType = -1;
        protocol = -1;
        source = IpAddress.ANY4;
        destination = IpAddress.ANY4;
        sourcePort = 0;
        destinationPort = 0;
        take(NOTHING, 0, 0);
    }

    private void take(byte[] array, int at, int length) {
        octets = array;
        offset = at;
        lengthOctets = length;
    }

    private void readHeaders(int limit) {
        int ip = offset;
        if (form == Form.FRAME) {
            if (lengthOctets < EthernetView.HEADER_OCTETS) return;
            etherType = Octets.u16(octets, offset + 12);
            ip += EthernetView.HEADER_OCTETS;
        } else if (lengthOctets > 0) {
            etherType = (octets[offset] & 0xf0) == 0x60 ? EtherTypes.IPV6 : EtherTypes.IPV4;
        }
        if (etherType == EtherTypes.IPV4 && Ipv4View.fits(octets, ip, limit)) {
            protocol = Octets.u8(octets, ip + 9);
            source = IpAddress.v4(Octets.i32(octets, ip + 12));
            destination = IpAddress.v4(Octets.i32(octets, ip + 16));
            boolean first = (Octets.u16(octets, ip + 6) & 0x1fff) == 0;
            if (first) readPorts(ip + (octets[ip] & 0xf) * 4, limit);
        } else if (etherType == EtherTypes.IPV6 && limit - ip >= IPV6_HEADER) {
            protocol = Octets.u8(octets, ip + 6);
            source = new IpAddress(Octets.i64(octets, ip + 8), Octets.i64(octets, ip + 16));
            destination = new IpAddress(Octets.i64(octets, ip + 24), Octets.i64(octets, ip + 32));
            readPorts(ip + IPV6_HEADER, limit);
        }
    }

    private void readPorts(int at, int limit) {
        boolean has = protocol == IpProtocols.TCP || protocol == IpProtocols.UDP;
        if (!has || at + 4 > limit) return;
        sourcePort = Octets.u16(octets, at);
        destinationPort = Octets.u16(octets, at + 2);
    }

    // ---- read by filters

    /** Where it is seen. */
    public InterceptionPoint point() {
        return point;
    }

    /** What it is. */
    public Form form() {
        return form;
    }

    /** Which way it goes. */
    public Direction direction() {
        return direction;
    }

    /** Name of the process, or empty where the point does not know it. */
    public String process() {
        return process;
    }

    /** Whether it is turned round inside the host, where the point can tell. */
    public boolean isLoopback() {
        return loopback;
    }

    /** EtherType of a frame, or of what the IP version stands for; -1 if there is none. */
    public int etherType() {
        return etherType;
    }

    /** IP protocol number, or -1: no IP. */
    public int protocol() {
        return protocol;
    }

    /** Where it comes from; 0.0.0.0 if that is not known. */
    public IpAddress source() {
        return source;
    }

    /** Where it goes to. */
    public IpAddress destination() {
        return destination;
    }

    /** Source port, or 0: none, or in another fragment. */
    public int sourcePort() {
        return sourcePort;
    }

    /** Destination port, or 0. */
    public int destinationPort() {
        return destinationPort;
    }

    /** The array behind it, for reading. */
    public byte[] octets() {
        return octets;
    }

    /** Where in {@link #octets} it begins. */
    public int offset() {
        return offset;
    }

    /** Length of what the point sees of it; 0 where it sees no octets. */
    public int lengthOctets() {
        return lengthOctets;
    }

    /** Identity of the packet, or 0 where the point sees none. */
    public long packetId() {
        Packet shown = packet;
        return shown == null ? 0 : shown.id();
    }

    /** Whether {@link PointFilter.Decision#CHANGED} is possible for it. */
    public boolean canChange() {
        return point.canChange() && !readOnly && lengthOctets > 0;
    }

    /** Whether {@link PointFilter.Decision#STOP} is possible for it. */
    public boolean canStop() {
        return point.canStop();
    }

    /**
     * The octets for writing, at {@link #offset}; answer CHANGED afterwards. The length stays as it
     * is, and checksums are the filter's care.
     *
     * @throws IllegalStateException if the point shows octets for reading only
     */
    public byte[] writable() {
        if (!canChange()) throw new IllegalStateException(point + " changes nothing");
        Packet shown = packet;
        if (shown != null) {
            octets = shown.writable();
        } else if (borrowed) {
            if (own.length < lengthOctets) own = new byte[Math.max(lengthOctets, 2048)];
            System.arraycopy(octets, offset, own, 0, lengthOctets);
            octets = own;
            offset = 0;
            borrowed = false;
        }
        return octets;
    }

    @Override
    public String toString() {
        return "%s %s %s %s:%d > %s:%d, %d octets"
                .formatted(
                        point,
                        direction,
                        form,
                        source,
                        sourcePort,
                        destination,
                        destinationPort,
                        lengthOctets);
    }
}
