package sluice.netfilter;

import org.jspecify.annotations.Nullable;
import sluice.packet.DropReason;

/** Looks the route of a locally made packet up again ({@code ip_route_me_harder}). */
@FunctionalInterface
public interface Rerouter {
    /** Sets the new route and device; returns why there is none, or null. */
    @Nullable DropReason reroute(NfFamily family, Skb skb);
}
