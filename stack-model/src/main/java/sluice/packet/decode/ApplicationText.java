package sluice.packet.decode;

import sluice.packet.Octets;

/** The words of a line about DHCP, DHCP for IPv6, NTP, sFlow and HTTP. */
final class ApplicationText {
    private static final int NAME_SHOWN_OCTETS_MAX = 64;
    private static final int HTTP_SHOWN_OCTETS_MAX = 120;

    /** RFC 2132 section 9.6, RFC 3203, RFC 4388. */
    private static final String[] DHCP_TYPES = {
        "message",
        "discover",
        "offer",
        "request",
        "decline",
        "ack",
        "nak",
        "release",
        "inform",
        "force-renew",
        "lease-query",
        "lease-unassigned",
        "lease-unknown",
        "lease-active"
    };

    /** RFC 8415 section 7.3. */
    private static final String[] DHCPV6_TYPES = {
        "message",
        "solicit",
        "advertise",
        "request",
        "confirm",
        "renew",
        "rebind",
        "reply",
        "release",
        "decline",
        "reconfigure",
        "information-request",
        "relay-forward",
        "relay-reply"
    };

    /** RFC 5905 section 7.3. */
    private static final String[] NTP_MODES = {
        "reserved",
        "symmetric active",
        "symmetric passive",
        "client",
        "server",
        "broadcast",
        "control",
        "private"
    };

    private ApplicationText() {}

    static void dhcp(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < DhcpLayers.FIXED_OCTETS) {
            return;
        }
        int from = at + DhcpLayers.FIXED_OCTETS;
        boolean options = end - from >= 4 && Octets.i32(octets, from) == DhcpLayers.COOKIE;
        int first = options ? from + 4 : end;
        int type = option(octets, DhcpLayers.OPTION_MESSAGE_TYPE, 1, first, end);
        line.octet(' ');
        if (type < 0) {
            line.text(octets[at] == 1 ? "boot request" : "boot reply");
        } else {
            int number = octets[type] & 0xff;
            line.text(DHCP_TYPES[number < DHCP_TYPES.length ? number : 0]);
        }
        line.octet(' ');
        line.hex(Octets.u32(octets, at + 4), 8);
        if (octets[at + 1] == 1 && octets[at + 2] == 6) {
            line.text(" client ");
            line.mac(Octets.u48(octets, at + 28));
        }
        address(line, " at ", octets, at + 12);
        address(line, " gets ", octets, at + 16);
        address(line, " relay ", octets, at + 24);
        address(
                line,
                " asks for ",
                octets,
                option(octets, DhcpLayers.OPTION_REQUESTED, 4, first, end));
        address(line, " server ", octets, option(octets, DhcpLayers.OPTION_SERVER, 4, first, end));
        int lease = option(octets, DhcpLayers.OPTION_LEASE, 4, first, end);
        if (lease >= 0) {
            line.text(" lease ");
            line.number(Octets.u32(octets, lease));
            line.text(" s");
        }
        int name = option(octets, DhcpLayers.OPTION_HOST_NAME, 1, first, end);
        if (name >= 0) {
            line.text(" name \"");
            line.escaped(octets, name, name + (octets[name - 1] & 0xff), NAME_SHOWN_OCTETS_MAX);
            line.octet('"');
        }
    }

    /** An address that is there and not 0.0.0.0. */
    private static void address(AsciiLine line, String words, byte[] octets, int at) {
        if (at >= 0 && Octets.i32(octets, at) != 0) {
            line.text(words);
            line.ipv4(Octets.u32(octets, at));
        }
    }

    /** Where the value of an option lies that is at least so long, or -1. */
    private static int option(byte[] octets, int wanted, int lengthMin, int from, int end) {
        int at = from;
        while (at < end && octets[at] != (byte) DhcpLayers.OPTION_END) {
            if (octets[at] == 0) {
                at++;
                continue;
            }
            int length = end - at < 2 ? end : octets[at + 1] & 0xff;
            if (length > end - at - 2) {
                return -1;
            }
            if ((octets[at] & 0xff) == wanted && length >= lengthMin) {
                return at + 2;
            }
            at += 2 + length;
        }
        return -1;
    }

    static void dhcpv6(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < 4) {
            return;
        }
        int type = octets[at] & 0xff;
        line.octet(' ');
        line.text(DHCPV6_TYPES[type < DHCPV6_TYPES.length ? type : 0]);
        boolean relay = type == DhcpLayers.RELAY_FORWARD || type == DhcpLayers.RELAY_REPLY;
        if (!relay) {
            line.octet(' ');
            line.hex(Octets.u24(octets, at + 1), 6);
        } else if (end - at >= 34) {
            line.text(" peer ");
            line.ipv6(octets, at + 18);
        }
    }

    static void ntp(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < 2) {
            return;
        }
        line.text(" v");
        line.number(octets[at] >>> 3 & 7);
        line.octet(' ');
        line.text(NTP_MODES[octets[at] & 7]);
        if ((octets[at] & 7) < 6) {
            line.text(" stratum ");
            line.number(octets[at + 1] & 0xff);
        }
    }

    /** Who watched, and how much of it is reported; of version 5 alone the layout is known. */
    static void sflow(AsciiLine line, byte[] octets, int at, int end) {
        if (end - at < 8) {
            return;
        }
        line.text(" v");
        line.number(Octets.u32(octets, at));
        boolean four = Octets.i32(octets, at + 4) == 1;
        int rest = at + (four ? 12 : 24);
        if (Octets.i32(octets, at) != 5 || end - rest < 16) {
            return;
        }
        line.text(" agent ");
        if (four) {
            line.ipv4(Octets.u32(octets, at + 8));
        } else {
            line.ipv6(octets, at + 8);
        }
        line.text(" seq ");
        line.number(Octets.u32(octets, rest + 4));
        line.text(" samples ");
        line.number(Octets.u32(octets, rest + 12));
    }

    static void http(AsciiLine line, byte[] octets, int at, int end) {
        line.octet(' ');
        int lineEnd = ApplicationLayers.lineEnd(octets, at, end);
        line.escaped(octets, at, lineEnd, HTTP_SHOWN_OCTETS_MAX);
    }
}
