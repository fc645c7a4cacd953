package sluice.samples.linux;

import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.Ipv4View;

/**
 * How does a hook change a packet? Sets the TTL or hop limit, and keeps the IPv4 checksum right.
 *
 * @param ttl 1..255
 */
public record SetTtl(int ttl) implements NfHook {
    /** Checks the range. */
    public SetTtl {
        if (ttl < 1 || ttl > 255) throw new IllegalArgumentException("ttl " + ttl);
    }

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        byte[] octets = skb.writable(); // private from here on; offsets stay
        if (skb.isIpv4()) {
            var ip = new Ipv4View(octets, skb.networkOffset());
            ip.setTtl(ttl);
            ip.fillChecksum();
        } else {
            Octets.put8(octets, skb.networkOffset() + 7, ttl);
        }
        return NfVerdict.ACCEPT;
    }
}
