package sluice.linuxstack;

import sluice.packet.DropReason;

/** Losses in the Linux stack; each is raised at one place. */
public enum LinuxDrop implements DropReason {
    /** For another station's MAC: taps have seen it. */
    OTHER_HOST("for another station"),
    /** Source that cannot be right. */
    MARTIAN_SOURCE("martian source"),
    /** Destination that cannot be right. */
    MARTIAN_DESTINATION("martian destination"),
    /** Fails the reverse path filter. */
    REVERSE_PATH_FILTER("not the way back to its source (rp_filter)"),
    /** For another host, and forwarding is off. */
    NOT_FORWARDING("for another host, and forwarding is off"),
    /** For a group nobody here joined. */
    NOT_GROUP_MEMBER("for a group that is not joined here"),
    /** No route. */
    NO_ROUTE("no route"),
    /** A blackhole route. */
    BLACKHOLE_ROUTE("blackhole route"),
    /** An unreachable route. */
    UNREACHABLE_ROUTE("unreachable route"),
    /** A prohibit route. */
    PROHIBIT_ROUTE("prohibit route"),
    /** No route after a hook had changed it. */
    NO_ROUTE_AFTER_CHANGE("no route after a hook changed it"),
    /** Would have to be forwarded, but came as a link broadcast. */
    LINK_BROADCAST_NOT_FORWARDED("came as a link broadcast and is not forwarded"),
    /** TTL or hop limit used up. */
    TTL_EXPIRED("time to live used up"),
    /** To a group with TTL 0: stays in this host. */
    TTL_ZERO_GROUP("to a group with TTL 0, stays in this host"),
    /** Too long for the next link, and must not be split. */
    TOO_BIG("too long for the next link, and must not be split"),
    /** The link takes no fragment of it. */
    LINK_TOO_NARROW("the link is too narrow for a fragment"),
    /** Source routing is not accepted. */
    SOURCE_ROUTE("source route"),
    /** An IPv4 option with a wrong length. */
    IPV4_OPTIONS("an IPv4 option has a wrong length"),
    /** No protocol for the number in its header. */
    UNKNOWN_PROTOCOL("no protocol for the number in its header"),
    /** The neighbour does not answer. */
    NEIGHBOUR_FAILED("the neighbour does not answer"),
    /** Newer packets wait for the neighbour. */
    NEIGHBOUR_QUEUE_FULL("too many packets wait for the neighbour"),
    /** The neighbour table is full. */
    NEIGHBOUR_TABLE_FULL("neighbour table full"),
    /** ARP message that is none. */
    ARP_MALFORMED("malformed ARP message"),
    /** UDP header cut short. */
    UDP_TRUNCATED("UDP header cut short"),
    /** UDP length that cannot be. */
    UDP_LENGTH("wrong UDP length"),
    /** Wrong UDP checksum. */
    UDP_CHECKSUM("wrong UDP checksum"),
    /** Nobody listens at the UDP port. */
    UDP_PORT_CLOSED("no socket at the UDP port"),
    /** Nobody listens at the UDP port of a broadcast. */
    UDP_GROUP_PORT_CLOSED("no socket at the UDP port of a broadcast or group"),
    /** TCP header cut short. */
    TCP_TRUNCATED("TCP header cut short"),
    /** Wrong TCP checksum. */
    TCP_CHECKSUM("wrong TCP checksum"),
    /** TCP to a broadcast or group. */
    TCP_NOT_UNICAST("TCP to a broadcast or a group"),
    /** No connection for the segment. */
    TCP_NO_SOCKET("no socket for the TCP segment"),
    /** ICMP header cut short. */
    ICMP_TRUNCATED("ICMP message cut short"),
    /** ICMP timestamp request cut short. */
    ICMP_TIMESTAMP_TRUNCATED("ICMP timestamp request cut short"),
    /** Wrong ICMP checksum. */
    ICMP_CHECKSUM("wrong ICMP checksum"),
    /** ICMP type nobody knows. */
    ICMP_UNKNOWN_TYPE("unknown ICMP type"),
    /** Echo requests are ignored. */
    ECHO_IGNORED("echo requests are ignored"),
    /** Requests to a broadcast address or group are ignored. */
    ICMP_BROADCAST_IGNORED("ICMP request to a broadcast or group is ignored"),
    /** Not a message for a broadcast address or group. */
    ICMP_NOT_FOR_GROUPS("ICMP message that may not go to a broadcast or group"),
    /** Echo reply nobody waits for. */
    ECHO_REPLY_UNASKED("echo reply that nobody waits for"),
    /** ICMP error about a packet that is not known here. */
    ICMP_ERROR_UNRELATED("ICMP error about nothing that is known here"),
    /** ICMP error with a quote that is too short. */
    ICMP_ERROR_TRUNCATED("ICMP error with too short a quote"),
    /** IGMP message that is none. */
    IGMP_MALFORMED("malformed IGMP message"),
    /** The socket's receive buffer is full. */
    RCVBUF_FULL("receive buffer full"),
    /** The socket was closed with it in its buffer. */
    SOCKET_CLOSED("the socket was closed"),
    /** No IPv6 route. */
    IPV6_NO_ROUTE("no IPv6 route"),
    /** An unreachable IPv6 route. */
    IPV6_UNREACHABLE_ROUTE("unreachable IPv6 route"),
    /** A prohibit IPv6 route. */
    IPV6_PROHIBIT_ROUTE("prohibit IPv6 route"),
    /** A blackhole IPv6 route. */
    IPV6_BLACKHOLE_ROUTE("blackhole IPv6 route"),
    /** For an IPv6 group nobody here joined. */
    IPV6_NOT_GROUP_MEMBER("for an IPv6 group that is not joined here"),
    /** For another IPv6 host, and forwarding is off. */
    IPV6_NOT_FORWARDING("for another IPv6 host, and forwarding is off"),
    /** IPv6 destination that cannot be. */
    IPV6_MARTIAN("IPv6 destination that cannot be"),
    /** Link-local source of a packet to be forwarded. */
    IPV6_BEYOND_SCOPE("a link-local source cannot be forwarded"),
    /** A source to which no answer could go, of a packet to be forwarded. */
    IPV6_SOURCE_NOT_FORWARDED("no source to forward: unspecified, a group or loopback"),
    /** A frame of a bridge was translated to a destination without a way. */
    BRIDGED_TO_NOWHERE("no way to the translated destination of a bridged packet"),
    /** An IPv6 option with a wrong length. */
    IPV6_OPTIONS_LENGTH("an IPv6 option has a wrong length"),
    /** ICMPv6 cut short. */
    ICMPV6_TRUNCATED("ICMPv6 message cut short"),
    /** Wrong ICMPv6 checksum. */
    ICMPV6_CHECKSUM("wrong ICMPv6 checksum"),
    /** ICMPv6 echo cut short. */
    ICMPV6_ECHO_TRUNCATED("ICMPv6 echo cut short"),
    /** ICMPv6 echo reply nobody waits for. */
    ECHO6_REPLY_UNASKED("ICMPv6 echo reply that nobody waits for"),
    /** ICMPv6 error of unknown type. */
    ICMPV6_UNKNOWN_ERROR("ICMPv6 error of unknown type"),
    /** ICMPv6 type nobody knows. */
    ICMPV6_UNKNOWN_TYPE("unknown ICMPv6 type"),
    /** ICMPv6 error about nothing known here. */
    ICMPV6_ERROR_UNRELATED("ICMPv6 error about nothing that is known here"),
    /** IPv6 options that cannot be. */
    IPV6_OPTIONS("an IPv6 option that must not be skipped"),
    /** IPv6 extension header cut short. */
    IPV6_EXTENSION_TRUNCATED("IPv6 extension header cut short"),
    /** IPv6 routing header. */
    IPV6_ROUTING_HEADER("IPv6 routing header that is not accepted"),
    /** Next header nobody knows. */
    IPV6_UNKNOWN_NEXT_HEADER("unknown IPv6 next header"),
    /** Header chain without anything behind it. */
    IPV6_NO_NEXT_HEADER("no next header"),
    /** Neighbour discovery message that is none. */
    NDP_MALFORMED("malformed neighbour discovery message"),
    /** Neighbour discovery with a hop limit below 255. */
    NDP_HOP_LIMIT("neighbour discovery from off the link"),
    /** Listener report or query that is none. */
    MLD_MALFORMED("malformed listener message"),
    /** A rule rejects with a reset what none can answer: itself a reset, or cut short. */
    RESET_NOT_ANSWERED("nothing to answer with a reset"),
    /** No way back to the sender of what a rule rejects with a reset. */
    RESET_NOT_ROUTED("no route for a reset"),
    /** No way for a segment that the SYN proxy made. */
    PROXY_NOT_ROUTED("no route for a segment of the SYN proxy");

    private final String text;

    LinuxDrop(String text) {
        this.text = text;
    }

    @Override
    public String area() {
        return "linux";
    }

    @Override
    public String text() {
        return text;
    }
}
