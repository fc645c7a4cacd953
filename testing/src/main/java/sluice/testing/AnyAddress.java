package sluice.testing;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import sluice.edge.IpAddress;

/** Addresses and ports, from the ranges set aside for documentation where nothing else is asked. */
public final class AnyAddress {
    private AnyAddress() {}

    /** Station addresses: 48 bits, locally administered, no group address. */
    public static Arbitrary<Long> mac() {
        return Arbitraries.longs().between(0, 0xff_ffff_ffffL).map(low -> 0x0200_0000_0000L | low);
    }

    /** IPv4 addresses of hosts, as 32 bits: all of 192.0.2.0/24 but its two ends (RFC 5737). */
    public static Arbitrary<Integer> ipv4Host() {
        return Arbitraries.integers().between(1, 254).map(host -> 0xc000_0200 | host);
    }

    /** Any 32 bits. */
    public static Arbitrary<Integer> ipv4() {
        return Arbitraries.integers();
    }

    /** Hosts in 2001:db8::/64 (RFC 3849). */
    public static Arbitrary<IpAddress> ipv6Host() {
        return Arbitraries.longs()
                .between(1, Long.MAX_VALUE)
                .map(low -> new IpAddress(0x2001_0db8_0000_0000L, low));
    }

    /** Any address of either kind. */
    public static Arbitrary<IpAddress> ip() {
        var any = Arbitraries.longs().tuple2().map(two -> new IpAddress(two.get1(), two.get2()));
        return Arbitraries.oneOf(any, ipv4().map(IpAddress::v4), ipv6Host());
    }

    /** Ports 1 to 65535; often one that a service is known by. */
    public static Arbitrary<Integer> port() {
        return Arbitraries.oneOf(
                Arbitraries.integers().between(1, 65_535), Arbitraries.of(53, 67, 80, 123, 443));
    }
}
