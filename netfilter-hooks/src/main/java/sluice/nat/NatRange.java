package sluice.nat;

import java.util.EnumSet;
import java.util.Set;

/**
 * What an address and a port may become ({@code struct nf_nat_range2}). Addresses are pairs of
 * longs; an IPv4 address is the low 32 bits of the low half.
 *
 * @param minPort first port or ICMP identifier, if {@link Flag#PROTO_SPECIFIED}
 * @param basePort the port that becomes {@code minPort}, if {@link Flag#PROTO_OFFSET}
 */
public record NatRange(
        Set<Flag> flags,
        long minHigh,
        long minLow,
        long maxHigh,
        long maxLow,
        int minPort,
        int maxPort,
        int basePort) {
    private static final long LOW_HALF = 0xffff_ffffL;

    /** Everything stays as it is, unless it has to change: also what MASQUERADE begins with. */
    public static final NatRange NONE = new NatRange(Set.of(), 0, 0, 0, 0, 0, 0, 0);

    /** Flags, {@code NF_NAT_RANGE_}. */
    public enum Flag {
        /** The address comes from the range. */
        MAP_IPS(1),
        /** The port comes from the range. */
        PROTO_SPECIFIED(2),
        /** The port is drawn ({@code random}). */
        PROTO_RANDOM(4),
        /** The same client has the same address always ({@code persistent}). */
        PERSISTENT(8),
        /** The port is drawn from the whole range ({@code fully-random}). */
        PROTO_RANDOM_FULLY(16),
        /** Ports keep their distance from the first one of another range. */
        PROTO_OFFSET(32),
        /** The prefix is replaced, the rest of the address stays (NETMAP). */
        NETMAP(64);

        private final int bit;

        Flag(int bit) {
            this.bit = bit;
        }

        /** The kernel's bit. */
        public int bit() {
            return bit;
        }
    }

    /** Keeps a set of its own. */
    public NatRange {
        flags = flags.isEmpty() ? Set.of() : Set.copyOf(flags);
    }

    /** One range of IPv4 addresses, the ports free. */
    public static NatRange ipv4(int min, int max) {
        return addresses(0, min & LOW_HALF, 0, max & LOW_HALF);
    }

    /** One range of addresses, the ports free. */
    public static NatRange addresses(long minHigh, long minLow, long maxHigh, long maxLow) {
        return new NatRange(Set.of(Flag.MAP_IPS), minHigh, minLow, maxHigh, maxLow, 0, 0, 0);
    }

    /** The same with ports from a range. */
    public NatRange withPorts(int min, int max) {
        return new NatRange(
                with(Flag.PROTO_SPECIFIED), minHigh, minLow, maxHigh, maxLow, min, max, basePort);
    }

    /** The same with ports that keep their distance: {@code base} becomes the first one. */
    public NatRange withBasePort(int base) {
        return new NatRange(
                with(Flag.PROTO_OFFSET), minHigh, minLow, maxHigh, maxLow, minPort, maxPort, base);
    }

    /** The same with a flag more. */
    public NatRange withFlag(Flag flag) {
        return new NatRange(
                with(flag), minHigh, minLow, maxHigh, maxLow, minPort, maxPort, basePort);
    }

    /** The same with these addresses. */
    public NatRange withAddresses(long minH, long minL, long maxH, long maxL) {
        return new NatRange(with(Flag.MAP_IPS), minH, minL, maxH, maxL, minPort, maxPort, basePort);
    }

    private Set<Flag> with(Flag flag) {
        Set<Flag> wider = EnumSet.of(flag);
        wider.addAll(flags);
        return wider;
    }

    /** Whether a flag is set. */
    public boolean has(Flag flag) {
        return flags.contains(flag);
    }

    /** Whether an address lies between two, both included; unsigned. */
    static boolean between(
            long high, long low, long minHigh, long minLow, long maxHigh, long maxLow) {
        return compare(high, low, minHigh, minLow) >= 0 && compare(high, low, maxHigh, maxLow) <= 0;
    }

    private static int compare(long highA, long lowA, long highB, long lowB) {
        int byHigh = Long.compareUnsigned(highA, highB);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(lowA, lowB);
    }

    /** The range for NETMAP: the prefix of the range, the rest of this address. */
    NatRange mapped(long high, long low) {
        long maskHigh = ~(minHigh ^ maxHigh);
        long maskLow = ~(minLow ^ maxLow);
        long newHigh = (high & ~maskHigh) | (minHigh & maskHigh);
        long newLow = (low & ~maskLow) | (minLow & maskLow);
        return withAddresses(newHigh, newLow, newHigh, newLow);
    }
}
