package sluice.packet.decode;

import java.util.Arrays;
import sluice.packet.Octets;

/**
 * One packet in one line of ASCII: number, seconds since the first packet, source, destination,
 * protocol, length on the wire, and the few words that matter.
 *
 * <pre>
 *     1     0.000000 192.0.2.107 > 192.0.2.1 UDP 74 40000 > 53 len 32
 * </pre>
 *
 * <p>The line lies in a buffer that is reused; nothing is allocated once the buffer has grown. One
 * thread.
 */
public final class SummaryLine implements FieldSink {
    private static final String HEX = "0123456789abcdef";
    private static final String[] TCP_FLAGS = {
        "FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR"
    };

    private final Decoder decoder = Decoder.full();
    private final long[] values = new long[Field.toldToAll()];
    private final boolean[] present = new boolean[values.length];
    private byte[] line = new byte[256];
    private int length;
    private byte[] frame = new byte[0];
    private Layer highest = Layer.DATA;
    private boolean inQuote;
    private boolean ipv6;
    private long ipv6SourceHigh;
    private long ipv6SourceLow;
    private long ipv6DestinationHigh;
    private long ipv6DestinationLow;
    private boolean faulty;
    private Fault fault = Fault.MALFORMED;

    /** A line without content. */
    public SummaryLine() {}

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
        Arrays.fill(present, false);
        frame = octets;
        highest = Layer.DATA;
        inQuote = false;
        ipv6 = false;
        faulty = false;
        length = 0;
        decoder.decode(linkType, octets, offset, capturedLength, wireLength, this);
        padded(number, 5);
        text("  ");
        seconds(relativeNanos);
        text(" ");
        addresses();
        text(highest == Layer.DATA ? "data" : highest.title());
        text(" ");
        number(wireLength & 0xffff_ffffL);
        details();
        if (faulty) {
            text(" [");
            text(fault.text());
            text("]");
        }
        return length;
    }

    /** Where the line lies, from its first octet. */
    public byte[] octets() {
        return line;
    }

    @Override
    public void layer(Layer layer, int offset, int lengthOctets) {
        if (inQuote) {
            return;
        }
        if (layer != Layer.DATA && layer != Layer.ETHERTYPE) {
            highest = layer;
        }
        if (layer == Layer.IPV4) {
            ipv6 = false;
        }
        inQuote = layer == Layer.ICMP || layer == Layer.ICMPV6;
    }

    @Override
    public void field(Field field, int offset, int lengthOctets, long value) {
        boolean quoted = inQuote && field.layer() != Layer.ICMP && field.layer() != Layer.ICMPV6;
        if (quoted) {
            return;
        }
        values[field.ordinal()] = value;
        present[field.ordinal()] = true;
        if (field == Field.IPV6_SRC) {
            ipv6 = true;
            ipv6SourceHigh = Octets.i64(frame, offset);
            ipv6SourceLow = Octets.i64(frame, offset + 8);
        } else if (field == Field.IPV6_DST) {
            ipv6DestinationHigh = Octets.i64(frame, offset);
            ipv6DestinationLow = Octets.i64(frame, offset + 8);
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

    private boolean has(Field field) {
        return present[field.ordinal()];
    }

    private long value(Field field) {
        return values[field.ordinal()];
    }

    private void addresses() {
        if (ipv6 && has(Field.IPV6_DST)) {
            ipv6(ipv6SourceHigh, ipv6SourceLow);
            text(" > ");
            ipv6(ipv6DestinationHigh, ipv6DestinationLow);
            text(" ");
        } else if (has(Field.IP_SRC) && has(Field.IP_DST)) {
            ipv4(value(Field.IP_SRC));
            text(" > ");
            ipv4(value(Field.IP_DST));
            text(" ");
        } else if (has(Field.ETH_SRC)) {
            mac(value(Field.ETH_SRC));
            text(" > ");
            mac(value(Field.ETH_DST));
            text(" ");
        }
    }

    private void details() {
        switch (highest) {
            case TCP -> tcp();
            case UDP -> {
                ports(Field.UDP_SRCPORT, Field.UDP_DSTPORT);
                named(" len ", Field.UDP_LENGTH);
            }
            case ICMP -> {
                named(" type ", Field.ICMP_TYPE);
                named(" code ", Field.ICMP_CODE);
            }
            case ICMPV6 -> {
                named(" type ", Field.ICMPV6_TYPE);
                named(" code ", Field.ICMPV6_CODE);
            }
            case IGMP -> named(" version ", Field.IGMP_VERSION);
            case ARP -> arp();
            case IPV4 -> {
                named(" protocol ", Field.IP_PROTO);
                named(" fragment at ", Field.IP_FRAG_OFFSET);
            }
            case IPV6 -> named(" next header ", Field.IPV6_NXT);
            default -> {
                // the name says it
            }
        }
    }

    private void tcp() {
        ports(Field.TCP_SRCPORT, Field.TCP_DSTPORT);
        if (!has(Field.TCP_FLAGS)) {
            return;
        }
        text(" [");
        boolean first = true;
        long flags = value(Field.TCP_FLAGS);
        for (int bit = 0; bit < TCP_FLAGS.length; bit++) {
            if ((flags >>> bit & 1) != 0) {
                text(first ? "" : ",");
                text(TCP_FLAGS[bit]);
                first = false;
            }
        }
        text("]");
        named(" seq ", Field.TCP_SEQ_RAW);
        named(" ack ", Field.TCP_ACK_RAW);
        named(" win ", Field.TCP_WINDOW);
        named(" len ", Field.TCP_LEN);
    }

    private void arp() {
        named(" operation ", Field.ARP_OPCODE);
        if (has(Field.ARP_SRC_PROTO_IPV4) && has(Field.ARP_DST_PROTO_IPV4)) {
            text(" ");
            ipv4(value(Field.ARP_SRC_PROTO_IPV4));
            text(" to ");
            ipv4(value(Field.ARP_DST_PROTO_IPV4));
        }
    }

    private void ports(Field source, Field destination) {
        if (has(source) && has(destination)) {
            text(" ");
            number(value(source));
            text(" > ");
            number(value(destination));
        }
    }

    private void named(String name, Field field) {
        if (has(field)) {
            text(name);
            number(value(field));
        }
    }

    private void seconds(long nanos) {
        long micros = Math.abs(nanos / 1000);
        int start = length;
        if (nanos < 0) {
            text("-");
        }
        number(micros / 1_000_000);
        text(".");
        long fraction = micros % 1_000_000;
        for (long unit = 100_000; unit > 0; unit /= 10) {
            octet('0' + (int) (fraction / unit % 10));
        }
        shiftRight(start, 11);
    }

    private void padded(long value, int width) {
        int start = length;
        number(value);
        shiftRight(start, width);
    }

    /** Puts blanks before what was written from {@code start} until it is {@code width} wide. */
    private void shiftRight(int start, int width) {
        int blanks = width - (length - start);
        if (blanks > 0) {
            room(blanks);
            System.arraycopy(line, start, line, start + blanks, length - start);
            Arrays.fill(line, start, start + blanks, (byte) ' ');
            length += blanks;
        }
    }

    private void number(long value) {
        room(20);
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = value;
        for (int at = length + digits - 1; at >= length; at--) {
            line[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    private void ipv4(long address) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            number(address >>> shift & 0xff);
            if (shift > 0) {
                octet('.');
            }
        }
    }

    private void mac(long address) {
        for (int shift = 40; shift >= 0; shift -= 8) {
            octet(HEX.charAt((int) (address >>> (shift + 4)) & 15));
            octet(HEX.charAt((int) (address >>> shift) & 15));
            if (shift > 0) {
                octet(':');
            }
        }
    }

    /** The form of RFC 5952 without dotted decimals. */
    private void ipv6(long high, long low) {
        int foldFrom = -1;
        int foldCount = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && group(high, low, i + run) == 0) {
                run++;
            }
            if (run > foldCount) {
                foldFrom = i;
                foldCount = run;
            }
            i += run;
        }
        for (int i = 0; i < 8; i++) {
            if (i == foldFrom) {
                text("::");
                i += foldCount - 1;
                continue;
            }
            if (i > 0 && (foldFrom < 0 || i != foldFrom + foldCount)) {
                octet(':');
            }
            int group = group(high, low, i);
            boolean started = false;
            for (int shift = 12; shift >= 0; shift -= 4) {
                int digit = group >>> shift & 15;
                if (digit != 0 || started || shift == 0) {
                    octet(HEX.charAt(digit));
                    started = true;
                }
            }
        }
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private void text(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            line[length++] = (byte) ascii.charAt(i);
        }
    }

    private void octet(int value) {
        room(1);
        line[length++] = (byte) value;
    }

    private void room(int count) {
        if (line.length - length < count) {
            line = Arrays.copyOf(line, 2 * line.length + count);
        }
    }
}
