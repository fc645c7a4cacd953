package sluice.conntrack;

import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.PacketPool;
import sluice.packet.wire.TransportChecksums;
import sluice.world.Host;

/**
 * Puts other octets into the payload of a TCP segment, of another length if need be ({@code
 * nf_nat_mangle_tcp_packet}). Lengths and checksums follow, and so do the numbers of all later
 * segments.
 */
final class PayloadEditor {
    private static final int LENGTH_OCTETS_MAX = 65_535;

    private final Host host;

    PayloadEditor(Host host) {
        this.host = host;
    }

    /**
     * Replaces {@code length} octets at {@code from}, an offset in the array.
     *
     * @return false if the packet would become too long
     */
    boolean replace(
            Skb skb,
            Connection connection,
            boolean reply,
            int at,
            int from,
            int length,
            byte[] by) {
        int ip = skb.networkOffset();
        int more = by.length - length;
        if (skb.limit() - ip + more > LENGTH_OCTETS_MAX) return false;
        int transport = at - ip;
        int start = from - ip;
        int tail = skb.limit() - from - length;
        if (more > skb.packet().tailroomOctets()) grow(skb, more);
        else if (more > 0) skb.packet().put(more);
        byte[] octets = skb.writable();
        ip = skb.networkOffset();
        int begin = ip + start;
        System.arraycopy(octets, begin + length, octets, begin + by.length, tail);
        System.arraycopy(by, 0, octets, begin, by.length);
        if (more < 0) skb.packet().trim(skb.packet().lengthOctets() + more);
        int tcp = ip + transport;
        int sequence = Octets.i32(octets, tcp + 4);
        int segment = skb.limit() - tcp;
        if (skb.isIpv4()) {
            Octets.put16(octets, ip + 2, skb.limit() - ip);
            TransportChecksums.fillIpv4Header(octets, ip, (octets[ip] & 15) * 4);
            int source = Octets.i32(octets, ip + 12);
            TransportChecksums.fillTcp4(octets, tcp, segment, source, Octets.i32(octets, ip + 16));
        } else {
            Octets.put16(octets, ip + 4, skb.limit() - ip - 40);
            TransportChecksums.fillTcp6(octets, tcp, segment, ip + 8, ip + 24);
        }
        SequenceAdjuster.moved(connection, reply, sequence, more);
        return true;
    }

    private void grow(Skb skb, int more) {
        Packet old = skb.packet();
        int length = old.lengthOctets();
        int before = skb.networkOffset() - old.offset();
        int transport = skb.transportOffset() - skb.networkOffset();
        Packet longer =
                host.pool()
                        .originateFrom(old, old.owner(), PacketPool.HEADROOM_OCTETS, length + more);
        System.arraycopy(old.octets(), old.offset(), longer.octets(), longer.offset(), length);
        longer.setTimeNanos(old.timeNanos());
        skb.replacePacket(longer, ConntrackEnd.REWRITTEN);
        skb.setNetworkOffset(longer.offset() + before);
        skb.setTransportOffset(skb.networkOffset() + transport);
    }
}
