package sluice.bpf;

import org.jspecify.annotations.Nullable;

/**
 * What a Linux filter may load besides octets of the packet: a load from {@link #OFFSET} plus the
 * number of one of these (Linux 6.x, {@code include/uapi/linux/filter.h}, {@code SKF_AD_*}).
 */
public enum Ancillary {
    /** The EtherType of the frame, {@code skb->protocol}. */
    PROTOCOL(0, "proto"),
    /** To this host, broadcast, multicast, to another host, outgoing: 0 to 4. */
    PACKET_TYPE(4, "type"),
    /** The index of the device. */
    INTERFACE_INDEX(8, "ifidx"),
    /** The offset of the netlink attribute of type X from offset A on; 0 if there is none. */
    NETLINK_ATTRIBUTE(12, "nla"),
    /** The same inside the attribute at offset A. */
    NETLINK_ATTRIBUTE_NESTED(16, "nlan"),
    /** The packet's mark. */
    MARK(20, "mark"),
    /** The number of the receive queue. */
    QUEUE(24, "queue"),
    /** The hardware type of the device, as ARP numbers it. */
    HARDWARE_TYPE(28, "hatype"),
    /** The flow hash. */
    RECEIVE_HASH(32, "rxhash"),
    /** The CPU that runs the filter. */
    CPU(36, "cpu"),
    /** No field: A becomes A xor X. */
    XOR_X(40, "xor_x"),
    /** The VLAN tag control information that was taken out of the frame. */
    VLAN_TAG(44, "vlan_tci"),
    /** 1 if a VLAN tag was taken out of the frame, else 0. */
    VLAN_TAG_PRESENT(48, "vlanp"),
    /** The offset of the payload behind the transport header. */
    PAYLOAD_OFFSET(52, "poff"),
    /** 32 random bits. */
    RANDOM(56, "random"),
    /** The EtherType of the VLAN tag that was taken out of the frame. */
    VLAN_PROTOCOL(60, "vlan_tpid");

    /** Loads from here on are of this table: {@code SKF_AD_OFF}. */
    public static final int OFFSET = -0x1000;

    /** Loads from here on, below {@link #OFFSET}, are from the network header: SKF_NET_OFF. */
    public static final int NETWORK_OFFSET = -0x100000;

    /** Loads from here on, below {@link #NETWORK_OFFSET}, are from the link header: SKF_LL_OFF. */
    public static final int LINK_OFFSET = -0x200000;

    private static final Ancillary[] VALUES = values();

    private final int number;
    private final String mnemonic;

    Ancillary(int number, String mnemonic) {
        this.number = number;
        this.mnemonic = mnemonic;
    }

    /** The number that Linux has for it, a multiple of four. */
    public int number() {
        return number;
    }

    /** How a listing names it, as {@code tcpdump -d} does. */
    public String mnemonic() {
        return mnemonic;
    }

    /** What an absolute load from offset {@code k} loads; null if it is none of these. */
    public static @Nullable Ancillary ofOffset(int k) {
        int at = k - OFFSET;
        return k >= OFFSET && k < 0 && at % 4 == 0 && at / 4 < VALUES.length
                ? VALUES[at / 4]
                : null;
    }

    static Ancillary ofOrdinal(int ordinal) {
        return VALUES[ordinal];
    }
}
