package sluice.packet.decode;

/**
 * One packet in one line of printable ASCII: number, seconds since the first packet, source,
 * destination, protocol, length on the wire, and the words that matter of the innermost protocol.
 *
 * <pre>
 *     1     0.000000 192.0.2.107 > 192.0.2.1 DNS 74 40000 > 53 query 0x1a2b A example.com
 * </pre>
 *
 * <p>Of a packet that is quoted by an error, addresses and ports follow. Names are not resolved,
 * and octets of packets that are not printable are escaped: no control character gets into a line.
 * The line lies in a buffer that is reused; nothing is allocated. One thread.
 */
public final class SummaryLine implements FieldSink {
    /** No line is longer; of one that would be, the end is left out and marked by dots. */
    public static final int LENGTH_MAX = 512;

    private static final int NUMBER_WIDTH = 5;
    private static final int SECONDS_WIDTH = 11;

    private final Decoder decoder = Decoder.full();
    private final AsciiLine line = new AsciiLine(LENGTH_MAX);
    private final PacketFacts packet = new PacketFacts();
    private final PacketFacts quoted = new PacketFacts();
    private byte[] frame = new byte[0];
    private boolean inQuote;
    private boolean closed;
    private boolean faulty;
    private Fault fault = Fault.MALFORMED;

    private final boolean withStations;
    private final OuterFrame outer = new OuterFrame();
    private int addressesAt;
    private int addressesEnd;
    private int wordsAt;

    /** A line without content. */
    public SummaryLine() {
        this(false);
    }

    /**
     * A line without content.
     *
     * @param withStations whether the frame's own addresses and its tag stand before those of IP,
     *     as {@code tcpdump -e} has them
     */
    public SummaryLine(boolean withStations) {
        this.withStations = withStations;
    }

    /**
     * Decodes a frame and makes its line.
     *
     * @param number from 1
     * @param relativeNanos since the first packet; may be negative
     * @param linkType and the following: as {@link Decoder#decode}
     * @return the length of the line in {@link #octets}, without a line feed
     */
    public int format(
            long number,
            long relativeNanos,
            int linkType,
            byte[] octets,
            int offset,
            int capturedLength,
            int wireLength) {
        packet.clear();
        quoted.clear();
        outer.clear();
        line.clear();
        frame = octets;
        inQuote = false;
        closed = false;
        faulty = false;
        decoder.decode(linkType, octets, offset, capturedLength, wireLength, this);
        line.number(number);
        line.shiftRight(0, NUMBER_WIDTH);
        line.text("  ");
        seconds(relativeNanos);
        line.octet(' ');
        if (withStations && packet.hasAddresses()) outer.append(line);
        addressesAt = line.length();
        packet.appendAddresses(line);
        addressesEnd = Math.max(addressesAt, line.length() - 1);
        if (withStations && !packet.hasAddresses()) outer.appendTag(line);
        line.text(packet.title());
        line.octet(' ');
        line.number(wireLength & 0xffff_ffffL);
        wordsAt = line.length();
        words();
        TransportText.piece(line, packet);
        if (quoted.hasAddresses()) {
            quote();
        }
        if (faulty) {
            line.text(" [");
            line.text(fault.text());
            line.octet(']');
        }
        return line.finish();
    }

    /** Where the line lies, from its first octet. */
    public byte[] octets() {
        return line.octets();
    }

    /** Where the addresses of the line begin; they are those of IP, or of the frame without it. */
    public int addressesAt() {
        return addressesAt;
    }

    /** Where they end. */
    public int addressesEnd() {
        return addressesEnd;
    }

    /** Where the words of the innermost protocol begin, with a blank; the end if there are none. */
    public int wordsAt() {
        return wordsAt;
    }

    /** Whether the packet has IP addresses. */
    public boolean hasAddresses() {
        return packet.hasAddresses();
    }

    /** The name of the innermost protocol. */
    public String protocol() {
        return packet.title();
    }

    /** What the frame itself says. */
    public OuterFrame outerFrame() {
        return outer;
    }

    /** The port of TCP or UDP that it comes from; -1 without one. */
    public int sourcePort() {
        return port(Field.TCP_SRCPORT, Field.UDP_SRCPORT);
    }

    /** The port of TCP or UDP that it goes to; -1 without one. */
    public int destinationPort() {
        return port(Field.TCP_DSTPORT, Field.UDP_DSTPORT);
    }

    private int port(Field tcp, Field udp) {
        return packet.has(tcp)
                ? (int) packet.value(tcp)
                : packet.has(udp) ? (int) packet.value(udp) : -1;
    }

    @Override
    public void layer(Layer layer, int offset, int lengthOctets) {
        if (closed) {
            return;
        }
        boolean error = layer == Layer.ICMP || layer == Layer.ICMPV6;
        (inQuote ? quoted : packet).layer(layer, frame, offset, lengthOctets);
        // what a quote quotes, and what a sample holds, is not told
        closed = layer == Layer.SFLOW || (error && inQuote);
        inQuote |= error;
    }

    @Override
    public void field(Field field, int offset, int lengthOctets, long value) {
        if (!closed) {
            if (field.ordinal() <= OuterFrame.LAST && !inQuote) outer.field(field, value);
            (inQuote ? quoted : packet).field(field, frame, offset, value);
        }
    }

    @Override
    public void fault(Fault found, int offset) {
        faulty = true;
        fault = found;
    }

    @Override
    public void unpacked(byte[] unpacked, int lengthOctets) {
        frame = unpacked;
    }

    private void words() {
        byte[] octets = packet.octets;
        int at = packet.at;
        int end = packet.end;
        switch (packet.highest) {
            case TCP -> TransportText.tcp(line, packet);
            case UDP -> TransportText.udp(line, packet);
            case ICMP -> IcmpText.icmp(line, octets, at, end);
            case ICMPV6 -> IcmpText.icmpv6(line, octets, at, end);
            case IGMP -> GroupText.igmp(line, octets, at, end);
            case ARP -> NeighborText.arp(line, octets, at, end);
            case DNS, MULTICAST_DNS, LINK_LOCAL_NAMES -> {
                TransportText.ports(line, packet);
                DnsText.append(line, octets, at, end);
            }
            case DHCP -> {
                TransportText.ports(line, packet);
                ApplicationText.dhcp(line, octets, at, end);
            }
            case DHCPV6 -> {
                TransportText.ports(line, packet);
                ApplicationText.dhcpv6(line, octets, at, end);
            }
            case NTP -> {
                TransportText.ports(line, packet);
                ApplicationText.ntp(line, octets, at, end);
            }
            case SFLOW -> {
                TransportText.ports(line, packet);
                ApplicationText.sflow(line, octets, at, end);
            }
            case HTTP -> {
                TransportText.ports(line, packet);
                ApplicationText.http(line, octets, at, end);
            }
            case IPV4 -> named(" protocol ", Field.IP_PROTO);
            case IPV6 -> named(" next header ", Field.IPV6_NXT);
            case FRAGMENT -> {
                if (at < end) {
                    line.text(" next header ");
                    line.number(octets[at] & 0xff);
                }
            }
            case VLAN -> named(" id ", Field.VLAN_ID);
            case ETHERNET -> {
                if (packet.has(Field.ETH_TYPE)) {
                    line.text(" type ");
                    line.hex(packet.value(Field.ETH_TYPE), 4);
                }
            }
            default -> {
                // the name says it
            }
        }
    }

    private void quote() {
        line.text(", about ");
        quoted.appendAddresses(line);
        line.text(quoted.title());
        switch (quoted.highest) {
            case TCP, UDP -> TransportText.ports(line, quoted);
            case ICMP -> IcmpText.icmp(line, quoted.octets, quoted.at, quoted.end);
            case ICMPV6 -> IcmpText.icmpv6(line, quoted.octets, quoted.at, quoted.end);
            default -> TransportText.ports(line, quoted);
        }
        TransportText.piece(line, quoted);
    }

    private void named(String name, Field field) {
        if (packet.has(field)) {
            line.text(name);
            line.number(packet.value(field));
        }
    }

    private void seconds(long nanos) {
        long micros = Math.abs(nanos / 1000);
        int start = line.length();
        line.text(nanos < 0 ? "-" : "");
        line.number(micros / 1_000_000);
        line.octet('.');
        long fraction = micros % 1_000_000;
        for (long unit = 100_000; unit > 0; unit /= 10) {
            line.octet('0' + (int) (fraction / unit % 10));
        }
        line.shiftRight(start, SECONDS_WIDTH);
    }
}
