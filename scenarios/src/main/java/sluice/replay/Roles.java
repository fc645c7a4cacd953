package sluice.replay;

import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.IcmpTypes;
import sluice.packet.wire.Icmpv6Types;
import sluice.packet.wire.IpProtocols;

/** Tells what a frame is to the replay, once the station is known. */
final class Roles {
    private Roles() {}

    /** The role by the frame alone; pieces and refused connections are the plan's to tell. */
    static Role byFrame(FrameFacts facts, StationPlan plan) {
        if (facts.sourceMac != plan.mac) return Role.ARRIVES;
        return switch (facts.kind) {
            case ARP -> Role.OWN_ANSWER;
            case OTHER -> Role.NOT_EMULATED;
            case IPV4, IPV6 -> {
                boolean own = plan.own.contains(facts.source) || facts.source.isAny();
                yield own ? ownIp(facts) : plan.router ? Role.FORWARDED : Role.NOT_EMULATED;
            }
        };
    }

    private static Role ownIp(FrameFacts facts) {
        return switch (facts.protocol) {
            case IpProtocols.UDP -> Role.APP_UDP;
            case IpProtocols.TCP -> Role.APP_TCP;
            case IpProtocols.ICMP ->
                    facts.isFragment() && facts.fragmentOffsetOctets > 0
                            ? Role.LATER_PIECE
                            : icmp(facts);
            case IpProtocols.ICMPV6 ->
                    facts.fragmentOffsetOctets > 0 ? Role.LATER_PIECE : icmpv6(facts);
            case IpProtocols.IGMP -> Role.OWN_ANSWER;
            default -> Role.NOT_EMULATED;
        };
    }

    private static Role icmp(FrameFacts facts) {
        return switch (facts.icmpType) {
            case IcmpTypes.ECHO_REQUEST,
                    IcmpTypes.TIMESTAMP_REQUEST,
                    IcmpTypes.ROUTER_ADVERTISEMENT ->
                    Role.APP_PING;
            default -> Role.OWN_ANSWER;
        };
    }

    private static Role icmpv6(FrameFacts facts) {
        return switch (facts.icmpType) {
            case Icmpv6Types.ECHO_REQUEST, Icmpv6Types.ROUTER_ADVERTISEMENT -> Role.APP_PING;
            default -> Role.OWN_ANSWER;
        };
    }

    /**
     * Why a frame of role NOT_EMULATED that the station sent is one that no socket here can send,
     * though its protocol is spoken; empty if the protocol itself is not.
     */
    static String unsendable(FrameFacts facts) {
        if (facts.isIp()) return "";
        if (EtherTypes.isVlan(facts.etherType)) return "a VLAN tag, and no VLAN device is there";
        return switch (facts.etherType) {
            case EtherTypes.IPV4, EtherTypes.IPV6, EtherTypes.ARP ->
                    "a malformed or cut " + EtherTypes.name(facts.etherType) + " header";
            default -> "";
        };
    }

    /** What a frame of role NOT_EMULATED is, in words. */
    static String notEmulated(FrameFacts facts) {
        if (facts.isIp())
            return "IP protocol " + IpProtocols.name(facts.protocol) + " (" + facts.protocol + ")";
        if (!EtherTypes.isType(facts.etherType)) return "IEEE 802.3 with LLC";
        return "EtherType 0x%04x".formatted(facts.etherType);
    }

    static boolean isApp(Role role) {
        return role == Role.APP_UDP || role == Role.APP_TCP || role == Role.APP_PING;
    }
}
