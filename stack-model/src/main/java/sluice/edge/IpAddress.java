package sluice.edge;

import java.util.Optional;
import sluice.packet.Octets;
import sluice.packet.wire.Addresses;

/**
 * An IPv4 or IPv6 address in one form: 128 bits, IPv4 as {@code ::ffff:a.b.c.d} (RFC 4291 section
 * 2.5.5.2). For the application edge and for configuration; inside a stack IPv4 addresses are
 * {@code int}.
 */
public record IpAddress(long high, long low) {
    private static final long MAPPED = 0xffff_0000_0000L;

    /** {@code 0.0.0.0}. */
    public static final IpAddress ANY4 = v4(0);

    /** {@code ::}. */
    public static final IpAddress ANY6 = new IpAddress(0, 0);

    /** The IPv4 address with these 32 bits. */
    public static IpAddress v4(int bits) {
        return new IpAddress(0, MAPPED | (bits & 0xffff_ffffL));
    }

    /** Whether it is an IPv4 address. */
    public boolean isV4() {
        return high == 0 && (low & 0xffff_ffff_0000_0000L) == MAPPED;
    }

    /** The 32 bits of an IPv4 address. */
    public int v4() {
        return (int) low;
    }

    /** Whether it is 0.0.0.0 or ::. */
    public boolean isAny() {
        return equals(ANY4) || equals(ANY6);
    }

    /** Dotted or colon form without zone; empty for anything else. */
    public static Optional<IpAddress> checked(String text) {
        if (text.indexOf(':') < 0) {
            var bits = Addresses.parseIpv4(text);
            return bits.isPresent() ? Optional.of(v4(bits.getAsInt())) : Optional.empty();
        }
        var octets = new byte[Addresses.IPV6_OCTETS];
        return Addresses.parseIpv6(text, octets, 0)
                ? Optional.of(new IpAddress(Octets.i64(octets, 0), Octets.i64(octets, 8)))
                : Optional.empty();
    }

    /**
     * The address a program wrote down itself.
     *
     * @throws IllegalArgumentException if the text is no address
     */
    public static IpAddress require(String text) {
        return checked(text)
                .orElseThrow(() -> new IllegalArgumentException("no IP address: " + text));
    }

    /** Canonical text: dotted, or RFC 5952. */
    @Override
    public String toString() {
        return isV4() ? Addresses.formatIpv4(v4()) : Addresses.formatIpv6(high, low);
    }
}
