package sluice.conformance;

/** Wireshark's own numbers of link types (its {@code wtap_encap_types}), by LINKTYPE number. */
final class TsharkEncapsulation {
    private TsharkEncapsulation() {}

    /** The number as text; empty for a link type Wireshark's reader does not know. */
    static String number(int linkType) {
        int encapsulation =
                switch (linkType) {
                    case 0 -> 15; // BSD loopback
                    case 1 -> 1; // Ethernet
                    case 2 -> 184; // experimental Ethernet
                    case 8 -> 3; // SLIP
                    case 9, 50 -> 4; // PPP
                    case 10 -> 6; // FDDI
                    case 12, 14, 101 -> 7; // raw IP
                    case 104 -> 28; // Cisco HDLC
                    case 105 -> 20; // IEEE 802.11
                    case 107 -> 26; // frame relay
                    case 108 -> 174; // OpenBSD loopback
                    case 113 -> 25; // Linux cooked
                    case 123 -> 13; // SunATM
                    case 127 -> 23; // radiotap
                    case 129 -> 9; // ARCNET with Linux header
                    case 137 -> 67; // Juniper ATM1
                    case 140 -> 42; // MTP2
                    case 165 -> 63; // BACnet MS/TP
                    case 192 -> 97; // per-packet information
                    case 195 -> 104; // IEEE 802.15.4 with FCS
                    case 228 -> 129; // IPv4
                    case 229 -> 130; // IPv6
                    case 230 -> 127; // IEEE 802.15.4 without FCS
                    case 231 -> 146; // D-Bus
                    case 239 -> 141; // NFLOG
                    case 242 -> 180; // IP over InfiniBand
                    case 253 -> 158; // netlink
                    case 258 -> 171; // PKTAP
                    case 271 -> 185; // vsock
                    case 276 -> 210; // Linux cooked, version 2
                    default -> 0;
                };
        return Integer.toString(encapsulation);
    }
}
