package sluice.netdev;

import sluice.bpf.PacketMetadata;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;

/**
 * Sees frames as a packet socket does ({@code AF_PACKET} for all protocols): received ones before
 * everything else but for their outermost VLAN tag, which has been taken out, sent ones after the
 * qdisc. {@link VlanTag#putBack} makes of such a frame what was on the wire.
 */
@FunctionalInterface
public interface PacketTap {
    /**
     * A frame passed.
     *
     * @param type {@link PacketType#OUTGOING} for what this host sends
     * @param octets to be read during the call only
     * @param metadata what else a filter may ask of the frame; good during the call only
     */
    void saw(
            NetInterface device,
            PacketType type,
            long packetId,
            byte[] octets,
            int offset,
            int lengthOctets,
            PacketMetadata metadata);
}
