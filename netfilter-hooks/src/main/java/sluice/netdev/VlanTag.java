package sluice.netdev;

import java.util.Arrays;
import sluice.bpf.Ancillary;
import sluice.bpf.PacketMetadata;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;

/**
 * VLAN tags where they stand: in a frame, behind its addresses, or beside it, in its descriptor
 * ({@link Skb#vlanTag}). As a number a tag is its four octets: protocol (TPID), then control
 * information (TCI: priority, drop eligibility, identifier); no tag is {@link #NONE}.
 */
public final class VlanTag {
    /** Length of a tag. */
    public static final int OCTETS = 4;

    /** No tag. */
    public static final int NONE = 0;

    private static final int ADDRESSES_OCTETS = 12;
    private static final int IDENTIFIER = 0xfff;

    private VlanTag() {}

    /** True for the protocols whose tags Linux takes out ({@code eth_type_vlan}). */
    static boolean isTag(int etherType) {
        return etherType == EtherTypes.VLAN || etherType == EtherTypes.SERVICE_VLAN;
    }

    /** Protocol of a tag: 0x8100 or 0x88a8. */
    public static int protocol(int tag) {
        return tag >>> 16;
    }

    /** Control information of a tag. */
    public static int control(int tag) {
        return tag & 0xffff;
    }

    /** Identifier of a tag; 0 has a priority only. */
    public static int identifier(int tag) {
        return tag & IDENTIFIER;
    }

    /**
     * Takes the tag of a received frame, which begins with its Ethernet header and has one, out of
     * it ({@code skb_vlan_untag}, {@code skb_reorder_vlan_header}).
     *
     * @return false if the frame ends before the type behind the tag; it is as it was
     */
    static boolean takeOut(Skb skb) {
        int at = skb.packet().offset();
        if (skb.limit() - at < EthernetView.HEADER_OCTETS + OCTETS) return false;
        byte[] octets = skb.writable();
        skb.setVlanTag(Octets.i32(octets, at + ADDRESSES_OCTETS));
        System.arraycopy(octets, at, octets, at + OCTETS, ADDRESSES_OCTETS);
        skb.packet().pull(OCTETS);
        return true;
    }

    /** Puts the tag of a frame that is to be sent into it ({@code __vlan_hwaccel_push_inside}). */
    static void pushInside(Skb skb) {
        int at = skb.packet().push(OCTETS);
        byte[] octets = skb.writable();
        moveAddresses(octets, at);
        Octets.put32(octets, at + ADDRESSES_OCTETS, skb.vlanTag());
        skb.setProtocol(protocol(skb.vlanTag()));
        skb.setVlanTag(NONE);
    }

    private static void moveAddresses(byte[] octets, int to) {
        System.arraycopy(octets, to + OCTETS, octets, to, ADDRESSES_OCTETS);
    }

    /**
     * Puts a tag back into a frame that a tap has given without it, as libpcap does for who
     * captures (1.10, {@code pcap-linux.c}, pcap_handle_packet_mmap): into the {@link #OCTETS} free
     * octets in front of the frame. A frame that was cut within its addresses stays as it is.
     *
     * @param offset where the frame begins, {@link #OCTETS} or more
     * @return where it begins now
     */
    public static int putBack(int tag, byte[] octets, int offset, int lengthOctets) {
        if (tag == NONE || lengthOctets < ADDRESSES_OCTETS) return offset;
        int at = offset - OCTETS;
        moveAddresses(octets, at);
        Octets.put32(octets, at + ADDRESSES_OCTETS, tag);
        return at;
    }

    /** The tag beside a frame that a tap is shown. */
    public static int beside(PacketMetadata metadata) {
        return metadata.value(Ancillary.VLAN_PROTOCOL) << 16 | metadata.value(Ancillary.VLAN_TAG);
    }

    /** A copy of a frame that a tap is shown, as it was on the wire. */
    public static byte[] onWire(
            byte[] octets, int offset, int lengthOctets, PacketMetadata metadata) {
        byte[] copy = new byte[OCTETS + lengthOctets];
        System.arraycopy(octets, offset, copy, OCTETS, lengthOctets);
        int from = putBack(beside(metadata), copy, OCTETS, lengthOctets);
        return from == 0 ? copy : Arrays.copyOfRange(copy, from, copy.length);
    }
}
