package sluice.conntrack;

import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv6Address;
import sluice.netfilter.NfFamily;
import sluice.packet.wire.IpProtocols;

/**
 * What tells connections apart in one direction ({@code struct nf_conntrack_tuple}).
 *
 * <p>An IPv4 address is the low 32 bits of the low half. The ports hold what the protocol has: ICMP
 * its identifier as source, and {@code type << 8 | code} as destination; GRE its keys; others 0.
 *
 * @param protocol number behind the IP header
 */
public record Tuple(
        NfFamily family,
        int protocol,
        long sourceHigh,
        long sourceLow,
        long destinationHigh,
        long destinationLow,
        int sourcePort,
        int destinationPort) {
    private static final long LOW_HALF = 0xffff_ffffL;

    /** A tuple of IPv4. */
    public static Tuple ipv4(
            int protocol, int source, int sourcePort, int destination, int destinationPort) {
        return new Tuple(
                NfFamily.IPV4,
                protocol,
                0,
                source & LOW_HALF,
                0,
                destination & LOW_HALF,
                sourcePort,
                destinationPort);
    }

    /** IPv4 source. */
    public int source4() {
        return (int) sourceLow;
    }

    /** IPv4 destination. */
    public int destination4() {
        return (int) destinationLow;
    }

    /** Type of an ICMP or ICMPv6 message. */
    public int icmpType() {
        return destinationPort >>> 8;
    }

    /** Code of an ICMP or ICMPv6 message. */
    public int icmpCode() {
        return destinationPort & 0xff;
    }

    /** Identifier of an ICMP or ICMPv6 message. */
    public int icmpId() {
        return sourcePort;
    }

    /** Whether it is of ICMP or ICMPv6. */
    public boolean icmp() {
        return protocol == IpProtocols.ICMP || protocol == IpProtocols.ICMPV6;
    }

    /** The same with another source address. */
    public Tuple withSource(long high, long low) {
        return new Tuple(
                family,
                protocol,
                high,
                low,
                destinationHigh,
                destinationLow,
                sourcePort,
                destinationPort);
    }

    /** The same with another destination address. */
    public Tuple withDestination(long high, long low) {
        return new Tuple(
                family, protocol, sourceHigh, sourceLow, high, low, sourcePort, destinationPort);
    }

    /** The same with another source port, ICMP identifier or key. */
    public Tuple withSourcePort(int port) {
        return new Tuple(
                family,
                protocol,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow,
                port,
                destinationPort);
    }

    /** The same with another destination port or key. */
    public Tuple withDestinationPort(int port) {
        return new Tuple(
                family,
                protocol,
                sourceHigh,
                sourceLow,
                destinationHigh,
                destinationLow,
                sourcePort,
                port);
    }

    /** Whether the sources are the same, port included. */
    public boolean sameSource(Tuple other) {
        return sourceHigh == other.sourceHigh
                && sourceLow == other.sourceLow
                && sourcePort == other.sourcePort
                && family == other.family;
    }

    /** Whether the destinations are the same, port and protocol included. */
    public boolean sameDestination(Tuple other) {
        return destinationHigh == other.destinationHigh
                && destinationLow == other.destinationLow
                && destinationPort == other.destinationPort
                && protocol == other.protocol;
    }

    /** The source address as text. */
    public String sourceText() {
        return text(sourceHigh, sourceLow);
    }

    /** The destination address as text. */
    public String destinationText() {
        return text(destinationHigh, destinationLow);
    }

    private String text(long high, long low) {
        return family == NfFamily.IPV4
                ? Ipv4Addresses.text((int) low)
                : new Ipv6Address(high, low).toString();
    }

    /** As {@code conntrack -L} prints it. */
    @Override
    public String toString() {
        String addresses = "src=" + sourceText() + " dst=" + destinationText();
        return addresses + Protocols.ports(this);
    }
}
