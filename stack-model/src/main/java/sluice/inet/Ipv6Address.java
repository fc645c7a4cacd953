package sluice.inet;

import java.util.Optional;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;

/**
 * An IPv6 address (RFC 4291) as its two 64-bit halves in network order. The static predicates take
 * the halves and allocate nothing.
 */
public record Ipv6Address(long high, long low) implements Comparable<Ipv6Address> {
    /** {@code ::}. */
    public static final Ipv6Address ANY = new Ipv6Address(0, 0);

    /** {@code ::1}. */
    public static final Ipv6Address LOOPBACK = new Ipv6Address(0, 1);

    /** {@code ff02::1}. */
    public static final Ipv6Address ALL_NODES = new Ipv6Address(0xff02L << 48, 1);

    /** {@code ff02::2}. */
    public static final Ipv6Address ALL_ROUTERS = new Ipv6Address(0xff02L << 48, 2);

    /** {@code ff02::16}, where MLDv2 reports go (RFC 3810 section 5.2.14). */
    public static final Ipv6Address ALL_MLDV2_ROUTERS = new Ipv6Address(0xff02L << 48, 0x16);

    /** The address in the 16 octets at {@code offset}. */
    public static Ipv6Address read(byte[] octets, int offset) {
        return new Ipv6Address(Octets.i64(octets, offset), Octets.i64(octets, offset + 8));
    }

    /** Writes the 16 octets at {@code offset}. */
    public void writeTo(byte[] octets, int offset) {
        Octets.put64(octets, offset, high);
        Octets.put64(octets, offset + 8, low);
    }

    /** The text forms of RFC 4291 section 2.2, without zone; empty for anything else. */
    public static Optional<Ipv6Address> checked(String text) {
        var octets = new byte[Addresses.IPV6_OCTETS];
        return Addresses.parseIpv6(text, octets, 0)
                ? Optional.of(read(octets, 0))
                : Optional.empty();
    }

    /**
     * The address a program wrote down itself.
     *
     * @throws IllegalArgumentException if the text is no IPv6 address
     */
    public static Ipv6Address require(String text) {
        return checked(text)
                .orElseThrow(() -> new IllegalArgumentException("no IPv6 address: " + text));
    }

    /** The canonical text of RFC 5952, mapped IPv4 addresses dotted at the end. */
    @Override
    public String toString() {
        return Addresses.formatIpv6(high, low);
    }

    /** ff00::/8. */
    public static boolean isMulticast(long high) {
        return high >>> 56 == 0xff;
    }

    /** The four scope bits of a multicast address (1 interface, 2 link, 5 site, 8, 14 global). */
    public static int multicastScope(long high) {
        return (int) (high >>> 48) & 0xf;
    }

    /** fe80::/10. */
    public static boolean isLinkLocal(long high) {
        return high >>> 54 == 0x3fa;
    }

    /** {@code ::1}. */
    public static boolean isLoopback(long high, long low) {
        return high == 0 && low == 1;
    }

    /** {@code ::}. */
    public static boolean isAny(long high, long low) {
        return (high | low) == 0;
    }

    /** Whether this address is a multicast group. */
    public boolean isMulticast() {
        return isMulticast(high);
    }

    /** The solicited-node group ff02::1:ffxx:xxxx of this address (RFC 4291 section 2.7.1). */
    public Ipv6Address solicitedNode() {
        return new Ipv6Address(0xff02L << 48, 0x1_ff00_0000L | (low & 0xff_ffffL));
    }

    /** The link-local address fe80::/64 of a MAC by modified EUI-64 (RFC 4291 appendix A). */
    public static Ipv6Address linkLocal(long mac) {
        long id = (mac >>> 24 & 0xff_ffffL) << 40 | 0xff_fe00_0000L | (mac & 0xff_ffffL);
        return new Ipv6Address(0xfe80L << 48, id ^ 1L << 57);
    }

    /** The Ethernet address of a multicast group: 33:33 and its last 32 bits (RFC 2464, 7). */
    public static long multicastMac(long low) {
        return Addresses.multicastMac6(low);
    }

    /** Leading bits that two addresses have in common, 0..128. */
    public static int commonPrefix(long high1, long low1, long high2, long low2) {
        return high1 != high2
                ? Long.numberOfLeadingZeros(high1 ^ high2)
                : 64 + Long.numberOfLeadingZeros(low1 ^ low2);
    }

    /** Order of the addresses as unsigned 128-bit numbers. */
    @Override
    public int compareTo(Ipv6Address other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }
}
