package sluice.inet;

/** Why a host says nothing about a packet (RFC 1122 section 3.2.2, RFC 4443 section 2.4 e). */
public enum IcmpSilence {
    /** The packet is itself an ICMP error, or an ICMP message of unknown type. */
    ABOUT_AN_ERROR,
    /** The packet is an ICMPv6 redirect; Linux does not ask for this. */
    ABOUT_A_REDIRECT,
    /** It came as a broadcast or multicast of the link. */
    LINK_BROADCAST,
    /** It was addressed to a broadcast address or a group. */
    GROUP_DESTINATION,
    /** It is a fragment other than the first. */
    LATER_FRAGMENT,
    /** Its source names no single host. */
    BAD_SOURCE
}
