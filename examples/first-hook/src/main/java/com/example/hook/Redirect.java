package com.example.hook;

import sluice.netfilter.HookState;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfVerdict;
import sluice.netfilter.Skb;
import sluice.packet.wire.UdpView;

/** Sends what goes to the port of DNS to another port. */
public record Redirect(int port) implements NfHook {
    private static final int DNS = 53;

    @Override
    public NfVerdict evaluate(Skb skb, HookState state) {
        boolean header = skb.limit() - skb.transportOffset() >= UdpView.HEADER_OCTETS;
        boolean first = !skb.isIpv4() || skb.ipv4().fragmentOffsetOctets() == 0;
        if (!skb.isUdp() || !header || !first) return NfVerdict.ACCEPT;
        if (skb.udp().destinationPort() == DNS) {
            skb.writable();
            skb.udp().setDestinationPort(port);
        }
        return NfVerdict.ACCEPT;
    }
}
