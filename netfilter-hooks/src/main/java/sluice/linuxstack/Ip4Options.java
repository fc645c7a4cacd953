package sluice.linuxstack;

import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.Ipv4View;

/** What a router writes into IPv4 options (Linux 6.x, {@code ip_forward_options}). */
final class Ip4Options {
    private static final int RECORD_ROUTE = 7;
    private static final int NO_OPERATION = 1;

    private Ip4Options() {}

    static boolean present(Skb skb) {
        return (skb.octets()[skb.networkOffset()] & 15) > 5;
    }

    /** Enters {@code address} into a record-route option that has room. Options were checked. */
    static void recordRoute(Skb skb, int address) {
        byte[] octets = skb.writable();
        int end = skb.transportOffset();
        int at = skb.networkOffset() + Ipv4View.HEADER_OCTETS_MIN;
        while (at < end && octets[at] != 0) {
            if (octets[at] == NO_OPERATION) {
                at++;
                continue;
            }
            int length = octets[at + 1] & 0xff;
            int pointer = length < 3 ? 0 : octets[at + 2] & 0xff;
            if (octets[at] == RECORD_ROUTE && pointer >= 4 && pointer + 3 <= length) {
                Octets.put32(octets, at + pointer - 1, address);
                octets[at + 2] = (byte) (pointer + 4);
                skb.ipv4().fillChecksum();
                return;
            }
            at += length;
        }
    }
}
