package sluice.netdev;

import org.jspecify.annotations.Nullable;
import sluice.bpf.Ancillary;
import sluice.bpf.PacketMetadata;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;
import sluice.netfilter.Skb;
import sluice.packet.Octets;
import sluice.packet.wire.EtherTypes;
import sluice.packet.wire.EthernetView;
import sluice.time.SeededRandom;
import sluice.world.Host;

/**
 * What a tap's filter may ask of the frame that is shown: the fields of {@code sk_buff} and of its
 * device (Linux 6.x, {@code net/core/filter.c}, convert_bpf_extensions). One for a device layer,
 * set before each frame; the data begins with the Ethernet header, as packet_rcv of a socket of
 * type SOCK_RAW has it. Nothing is computed that is not asked for.
 *
 * <p>The outermost VLAN tag of a received frame is not among the octets but here: Linux takes it
 * out before the taps ({@code skb_vlan_untag} in {@code __netif_receive_skb_core}). A tag of a sent
 * frame is among the octets: the NICs do not put tags in, so the stack has done it by then.
 *
 * <p>A NIC has one queue, which drivers do not number, and computes no hash: both are 0. Differs:
 * Linux gives what a local TCP socket sends a hash, drawn when the socket was made.
 */
final class FrameMetadata implements PacketMetadata {
    /** {@code include/uapi/linux/if_ether.h}: of frames with a length in place of a type. */
    static final int ETH_P_802_3 = 0x0001;

    /** The same, with an LLC header. */
    static final int ETH_P_802_2 = 0x0004;

    /** {@code include/uapi/linux/if_arp.h}. */
    static final int ARPHRD_ETHER = 1;

    /** The loopback device. */
    static final int ARPHRD_LOOPBACK = 772;

    /** A device without link header. */
    static final int ARPHRD_NONE = 0xfffe;

    /** What Novell's raw frames have where an LLC header would be. */
    private static final int RAW_IPX = 0xffff;

    private final Host host;
    private @Nullable SeededRandom random;
    private @Nullable NetInterface device;
    private PacketType type = PacketType.HOST;
    private int mark;
    private int vlanTag;
    private int networkOffset;
    private int bareProtocol;
    private byte[] octets = {};
    private int offset;
    private int limit;

    FrameMetadata(Host host) {
        this.host = host;
    }

    /** Speaks of this frame from now on; {@code at} is where its link header starts. */
    void show(NetInterface from, PacketType to, Skb skb, int at) {
        device = from;
        type = to;
        mark = skb.mark();
        vlanTag = skb.vlanTag();
        octets = skb.octets();
        offset = at;
        limit = skb.limit();
        // What comes in has no network header yet but the one behind the Ethernet header.
        boolean known = to == PacketType.OUTGOING && skb.networkOffset() > at;
        int link = from.bare() ? 0 : EthernetView.HEADER_OCTETS;
        networkOffset = known ? skb.networkOffset() - at : link;
        bareProtocol = from.bare() ? skb.protocol() : 0;
    }

    @Override
    public int value(Ancillary field) {
        NetInterface from = device;
        if (from == null) return 0;
        return switch (field) {
            case PROTOCOL -> protocol();
            case PACKET_TYPE -> type.code();
            case INTERFACE_INDEX -> from.index();
            case MARK -> mark;
            case HARDWARE_TYPE -> hardwareType(from);
            case CPU -> host.cpus().indexOf(host.runningCpu());
            case PAYLOAD_OFFSET ->
                    from.bare()
                            ? PayloadOffset.ofPacket(bareProtocol, octets, offset, offset, limit)
                            : PayloadOffset.of(octets, offset, limit);
            case RANDOM -> random();
            case VLAN_TAG -> VlanTag.control(vlanTag);
            case VLAN_TAG_PRESENT -> vlanTag == VlanTag.NONE ? 0 : 1;
            case VLAN_PROTOCOL -> VlanTag.protocol(vlanTag);
            case QUEUE, RECEIVE_HASH -> 0;
            case XOR_X, NETLINK_ATTRIBUTE, NETLINK_ATTRIBUTE_NESTED -> 0; // never asked for
        };
    }

    private static int hardwareType(NetInterface from) {
        if (from.bare()) return ARPHRD_NONE;
        return from.loopback() ? ARPHRD_LOOPBACK : ARPHRD_ETHER;
    }

    /** {@code eth_type_trans}: the type, or what stands for a length. */
    private int protocol() {
        if (bareProtocol != 0) return bareProtocol;
        if (limit - offset < EthernetView.HEADER_OCTETS) return 0;
        int typeOrLength = Octets.u16(octets, offset + EthernetView.HEADER_OCTETS - 2);
        if (EtherTypes.isType(typeOrLength)) return typeOrLength;
        int payload = offset + EthernetView.HEADER_OCTETS;
        boolean raw = limit - payload >= 2 && Octets.u16(octets, payload) == RAW_IPX;
        return raw ? ETH_P_802_3 : ETH_P_802_2;
    }

    private int random() {
        SeededRandom source = random;
        if (source == null) random = source = host.random("packet-filter");
        return (int) source.nextLong();
    }

    @Override
    public int networkOffset() {
        return networkOffset;
    }
}
