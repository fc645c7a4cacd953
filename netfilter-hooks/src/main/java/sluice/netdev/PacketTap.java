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

    /**
     * A frame that was seen has changed in the buffer that Linux shares with packet sockets: what
     * has not been read yet reads so now. It happens to fragments that are gathered and sent on
     * (Linux, {@code ip_do_fragment} does not ask whether they are cloned).
     *
     * @param packetId of the frame that was seen
     * @param octets those of the frame that is sent in its place; good during the call only
     */
    default void overwritten(long packetId, byte[] octets, int offset, int lengthOctets) {}
}
