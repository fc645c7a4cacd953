package sluice.linuxstack;

import org.jspecify.annotations.Nullable;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Route;
import sluice.inet.RouteKind;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookState;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.route.FibLookup;

/**
 * What rules ask of the routing tables about a packet's addresses (Linux 6.x, {@code
 * net/ipv4/netfilter/nft_fib_ipv4.c}, {@code nft_fib_ipv6.c}).
 */
final class RuleFib {
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_DESTINATION = 16;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_DESTINATION = 24;

    private final FibLookup fib;

    RuleFib(Net net) {
        fib = new FibLookup(net.routing4, net.routing6);
    }

    /** {@code nft_fib4_eval_type}, {@code nft_fib6_eval_type}: {@code RTN_}. */
    int kind(Skb packet, boolean source, @Nullable NetInterface device) {
        int index = device == null ? 0 : device.index();
        byte[] octets = packet.octets();
        int at = packet.networkOffset();
        if (packet.isIpv4()) {
            int address = Octets.i32(octets, at + (source ? IPV4_SOURCE : IPV4_DESTINATION));
            return fib.kindOf4(address, index).code();
        }
        int from = at + (source ? IPV6_SOURCE : IPV6_DESTINATION);
        RouteKind kind =
                fib.kindOf6(Octets.i64(octets, from), Octets.i64(octets, from + Long.BYTES), index);
        return kind == null ? 0 : kind.code();
    }

    /** {@code nft_fib4_eval}, {@code nft_fib6_eval}: index of a device, or 0. */
    int device(
            Skb packet,
            HookState state,
            boolean source,
            boolean mark,
            @Nullable NetInterface device) {
        NetInterface in = state.in();
        boolean early =
                state.point() == HookPoint.PRE_ROUTING || state.point() == HookPoint.INGRESS;
        if (early && in != null && (in.loopback() || packet.loopCopy())) return in.index();
        int with = mark ? packet.mark() : 0;
        // A packet to be forwarded is asked about as if it came in where it leaves.
        boolean across = source && state.point() == HookPoint.FORWARD && device == in;
        NetInterface out = state.out();
        int entering = across && out != null ? out.index() : 0;
        return packet.isIpv4()
                ? device4(packet, source, with, entering, device)
                : device6(packet, source, with, device);
    }

    private int device4(
            Skb packet, boolean source, int mark, int entering, @Nullable NetInterface device) {
        byte[] octets = packet.octets();
        int at = packet.networkOffset();
        int from = Octets.i32(octets, at + IPV4_SOURCE);
        int to = Octets.i32(octets, at + IPV4_DESTINATION);
        NetInterface came = packet.inDevice();
        if (from == Ipv4Addresses.ANY && came != null) {
            boolean near =
                    to == Ipv4Addresses.LIMITED_BROADCAST || (to & 0xffff_ff00) == 0xe000_0000;
            if (near) return came.index();
        }
        int tos = Octets.u8(octets, at + 1);
        Ipv4Route route =
                source
                        ? fib.route4(usable(to), from, entering, mark, tos)
                        : fib.route4(usable(from), to, entering, mark, tos);
        if (route == null || route.kind() == RouteKind.LOCAL) return 0;
        if (route.kind().refusal() != null) return 0;
        return answer(route.deviceIndex(), device);
    }

    /** An address as a source for a look-up: none of those that are no station's. */
    private static int usable(int address) {
        boolean none =
                Ipv4Addresses.isMulticast(address)
                        || address == Ipv4Addresses.LIMITED_BROADCAST
                        || address == Ipv4Addresses.ANY;
        return none ? 0 : address;
    }

    private int device6(Skb packet, boolean source, int mark, @Nullable NetInterface device) {
        byte[] octets = packet.octets();
        int at = packet.networkOffset();
        int key = at + (source ? IPV6_SOURCE : IPV6_DESTINATION);
        int other = at + (source ? IPV6_DESTINATION : IPV6_SOURCE);
        long high = Octets.i64(octets, key);
        int scope = device != null && Ipv6Address.isLinkLocal(high) ? device.index() : 0;
        Ipv6Route route =
                fib.route6(
                        Octets.i64(octets, other),
                        Octets.i64(octets, other + Long.BYTES),
                        high,
                        Octets.i64(octets, key + Long.BYTES),
                        scope,
                        mark,
                        0);
        if (route == null || route.kind() == RouteKind.LOCAL) return 0;
        if (route.kind().refusal() != null) return 0;
        return answer(route.deviceIndex(), device);
    }

    private static int answer(int found, @Nullable NetInterface wanted) {
        return wanted == null || wanted.index() == found ? found : 0;
    }
}
