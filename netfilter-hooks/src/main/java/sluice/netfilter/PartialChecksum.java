package sluice.netfilter;

import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv4View;

/**
 * A transport checksum that was left to the device ({@code CHECKSUM_PARTIAL}): its field holds the
 * sum of the pseudo header alone, not complemented. {@code lo} never finishes it, since nobody
 * behind it looks; whoever writes to such a packet gets it finished first ({@code
 * skb_checksum_help}).
 */
final class PartialChecksum {
    private static final int TCP_FIELD = 16;
    private static final int UDP_FIELD = 6;
    private static final int FRAGMENT_MASK = 0x3fff;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_DESTINATION = 24;

    private PartialChecksum() {}

    /** Where the field is, or -1 if the packet has none or is a fragment. */
    private static int field(Skb skb) {
        if (skb.isIpv4()
                && (Octets.u16(skb.octets(), skb.networkOffset() + 6) & FRAGMENT_MASK) != 0)
            return -1;
        int field =
                switch (skb.upperProtocol()) {
                    case IpProtocols.TCP -> skb.transportOffset() + TCP_FIELD;
                    case IpProtocols.UDP -> skb.transportOffset() + UDP_FIELD;
                    default -> -1;
                };
        return field < 0 || field + 2 > skb.limit() ? -1 : field;
    }

    /** Leaves the checksum unfinished; false if there is none to leave. */
    static boolean leave(Skb skb) {
        int field = field(skb);
        if (field < 0) return false;
        int length = skb.limit() - skb.transportOffset();
        byte[] octets = skb.packet().writable();
        Octets.put16(octets, field, pseudo(skb, length));
        return true;
    }

    private static int pseudo(Skb skb, int length) {
        if (skb.isIpv4()) {
            Ipv4View ip = skb.ipv4();
            return Checksums.fold(
                    Checksums.pseudoHeader4(
                            ip.source(), ip.destination(), skb.upperProtocol(), length));
        }
        int at = skb.networkOffset();
        return Checksums.fold(
                Checksums.pseudoHeader6(
                        skb.octets(),
                        at + IPV6_SOURCE,
                        at + IPV6_DESTINATION,
                        skb.upperProtocol(),
                        length));
    }

    /** Finishes it. */
    static void finish(Skb skb) {
        int field = field(skb);
        if (field < 0) return;
        byte[] octets = skb.packet().writable();
        int length = skb.limit() - skb.transportOffset();
        Octets.put16(octets, field, 0);
        long sum = pseudo(skb, length) + Checksums.sum(octets, skb.transportOffset(), length);
        int finished = Checksums.finish(sum);
        Octets.put16(octets, field, finished == 0 ? 0xffff : finished);
    }
}
