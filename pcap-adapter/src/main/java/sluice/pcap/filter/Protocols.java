package sluice.pcap.filter;

import sluice.pcap.filter.Fields.Size;
import sluice.pcap.filter.graph.Condition;

/** Tests of protocols: by a name alone, or by {@code proto} with a number. */
final class Protocols {
    private final Layout layout;
    private final Fields fields;
    private final LinkTypes types;

    Protocols(Layout layout, Fields fields, LinkTypes types) {
        this.layout = layout;
        this.fields = fields;
        this.types = types;
    }

    /** A protocol's name alone. */
    Condition named(Protocol protocol) {
        return switch (protocol) {
            case IP -> types.is(Numbers.TYPE_IP);
            case ARP -> types.is(Numbers.TYPE_ARP);
            case RARP -> types.is(Numbers.TYPE_REVARP);
            case ATALK -> types.is(Numbers.TYPE_ATALK);
            case AARP -> types.is(Numbers.TYPE_AARP);
            case DECNET -> types.is(Numbers.TYPE_DECNET);
            case SCA -> types.is(Numbers.TYPE_SCA);
            case LAT -> types.is(Numbers.TYPE_LAT);
            case MOPDL -> types.is(Numbers.TYPE_MOPDL);
            case MOPRC -> types.is(Numbers.TYPE_MOPRC);
            case IP6 -> types.is(Numbers.TYPE_IP6);
            case ISO -> types.is(Numbers.SAP_ISO);
            case STP -> types.is(Numbers.SAP_SPANNING_TREE);
            case IPX -> types.is(Numbers.SAP_IPX);
            case NETBEUI -> types.is(Numbers.SAP_NETBEUI);
            case SCTP -> inEitherIp(Numbers.IP_SCTP);
            case TCP -> inEitherIp(Numbers.IP_TCP);
            case UDP -> inEitherIp(Numbers.IP_UDP);
            case PIM -> inEitherIp(Numbers.IP_PIM);
            case AH -> inEitherIp(Numbers.IP_AH);
            case ESP -> inEitherIp(Numbers.IP_ESP);
            case ICMP -> inIp4(Numbers.IP_ICMP);
            case IGMP -> inIp4(Numbers.IP_IGMP);
            case IGRP -> inIp4(Numbers.IP_IGRP);
            case VRRP, CARP -> inIp4(Numbers.IP_VRRP);
            case ICMP6 -> inIp6(Numbers.IP_ICMP6);
            case ESIS -> inIso(Numbers.ISO_ESIS);
            case ISIS -> inIso(Numbers.ISO_ISIS);
            case CLNP -> inIso(Numbers.ISO_CLNP);
            case ISIS_L1 ->
                    anyPdu(
                            Numbers.ISIS_L1_HELLO,
                            Numbers.ISIS_POINT_TO_POINT_HELLO,
                            Numbers.ISIS_L1_LSP,
                            Numbers.ISIS_L1_CSNP,
                            Numbers.ISIS_L1_PSNP);
            case ISIS_L2 ->
                    anyPdu(
                            Numbers.ISIS_L2_HELLO,
                            Numbers.ISIS_POINT_TO_POINT_HELLO,
                            Numbers.ISIS_L2_LSP,
                            Numbers.ISIS_L2_CSNP,
                            Numbers.ISIS_L2_PSNP);
            case ISIS_IIH ->
                    anyPdu(
                            Numbers.ISIS_L1_HELLO,
                            Numbers.ISIS_L2_HELLO,
                            Numbers.ISIS_POINT_TO_POINT_HELLO);
            case ISIS_LSP -> anyPdu(Numbers.ISIS_L1_LSP, Numbers.ISIS_L2_LSP);
            case ISIS_SNP ->
                    anyPdu(
                            Numbers.ISIS_L1_CSNP,
                            Numbers.ISIS_L2_CSNP,
                            Numbers.ISIS_L1_PSNP,
                            Numbers.ISIS_L2_PSNP);
            case ISIS_CSNP -> anyPdu(Numbers.ISIS_L1_CSNP, Numbers.ISIS_L2_CSNP);
            case ISIS_PSNP -> anyPdu(Numbers.ISIS_L1_PSNP, Numbers.ISIS_L2_PSNP);
            case DEFAULT, LINK, RADIO ->
                    throw layout.refuse("'" + protocol.word + "' needs more after it to ask for");
        };
    }

    /** {@code proto} with a number, in {@code protocol}. */
    Condition numbered(int number, Protocol protocol) {
        return switch (protocol) {
            case DEFAULT -> inEitherIp(number);
            case LINK -> types.is(number);
            case IP -> inIp4(number);
            case IP6 -> inIp6(number);
            case ISO -> inIso(number);
            case ISIS -> pdu(number);
            default ->
                    throw layout.refuse(
                            "'" + protocol.word + "' has no protocols within to ask for");
        };
    }

    private Condition inEitherIp(int number) {
        return inIp4(number).or(inIp6(number));
    }

    private Condition inIp4(int number) {
        Condition ip = types.is(Numbers.TYPE_IP);
        return ip.and(fields.equal(Base.NETWORK, 9, Size.OCTET, number));
    }

    /** The next header, or the one behind a fragment header. */
    private Condition inIp6(int number) {
        Condition ip6 = types.is(Numbers.TYPE_IP6);
        Condition fragment = fields.equal(Base.NETWORK, 6, Size.OCTET, Numbers.IP_FRAGMENT);
        Condition behind = fragment.and(fields.equal(Base.NETWORK, 40, Size.OCTET, number));
        return ip6.and(fields.equal(Base.NETWORK, 6, Size.OCTET, number).or(behind));
    }

    private Condition inIso(int number) {
        Condition iso = types.is(Numbers.SAP_ISO);
        return iso.and(fields.equal(Base.NETWORK_NO_SNAP, 0, Size.OCTET, number));
    }

    private Condition pdu(int number) {
        Condition isis = inIso(Numbers.ISO_ISIS);
        return isis.and(fields.equal(Base.NETWORK_NO_SNAP, 4, Size.OCTET, number));
    }

    /** One of several PDU types of IS-IS, the last one asked first but for the first two. */
    private Condition anyPdu(int first, int second, int... others) {
        Condition any = pdu(first).or(pdu(second));
        for (int number : others) any = pdu(number).or(any);
        return any;
    }
}
