package sluice.packet.decode;

import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.ArpOperation;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.Icmpv6Types;

/** The words of a line about neighbours: ARP, and neighbour discovery of IPv6. */
final class NeighborText {
    private static final int SOURCE_LINK = 1;
    private static final int TARGET_LINK = 2;
    private static final int PREFIX = 3;
    private static final int MTU = 5;
    private static final int PREFIX_OCTETS = 32;
    private static final int ARP_OCTETS = 28;

    private NeighborText() {}

    static void arp(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < 8) {
            return;
        }
        int operation = Octets.u16(octets, at + 6);
        boolean known =
                end - at >= ARP_OCTETS
                        && Octets.u16(octets, at + 2) == EtherTypes.IPV4
                        && Octets.u16(octets, at + 4) == 0x0604;
        if (!known || operation < 1 || operation > 4) {
            line.text(" operation ");
            line.number(operation);
            return;
        }
        long senderMac = Octets.u48(octets, at + 8);
        long sender = Octets.u32(octets, at + 14);
        long target = Octets.u32(octets, at + 24);
        if (operation <= ArpOperation.REPLY.code() && sender == target) {
            line.text(" announces ");
            line.ipv4(sender);
            line.text(" at ");
            line.mac(senderMac);
        } else if (operation == ArpOperation.REQUEST.code()) {
            line.text(" who has ");
            line.ipv4(target);
            line.text(sender == 0 ? ", a probe" : ", tell ");
            if (sender != 0) {
                line.ipv4(sender);
            }
        } else if (operation == ArpOperation.REPLY.code()) {
            line.octet(' ');
            line.ipv4(sender);
            line.text(" is at ");
            line.mac(senderMac);
        } else if (operation == ArpOperation.REVERSE_REQUEST.code()) {
            line.text(" who is ");
            line.mac(Octets.u48(octets, at + 18));
            line.text(", tell ");
            line.mac(senderMac);
        } else {
            line.octet(' ');
            line.mac(Octets.u48(octets, at + 18));
            line.text(" is ");
            line.ipv4(target);
        }
    }

    /** A solicitation, an advertisement of a neighbour, or a redirect. */
    static void message(AsciiLine line, byte[] octets, int at, int end) {
        int type = octets[at] & 0xff;
        boolean redirect = type == Icmpv6Types.REDIRECT;
        if (end - at < 8 + (redirect ? 2 : 1) * Addresses.IPV6_OCTETS) {
            return;
        }
        if (redirect) {
            line.text(" redirect for ");
            line.ipv6(octets, at + 24);
            line.text(" to ");
            line.ipv6(octets, at + 8);
            return;
        }
        boolean solicitation = type == Icmpv6Types.NEIGHBOR_SOLICITATION;
        line.text(solicitation ? " neighbor solicitation, who has " : " neighbor advertisement, ");
        line.ipv6(octets, at + 8);
        if (solicitation) {
            linkAddress(line, " from ", octets, at + 24, end);
            return;
        }
        linkAddress(line, " is at ", octets, at + 24, end);
        int flags = octets[at + 4];
        line.text((flags & 0x80) != 0 ? ", router" : "");
        line.text((flags & 0x40) != 0 ? ", solicited" : "");
        line.text((flags & 0x20) != 0 ? ", override" : "");
    }

    static void router(AsciiLine line, byte[] octets, int at, int end) {
        line.text(" router advertisement lifetime ");
        line.number(Octets.u16(octets, at + 6));
        int option = at + 16;
        while (end - option >= 8) {
            int length = (octets[option + 1] & 0xff) * 8;
            if (length == 0 || length > end - option) {
                break;
            }
            int kind = octets[option] & 0xff;
            if (kind == PREFIX && length == PREFIX_OCTETS) {
                line.text(", prefix ");
                line.ipv6(octets, option + 16);
                line.octet('/');
                line.number(octets[option + 2] & 0xff);
            } else if (kind == MTU && length == 8) {
                line.text(", MTU ");
                line.number(Octets.u32(octets, option + 4));
            }
            option += length;
        }
        linkAddress(line, ", from ", octets, at + 16, end);
    }

    /** The first link layer address among the options, after the given words. */
    static void linkAddress(AsciiLine line, String words, byte[] octets, int from, int end) {
        int option = from;
        while (end - option >= 8) {
            int length = (octets[option + 1] & 0xff) * 8;
            int kind = octets[option] & 0xff;
            if (length == 0) {
                return;
            }
            if (length == 8 && (kind == SOURCE_LINK || kind == TARGET_LINK)) {
                line.text(words);
                line.mac(Octets.u48(octets, option + 2));
                return;
            }
            option += length;
        }
    }
}
