package sluice.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;
import sluice.packet.wire.ArpView;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.TcpOption;
import sluice.packet.wire.TcpView;
import sluice.packet.wire.TransportChecksums;

/**
 * In which fields two frames of the same kind differ, as "ours for recorded".
 *
 * <p>Not compared: the IP identification of packets the stack makes itself and the flow label (both
 * are drawn at random by the recorded kernel and by ours), and what follows from them, the
 * checksums, which must be right instead.
 */
final class FieldDifferences {
    private final List<String> found = new ArrayList<>();

    private FieldDifferences() {}

    /**
     * The differences, empty if there are none.
     *
     * @param identificationCounts whether the IPv4 identification must be equal: for packets passed
     *     on for others
     */
    static List<String> between(
            FrameFacts recorded, FrameFacts ours, boolean identificationCounts) {
        var differences = new FieldDifferences();
        differences.mac("eth.dst", recorded.destinationMac, ours.destinationMac);
        differences.mac("eth.src", recorded.sourceMac, ours.sourceMac);
        if (recorded.kind != ours.kind) {
            differences.found.add(ours.kind + " for " + recorded.kind);
            return differences.found;
        }
        switch (recorded.kind) {
            case ARP -> differences.arp(recorded, ours);
            case IPV4 -> differences.ipv4(recorded, ours, identificationCounts);
            case IPV6 -> differences.ipv6(recorded, ours);
            case OTHER -> differences.octets("payload", tail(recorded, 14), tail(ours, 14));
        }
        return differences.found;
    }

    private void arp(FrameFacts recorded, FrameFacts ours) {
        var r = new ArpView(recorded.octets, recorded.ipOffset);
        var o = new ArpView(ours.octets, ours.ipOffset);
        number("arp.op", r.operation(), o.operation());
        mac("arp.sha", r.senderMac(), o.senderMac());
        text("arp.spa", recorded.source.toString(), ours.source.toString());
        mac("arp.tha", r.targetMac(), o.targetMac());
        text("arp.tpa", recorded.destination.toString(), ours.destination.toString());
    }

    private void ipv4(FrameFacts recorded, FrameFacts ours, boolean identificationCounts) {
        var r = new Ipv4View(recorded.octets, recorded.ipOffset);
        var o = new Ipv4View(ours.octets, ours.ipOffset);
        text("ip.src", recorded.source.toString(), ours.source.toString());
        text("ip.dst", recorded.destination.toString(), ours.destination.toString());
        number("ttl", r.ttl(), o.ttl());
        number("tos", r.typeOfService(), o.typeOfService());
        number("df", r.dontFragment() ? 1 : 0, o.dontFragment() ? 1 : 0);
        number("mf", r.moreFragments() ? 1 : 0, o.moreFragments() ? 1 : 0);
        number("fragment offset", r.fragmentOffsetOctets(), o.fragmentOffsetOctets());
        if (identificationCounts) number("ip.id", r.identification(), o.identification());
        octets(
                "ip options",
                Arrays.copyOfRange(
                        recorded.octets, r.optionsOffset(), r.optionsOffset() + r.optionsOctets()),
                Arrays.copyOfRange(
                        ours.octets, o.optionsOffset(), o.optionsOffset() + o.optionsOctets()));
        if (!o.checksumValid()) found.add("ip checksum wrong");
        upper(recorded, ours);
    }

    private void ipv6(FrameFacts recorded, FrameFacts ours) {
        var r = new Ipv6View(recorded.octets, recorded.ipOffset);
        var o = new Ipv6View(ours.octets, ours.ipOffset);
        text("ipv6.src", recorded.source.toString(), ours.source.toString());
        text("ipv6.dst", recorded.destination.toString(), ours.destination.toString());
        number("hop limit", r.hopLimit(), o.hopLimit());
        number("traffic class", r.trafficClass(), o.trafficClass());
        number("next header", r.nextHeader(), o.nextHeader());
        upper(recorded, ours);
    }

    private void upper(FrameFacts recorded, FrameFacts ours) {
        number("protocol", recorded.protocol, ours.protocol);
        byte[] r = upperOf(recorded);
        byte[] o = upperOf(ours);
        if (recorded.fragmentOffsetOctets > 0 || recorded.moreFragments) {
            octets("piece", r, o);
            return;
        }
        switch (recorded.protocol) {
            case IpProtocols.TCP -> tcp(r, o);
            case IpProtocols.ICMP, IpProtocols.ICMPV6 -> icmp(recorded, ours, r, o);
            default -> octets("payload", r, o);
        }
    }

    private void tcp(byte[] r, byte[] o) {
        if (r.length < TcpView.HEADER_OCTETS_MIN || o.length < TcpView.HEADER_OCTETS_MIN) {
            octets("tcp", r, o);
            return;
        }
        var recorded = new TcpView(r, 0);
        var ours = new TcpView(o, 0);
        number("tcp.flags", recorded.flags(), ours.flags());
        differs("tcp.seq", recorded.sequence() != ours.sequence());
        differs("tcp.ack", recorded.acknowledgment() != ours.acknowledgment());
        differs("tcp.window", recorded.window() != ours.window());
        List<TcpOption> theirs = recorded.toHeader().options();
        List<TcpOption> mine = ours.toHeader().options();
        differs("tcp.options", !kinds(theirs).equals(kinds(mine)));
        differs("tcp.timestamps", !stamps(theirs).equals(stamps(mine)));
        octets("payload", from(r, recorded.payloadOffset()), from(o, ours.payloadOffset()));
    }

    /** All options as they stand, but for the time stamps' numbers. */
    private static List<Object> kinds(List<TcpOption> options) {
        return options.stream()
                .map(o -> o instanceof TcpOption.Timestamps ? (Object) "timestamps" : o)
                .toList();
    }

    private static List<TcpOption> stamps(List<TcpOption> options) {
        return options.stream().filter(o -> o instanceof TcpOption.Timestamps).toList();
    }

    private void differs(String name, boolean different) {
        if (different) found.add(name);
    }

    private void icmp(FrameFacts recorded, FrameFacts ours, byte[] r, byte[] o) {
        if (r.length < 8 || o.length < 8) {
            octets("icmp", r, o);
            return;
        }
        number("icmp.type", Octets.u8(r, 0), Octets.u8(o, 0));
        number("icmp.code", Octets.u8(r, 1), Octets.u8(o, 1));
        number("icmp rest", Octets.u32(r, 4), Octets.u32(o, 4));
        if (r.length != o.length)
            found.add("%d octets behind the header for %d".formatted(o.length - 8, r.length - 8));
        int common = Math.min(r.length, o.length);
        if (!Arrays.equals(r, 8, common, o, 8, common)) {
            int at =
                    8
                            + Arrays.mismatch(
                                    Arrays.copyOfRange(r, 8, common),
                                    Arrays.copyOfRange(o, 8, common));
            found.add("octet %d behind the header".formatted(at - 8));
        }
        boolean valid =
                recorded.protocol == IpProtocols.ICMP
                        ? TransportChecksums.icmpValid(o, 0, o.length)
                        : TransportChecksums.icmpv6Valid(
                                ours.octets,
                                ours.upperOffset,
                                ours.upperOctets,
                                new Ipv6View(ours.octets, ours.ipOffset).sourceOffset(),
                                new Ipv6View(ours.octets, ours.ipOffset).destinationOffset());
        if (!valid) found.add("icmp checksum wrong");
    }

    private static byte[] upperOf(FrameFacts facts) {
        return Arrays.copyOfRange(
                facts.octets, facts.upperOffset, facts.upperOffset + facts.upperOctets);
    }

    private static byte[] tail(FrameFacts facts, int offset) {
        return from(facts.octets, offset);
    }

    private static byte[] from(byte[] octets, int offset) {
        return Arrays.copyOfRange(octets, Math.min(offset, octets.length), octets.length);
    }

    private void mac(String name, long recorded, long ours) {
        if (recorded != ours) {
            found.add(
                    name
                            + " "
                            + Addresses.formatMac(ours)
                            + " for "
                            + Addresses.formatMac(recorded));
        }
    }

    private void number(String name, long recorded, long ours) {
        if (recorded != ours) found.add(name + " " + ours + " for " + recorded);
    }

    private void text(String name, String recorded, String ours) {
        if (!recorded.equals(ours)) found.add(name + " " + ours + " for " + recorded);
    }

    private void octets(String name, byte[] recorded, byte[] ours) {
        if (Arrays.equals(recorded, ours)) return;
        if (recorded.length != ours.length) {
            found.add("%s %d octets for %d".formatted(name, ours.length, recorded.length));
        } else {
            found.add("%s at octet %d".formatted(name, Arrays.mismatch(recorded, ours)));
        }
    }
}
