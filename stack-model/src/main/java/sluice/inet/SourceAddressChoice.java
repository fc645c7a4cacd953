package sluice.inet;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of a host's addresses becomes the source of a packet that has none. Lists are in order of
 * configuration and are read by index: nothing is allocated.
 */
public final class SourceAddressChoice {
    private SourceAddressChoice() {}

    /**
     * IPv4 (Linux 6.x, {@code inet_select_addr}): on the device the first primary address whose
     * subnet has the destination, else the first primary address of a wide enough scope; if the
     * device has none, the first of any device that is valid beyond its link.
     *
     * @param scope the narrowest scope allowed, {@link AddressScope#GLOBAL} through a gateway,
     *     {@link AddressScope#LINK} to a neighbour
     * @return the address, or 0 if there is none
     */
    public static int ipv4(
            List<Ipv4InterfaceAddress> addresses,
            int deviceIndex,
            int destination,
            AddressScope scope) {
        int first = Ipv4Addresses.ANY;
        for (int at = 0; at < addresses.size(); at++) {
            Ipv4InterfaceAddress candidate = addresses.get(at);
            if (candidate.deviceIndex() != deviceIndex
                    || candidate.secondary()
                    || candidate.scope().code() > scope.code()) continue;
            if (destination == Ipv4Addresses.ANY || candidate.covers(destination))
                return candidate.address();
            if (first == Ipv4Addresses.ANY) first = candidate.address();
        }
        if (first != Ipv4Addresses.ANY) return first;
        for (int at = 0; at < addresses.size(); at++) {
            Ipv4InterfaceAddress candidate = addresses.get(at);
            if (!candidate.secondary()
                    && candidate.scope() != AddressScope.LINK
                    && candidate.scope().code() <= scope.code()) return candidate.address();
        }
        return Ipv4Addresses.ANY;
    }

    /**
     * IPv6 (RFC 6724 section 5): rules 1 (same address), 2 (scope), 3 (deprecated), 5 (outgoing
     * interface), 6 (label) and 8 (longest common prefix); earlier in the list wins a tie.
     *
     * <p>Differs: rules 4 and 7 (mobility, temporary addresses) are not modelled: no host here has
     * such addresses.
     */
    public static @Nullable Ipv6InterfaceAddress ipv6(
            List<Ipv6InterfaceAddress> addresses, int deviceIndex, long high, long low) {
        Ipv6InterfaceAddress best = null;
        for (int at = 0; at < addresses.size(); at++) {
            Ipv6InterfaceAddress candidate = addresses.get(at);
            boolean usable =
                    !candidate.tentative()
                            && !candidate.address().isMulticast()
                            && (candidate.deviceIndex() == deviceIndex
                                    || scope(high, low) > SCOPE_LINK);
            if (usable && (best == null || better(candidate, best, deviceIndex, high, low)))
                best = candidate;
        }
        return best;
    }

    private static final int SCOPE_LINK = 2;
    private static final int SCOPE_SITE = 5;
    private static final int SCOPE_GLOBAL = 14;

    private static boolean better(
            Ipv6InterfaceAddress a, Ipv6InterfaceAddress b, int deviceIndex, long high, long low) {
        long aHigh = a.address().high();
        long aLow = a.address().low();
        long bHigh = b.address().high();
        long bLow = b.address().low();
        if (aHigh == high && aLow == low) return true;
        if (bHigh == high && bLow == low) return false;
        int aScope = scope(aHigh, aLow);
        int bScope = scope(bHigh, bLow);
        int wanted = scope(high, low);
        if (aScope != bScope) return aScope < bScope ? aScope >= wanted : bScope < wanted;
        if (a.deprecated() != b.deprecated()) return b.deprecated();
        boolean aOut = a.deviceIndex() == deviceIndex;
        if (aOut != (b.deviceIndex() == deviceIndex)) return aOut;
        int label = label(high, low);
        boolean aLabel = label(aHigh, aLow) == label;
        if (aLabel != (label(bHigh, bLow) == label)) return aLabel;
        return common(a, high, low) > common(b, high, low);
    }

    private static int common(Ipv6InterfaceAddress source, long high, long low) {
        int common =
                Ipv6Address.commonPrefix(
                        source.address().high(), source.address().low(), high, low);
        return Math.min(common, source.prefixLength());
    }

    /** The scope numbers of RFC 4291 section 2.7, for unicast after RFC 6724 section 3.1. */
    static int scope(long high, long low) {
        if (Ipv6Address.isMulticast(high)) return Ipv6Address.multicastScope(high);
        if (Ipv6Address.isLinkLocal(high) || Ipv6Address.isLoopback(high, low)) return SCOPE_LINK;
        return high >>> 54 == 0x3fb ? SCOPE_SITE : SCOPE_GLOBAL;
    }

    /** The label of the default policy table (RFC 6724 section 2.1). */
    static int label(long high, long low) {
        if (Ipv6Address.isLoopback(high, low)) return 0;
        if (high == 0 && low >>> 32 == 0xffff) return 4;
        if (high == 0 && low >>> 32 == 0) return 3;
        if (high >>> 48 == 0x2002) return 2;
        if (high >>> 32 == 0x2001_0000L) return 5;
        if (high >>> 57 == 0x7e) return 13;
        if (high >>> 54 == 0x3fb) return 11;
        return high >>> 48 == 0x3ffe ? 12 : 1;
    }
}
