package sluice.netfilter;

import org.jspecify.annotations.Nullable;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;
import sluice.packet.wire.Ipv6View;
import sluice.packet.wire.TransportChecksums;

/**
 * What is right about a packet's headers. A verifier compares what was right before a hook with
 * what is after it: only what the hook made wrong is its fault.
 *
 * @param header version, header length and room
 * @param length the length in the header is that of the data
 * @param headerChecksum IPv4's; right where there is none
 * @param transport the transport checksum is there and right
 * @param transportKnown whether that can be said: a whole datagram of a known protocol whose
 *     checksum is not left to be done
 * @param dataOffset where the network header lies in the data
 */
record HeaderFacts(
        boolean header,
        boolean length,
        boolean headerChecksum,
        boolean transport,
        boolean transportKnown,
        int dataOffset) {

    static HeaderFacts of(Skb skb, NfFamily family) {
        int dataOffset = skb.networkOffset() - skb.packet().offset();
        return switch (family) {
            case IPV4 -> ofIpv4(skb, dataOffset);
            case IPV6 -> ofIpv6(skb, dataOffset);
            case ARP, NETDEV, BRIDGE -> new HeaderFacts(true, true, true, true, false, dataOffset);
        };
    }

    private static HeaderFacts ofIpv4(Skb skb, int dataOffset) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        int room = skb.limit() - at;
        if (room < Ipv4View.HEADER_OCTETS_MIN || Octets.u8(octets, at) >>> 4 != 4)
            return none(dataOffset);
        var ip = new Ipv4View(octets, at);
        int header = ip.headerOctets();
        if (header < Ipv4View.HEADER_OCTETS_MIN || header > room) return none(dataOffset);
        boolean length = ip.totalLengthOctets() == room;
        boolean sums = TransportChecksums.ipv4HeaderValid(octets, at, header);
        int data = room - header;
        int protocol = ip.protocol();
        boolean known =
                length
                        && !ip.isFragment()
                        && skb.checksumState() == ChecksumState.NONE
                        && protocol != IpProtocols.ICMPV6
                        && data >= leastOctets(protocol);
        boolean right = false;
        if (known) {
            int from = at + header;
            right =
                    switch (protocol) {
                        case IpProtocols.UDP ->
                                Octets.u16(octets, from + 4) == data
                                        && TransportChecksums.udp4Valid(
                                                octets, from, data, ip.source(), ip.destination());
                        case IpProtocols.TCP ->
                                TransportChecksums.tcp4Valid(
                                        octets, from, data, ip.source(), ip.destination());
                        default -> TransportChecksums.icmpValid(octets, from, data);
                    };
        }
        return new HeaderFacts(true, length, sums, right, known, dataOffset);
    }

    private static HeaderFacts ofIpv6(Skb skb, int dataOffset) {
        byte[] octets = skb.octets();
        int at = skb.networkOffset();
        int room = skb.limit() - at;
        if (room < Ipv6View.HEADER_OCTETS || Octets.u8(octets, at) >>> 4 != 6)
            return none(dataOffset);
        var ip = new Ipv6View(octets, at);
        int data = room - Ipv6View.HEADER_OCTETS;
        boolean length = ip.payloadOctets() == data;
        int protocol = ip.nextHeader();
        boolean known =
                length
                        && skb.checksumState() == ChecksumState.NONE
                        && protocol != IpProtocols.ICMP
                        && data >= leastOctets(protocol);
        boolean right = false;
        if (known) {
            int from = ip.payloadOffset();
            right =
                    switch (protocol) {
                        case IpProtocols.UDP ->
                                TransportChecksums.udp6Valid(
                                        octets,
                                        from,
                                        data,
                                        ip.sourceOffset(),
                                        ip.destinationOffset());
                        case IpProtocols.TCP ->
                                TransportChecksums.tcp6Valid(
                                        octets,
                                        from,
                                        data,
                                        ip.sourceOffset(),
                                        ip.destinationOffset());
                        default ->
                                TransportChecksums.icmpv6Valid(
                                        octets,
                                        from,
                                        data,
                                        ip.sourceOffset(),
                                        ip.destinationOffset());
                    };
        }
        return new HeaderFacts(true, length, true, right, known, dataOffset);
    }

    private static HeaderFacts none(int dataOffset) {
        return new HeaderFacts(false, false, false, false, false, dataOffset);
    }

    /** Least length of a header whose checksum is known here; more than any packet for others. */
    private static int leastOctets(int protocol) {
        return switch (protocol) {
            case IpProtocols.UDP, IpProtocols.ICMP, IpProtocols.ICMPV6 -> 8;
            case IpProtocols.TCP -> 20;
            default -> Integer.MAX_VALUE;
        };
    }

    /** The rule that a hook broke between {@code before} and this, or null. */
    @Nullable ContractRule brokenSince(HeaderFacts before) {
        if (dataOffset != before.dataOffset) return ContractRule.N17;
        if (before.header && !header) return ContractRule.N18;
        if (before.length && !length) return ContractRule.N16;
        if (before.headerChecksum && !headerChecksum) return ContractRule.N14;
        boolean both = before.transportKnown && transportKnown;
        return both && before.transport && !transport ? ContractRule.N15 : null;
    }
}
