package sluice.pcap.filter;

import sluice.pcap.filter.Fields.Size;

/** Names of the fields that tests load, and of their values. */
final class FieldNames {
    private FieldNames() {}

    static String of(Layout layout, Base base, int offset, Size size) {
        return switch (base) {
            case LINK_TYPE -> offset == 0 ? "the link's type" : at(offset, size, "the type");
            case LINK_HEADER -> linkHeader(layout, offset, size);
            case LLC -> at(offset, size, "the LLC header");
            case NETWORK -> network(layout.asked, offset, size);
            case NETWORK_NO_SNAP -> at(offset, size, "the OSI header");
            case LAST_LABEL -> "the MPLS label's last octet but one";
            case IP4_PAYLOAD, IP6_PAYLOAD ->
                    size != Size.HALF
                            ? at(offset, size, "the UDP header")
                            : offset == 0 ? "the source port" : "the destination port";
        };
    }

    private static String at(int offset, Size size, String what) {
        int octets =
                switch (size) {
                    case OCTET -> 1;
                    case HALF -> 2;
                    case WORD -> 4;
                };
        String which =
                octets == 1
                        ? "octet " + offset
                        : "octets " + offset + " to " + (offset + octets - 1);
        return which + " of " + what;
    }

    private static String linkHeader(Layout layout, int offset, Size size) {
        if (offset < 0) return "what the kernel knows at " + Questions.hex(offset, Size.WORD);
        if (layout.link == Link.EN10MB) {
            if (offset < 6) return part(offset, size, 0, "the destination MAC address");
            if (offset < 12) return part(offset, size, 6, "the source MAC address");
        }
        if (layout.link.isWireless()) {
            if (offset < 2 && size == Size.OCTET) return at(offset, size, "the frame control");
            for (int address = 0; address < 4; address++) {
                int begin = address == 3 ? 24 : 4 + 6 * address;
                if (offset >= begin && offset < begin + 6) {
                    return part(offset, size, begin, "address " + (address + 1));
                }
            }
        }
        return at(offset, size, "the link header");
    }

    private static String part(int offset, Size size, int begin, String what) {
        if (offset == begin && size == Size.HALF) return "the first two octets of " + what;
        if (offset == begin + 2 && size == Size.WORD) return "the last four octets of " + what;
        return at(offset - begin, size, what);
    }

    private static String network(int asked, int offset, Size size) {
        return switch (asked) {
            case Numbers.TYPE_IP ->
                    switch (offset) {
                        case 6 -> "the fragment offset";
                        case 9 -> "the IPv4 protocol";
                        case 12 -> "the IPv4 source address";
                        case 16 ->
                                size == Size.WORD
                                        ? "the IPv4 destination address"
                                        : "the first octet of the IPv4 destination address";
                        default -> at(offset, size, "the IPv4 header");
                    };
            case Numbers.TYPE_IP6 -> {
                if (offset == 6) yield "the IPv6 next header";
                if (offset == 40) yield "the header behind the fragment header";
                if (size == Size.WORD && offset >= 8) {
                    boolean source = offset < 24;
                    int word = (offset - (source ? 8 : 24)) / 4 + 1;
                    yield "word %d of the IPv6 %s address"
                            .formatted(word, source ? "source" : "destination");
                }
                yield at(offset, size, "the IPv6 header");
            }
            case Numbers.TYPE_ARP, Numbers.TYPE_REVARP ->
                    switch (offset) {
                        case 14 -> "the sender's IPv4 address";
                        case 24 -> "the target's IPv4 address";
                        default -> at(offset, size, "the ARP packet");
                    };
            default -> at(offset, size, "the link's payload");
        };
    }

    /** A value as one writes it for that field. */
    static String value(Layout layout, Base base, int offset, Size size, int value) {
        if (base == Base.LINK_TYPE && size == Size.HALF) return type(value);
        if (base == Base.IP4_PAYLOAD || base == Base.IP6_PAYLOAD) {
            if (size == Size.HALF) return Integer.toString(value);
        }
        if (base != Base.NETWORK) return Questions.hex(value, size);
        boolean ip4 = layout.asked == Numbers.TYPE_IP;
        boolean arp = layout.asked == Numbers.TYPE_ARP || layout.asked == Numbers.TYPE_REVARP;
        if (size == Size.WORD && (ip4 || arp)) return dotted(value);
        boolean next = !ip4 && !arp && offset == 6;
        boolean protocol = size == Size.OCTET && (next || (ip4 && offset == 9));
        return protocol ? protocol(value) : Questions.hex(value, size);
    }

    static String dotted(int address) {
        return (address >>> 24)
                + "."
                + (address >>> 16 & 0xff)
                + "."
                + (address >>> 8 & 0xff)
                + "."
                + (address & 0xff);
    }

    private static String type(int type) {
        String name =
                switch (type) {
                    case Numbers.TYPE_IP -> "IPv4";
                    case Numbers.TYPE_IP6 -> "IPv6";
                    case Numbers.TYPE_ARP -> "ARP";
                    case Numbers.TYPE_REVARP -> "RARP";
                    case Numbers.TYPE_VLAN, Numbers.TYPE_VLAN_AD, Numbers.TYPE_VLAN_QINQ -> "VLAN";
                    case Numbers.TYPE_MPLS -> "MPLS";
                    case Numbers.TYPE_PPPOED -> "PPPoE discovery";
                    case Numbers.TYPE_PPPOES -> "PPPoE session";
                    case Numbers.PPP_IP -> "IPv4 in PPP";
                    case Numbers.PPP_IP6 -> "IPv6 in PPP";
                    default -> "";
                };
        String number = Questions.hex(type, Size.HALF);
        return name.isEmpty() ? number : number + " (" + name + ")";
    }

    private static String protocol(int protocol) {
        String name =
                switch (protocol) {
                    case Numbers.IP_TCP -> "TCP";
                    case Numbers.IP_UDP -> "UDP";
                    case Numbers.IP_SCTP -> "SCTP";
                    case Numbers.IP_ICMP -> "ICMP";
                    case Numbers.IP_ICMP6 -> "ICMPv6";
                    case Numbers.IP_FRAGMENT -> "a fragment header";
                    case Numbers.IP_IGMP -> "IGMP";
                    default -> "";
                };
        String number = Integer.toUnsignedString(protocol);
        return name.isEmpty() ? number : number + " (" + name + ")";
    }
}
