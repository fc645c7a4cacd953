package sluice.conntrack;

import sluice.netfilter.ChecksumState;
import sluice.netfilter.Skb;
import sluice.packet.Checksums;
import sluice.packet.Octets;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.TransportChecksums;

/** Whether a transport checksum is right ({@code nf_checksum}). */
final class PacketChecksum {
    private static final int VALID = 0xffff;

    private PacketChecksum() {}

    /**
     * Over everything from {@code at} to the end of the packet, as the kernel does it, whatever
     * length UDP says.
     */
    static boolean right(Skb skb, int at, int protocol, boolean ipv6) {
        if (skb.checksumState() == ChecksumState.UNNECESSARY) return true;
        byte[] octets = skb.octets();
        int length = skb.limit() - at;
        int ip = skb.networkOffset();
        if (ipv6) return TransportChecksums.valid6(octets, at, length, ip + 8, ip + 24, protocol);
        if (protocol != IpProtocols.TCP
                && protocol != IpProtocols.UDP
                && protocol != IpProtocols.UDP_LITE)
            return Checksums.fold(Checksums.sum(octets, at, length)) == VALID;
        return TransportChecksums.valid4(
                octets,
                at,
                length,
                Octets.i32(octets, ip + 12),
                Octets.i32(octets, ip + 16),
                protocol);
    }
}
