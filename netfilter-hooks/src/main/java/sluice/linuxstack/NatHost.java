package sluice.linuxstack;

import sluice.inet.AddressScope;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6InterfaceAddress;
import sluice.inet.SourceAddressChoice;
import sluice.nat.NatAddresses;
import sluice.netfilter.NetInterface;
import sluice.netfilter.Skb;
import sluice.route.Ipv4Routing;
import sluice.route.Ipv6Routing;

/** The host's addresses, as address translation asks for them. */
final class NatHost implements NatAddresses {
    private final Ipv4Routing routing4;
    private final Ipv6Routing routing6;

    NatHost(Ipv4Routing routing4, Ipv6Routing routing6) {
        this.routing4 = routing4;
        this.routing6 = routing6;
    }

    // inet_select_addr towards the next hop
    @Override
    public int masquerade4(Skb skb, NetInterface out) {
        return SourceAddressChoice.ipv4(
                routing4.addresses(), out.index(), skb.nextHop4(), AddressScope.GLOBAL);
    }

    @Override
    public boolean masquerade6(Skb skb, NetInterface out, long[] halves) {
        var ip = skb.ipv6();
        Ipv6InterfaceAddress chosen =
                SourceAddressChoice.ipv6(
                        routing6.addresses(),
                        out.index(),
                        ip.destinationHigh(),
                        ip.destinationLow());
        if (chosen == null) return false;
        halves[0] = chosen.address().high();
        halves[1] = chosen.address().low();
        return true;
    }

    @Override
    public int first4(NetInterface in) {
        for (var address : routing4.addresses()) {
            if (address.deviceIndex() == in.index()) return address.address();
        }
        return 0;
    }

    @Override
    public boolean first6(NetInterface in, long high, long low, long[] halves) {
        boolean linkLocal = Ipv6Address.isLinkLocal(high);
        for (var address : routing6.addresses()) {
            Ipv6Address own = address.address();
            if (address.deviceIndex() != in.index()
                    || Ipv6Address.isLinkLocal(own.high()) != linkLocal) continue;
            halves[0] = own.high();
            halves[1] = own.low();
            return true;
        }
        return false;
    }
}
