package sluice.packet.decode;

import java.util.Arrays;
import sluice.packet.wire.ArpOperation;

/**
 * What a line needs to know of one packet: the last value of each field that is told to all, and
 * where its innermost protocol lies. Reused from frame to frame; one thread.
 */
final class PacketFacts {
    private final long[] values = new long[Field.toldToAll()];
    private final boolean[] present = new boolean[values.length];

    Layer highest = Layer.DATA;

    /** The array {@code at} and {@code end} are offsets in: the frame, or what was unpacked. */
    byte[] octets = new byte[0];

    int at;

    /** Where the captured octets of the innermost protocol end. */
    int end;

    /** Where TCP begins; its options are not told. */
    int segment;

    private byte[] addressOctets = octets;
    private boolean ipv6;

    void clear() {
        Arrays.fill(present, false);
        highest = Layer.DATA;
        ipv6 = false;
    }

    void layer(Layer layer, byte[] frame, int offset, int lengthOctets) {
        if (layer == Layer.DATA || layer == Layer.ETHERTYPE) {
            return;
        }
        highest = layer;
        octets = frame;
        at = offset;
        end = offset + lengthOctets;
        if (layer == Layer.IPV4) {
            ipv6 = false;
        } else if (layer == Layer.TCP) {
            segment = offset;
        }
    }

    void field(Field field, byte[] frame, int offset, long value) {
        boolean address = field == Field.IPV6_SRC || field == Field.IPV6_DST;
        values[field.ordinal()] = address ? offset : value;
        present[field.ordinal()] = true;
        if (address) {
            addressOctets = frame;
            ipv6 = true;
        }
    }

    boolean has(Field field) {
        return present[field.ordinal()];
    }

    long value(Field field) {
        return values[field.ordinal()];
    }

    boolean hasAddresses() {
        return ipv6
                ? has(Field.IPV6_SRC) && has(Field.IPV6_DST)
                : has(Field.IP_SRC) && has(Field.IP_DST);
    }

    /** The innermost addresses and a blank; of a frame without IP, those of Ethernet. */
    void appendAddresses(AsciiLine line) {
        if (!hasAddresses()) {
            if (has(Field.ETH_SRC)) {
                line.mac(value(Field.ETH_SRC));
                line.text(" > ");
                line.mac(value(Field.ETH_DST));
                line.octet(' ');
            }
            return;
        }
        if (ipv6) {
            line.ipv6(addressOctets, (int) value(Field.IPV6_SRC));
            line.text(" > ");
            line.ipv6(addressOctets, (int) value(Field.IPV6_DST));
        } else {
            line.ipv4(value(Field.IP_SRC));
            line.text(" > ");
            line.ipv4(value(Field.IP_DST));
        }
        line.octet(' ');
    }

    private boolean isReverse() {
        long operation = has(Field.ARP_OPCODE) ? value(Field.ARP_OPCODE) : 0;
        return operation == ArpOperation.REVERSE_REQUEST.code()
                || operation == ArpOperation.REVERSE_REPLY.code();
    }

    /** The name of the innermost protocol; "data" if there is none. */
    String title() {
        return switch (highest) {
            case ARP -> isReverse() ? "RARP" : Layer.ARP.title();
            case FRAGMENT -> Layer.IPV6.title(); // that it is a piece is said by others
            default -> highest.title();
        };
    }
}
