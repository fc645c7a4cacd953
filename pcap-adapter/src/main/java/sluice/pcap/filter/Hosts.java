package sluice.pcap.filter;

import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Condition;

/** Tests of network addresses and of the MAC addresses of Ethernet. */
final class Hosts {
    private final Layout layout;
    private final Fields fields;
    private final LinkTypes types;

    Hosts(Layout layout, Fields fields, LinkTypes types) {
        this.layout = layout;
        this.fields = fields;
        this.types = types;
    }

    /** A test of one end of a packet, by the end. */
    @FunctionalInterface
    interface OneEnd {
        Condition of(boolean source);
    }

    /** Asks of one end or both, as {@code direction} says, which must be none of 802.11. */
    Condition ends(Direction direction, OneEnd end) {
        return switch (direction) {
            case SOURCE -> end.of(true);
            case DESTINATION -> end.of(false);
            case BOTH -> end.of(true).and(end.of(false));
            case DEFAULT, EITHER -> end.of(true).or(end.of(false));
            default ->
                    throw layout.refuse(
                            direction.words + " is something that only 802.11 MAC addresses have");
        };
    }

    /** An IPv4 address or network. */
    Condition ip4(int address, int mask, Qualifiers q) {
        return switch (q.protocol()) {
            case DEFAULT -> {
                Condition ip = ip4In(Protocol.IP, address, mask, q.direction());
                if (layout.mplsDepth > 0) yield ip;
                Condition arp = ip4In(Protocol.ARP, address, mask, q.direction());
                yield ip.or(arp).or(ip4In(Protocol.RARP, address, mask, q.direction()));
            }
            case IP, ARP, RARP -> ip4In(q.protocol(), address, mask, q.direction());
            case DECNET -> decnet(address, q.direction());
            default -> throw misapplied(q, "an IPv4 " + q.kind().word);
        };
    }

    private Condition ip4In(Protocol protocol, int address, int mask, Direction direction) {
        return switch (protocol) {
            case IP -> ip4At(address, mask, direction, Numbers.TYPE_IP, 12, 16);
            case ARP -> ip4At(address, mask, direction, Numbers.TYPE_ARP, 14, 24);
            default -> ip4At(address, mask, direction, Numbers.TYPE_REVARP, 14, 24);
        };
    }

    private Condition ip4At(
            int address, int mask, Direction direction, int type, int source, int destination) {
        return ends(
                direction,
                ofSource -> {
                    Condition payload = types.is(type);
                    int offset = ofSource ? source : destination;
                    return payload.and(
                            fields.masked(Base.NETWORK, offset, Size.WORD, address, mask));
                });
    }

    private Refusal misapplied(Qualifiers q, String to) {
        return layout.refuse("'" + q.protocol().word + "' does not go with " + to);
    }

    /** An IPv6 address or network of four words. */
    Condition ip6(int[] words, int bits, Qualifiers q) {
        if (q.protocol() != Protocol.DEFAULT && q.protocol() != Protocol.IP6) {
            throw misapplied(q, "an IPv6 " + q.kind().word);
        }
        return ends(q.direction(), source -> ip6At(words, bits, source ? 8 : 24));
    }

    private Condition ip6At(int[] words, int bits, int offset) {
        layout.asked = Numbers.TYPE_IP6;
        Condition all = null;
        for (int i = 3; i >= 0; i--) {
            Condition word =
                    fields.masked(
                            Base.NETWORK, offset + 4 * i, Size.WORD, words[i], maskOf(bits, i));
            all = all == null ? word : word.and(all);
        }
        Condition payload = types.is(Numbers.TYPE_IP6);
        return all == null ? payload : payload.and(all);
    }

    /** The mask of word {@code index} for a prefix of {@code bits}. */
    static int maskOf(int bits, int index) {
        int inWord = Math.clamp(bits - 32L * index, 0, 32);
        return inWord == 0 ? 0 : -1 << (32 - inWord);
    }

    /**
     * A DECnet address of phase IV. The header has a length field of two octets and perhaps a
     * padding octet before its flags, and the addresses lie differently in the long and the short
     * format; all of it has its low octet first.
     */
    private Condition decnet(int address, Direction direction) {
        return ends(direction, source -> decnetAt(address, source ? 15 : 7, source ? 3 : 1));
    }

    private Condition decnetAt(int address, int longOffset, int shortOffset) {
        Condition payload = types.is(Numbers.TYPE_DECNET);
        int value = Short.toUnsignedInt(Short.reverseBytes((short) address));
        Condition paddedLong = decnetFlags(Size.HALF, 0x8106, 0xff07, 3 + longOffset, value);
        Condition plainLong = decnetFlags(Size.OCTET, 0x06, 0x07, 2 + longOffset, value);
        Condition paddedShort = decnetFlags(Size.HALF, 0x8102, 0xff07, 3 + shortOffset, value);
        Condition plainShort = decnetFlags(Size.OCTET, 0x02, 0x07, 2 + shortOffset, value);
        return payload.and(plainShort.or(paddedShort.or(plainLong.or(paddedLong))));
    }

    private Condition decnetFlags(Size size, int flags, int mask, int offset, int address) {
        Condition format = fields.masked(Base.NETWORK, 2, size, flags, mask);
        return format.and(fields.equal(Base.NETWORK, offset, Size.HALF, address));
    }

    /** A MAC address of Ethernet. */
    Condition mac(long address, Direction direction) {
        if (direction.isWireless()) {
            throw layout.refuse(
                    direction.words
                            + " needs a capture of 802.11 frames, this is "
                            + layout.link.words);
        }
        return ends(direction, source -> fields.mac(source ? 6 : 0, address));
    }
}
