package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.inet.Ipv4Input;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.wire.IpProtocols;
import sluice.packet.wire.Ipv6Extensions;

/**
 * What a callout is shown: the packet and its conditions, or the flow at the layers that authorize
 * one. Valid during the call only.
 */
public final class WfpValues {
    /** FWP_CONDITION_FLAG_IS_LOOPBACK: it is turned round inside this host. */
    public static final int IS_LOOPBACK = 0x1;

    /** FWP_CONDITION_FLAG_IS_REAUTHORIZE: the flow was permitted before the callouts changed. */
    public static final int IS_REAUTHORIZE = 0x4;

    /** FWP_CONDITION_FLAG_IS_FRAGMENT: shown a second time, as a fragment. */
    public static final int IS_FRAGMENT = 0x20;

    /** FWP_CONDITION_FLAG_IS_REASSEMBLED: shown again, put together. */
    public static final int IS_REASSEMBLED = 0x400;

    private static final int IPV6_HEADER_OCTETS = 40;

    private @Nullable Packet packet;
    private @Nullable WfpFlow flow;
    private boolean outbound;
    private int flags;
    private int interfaceIndex;

    WfpValues() {}

    void show(@Nullable Packet shown, boolean out, int conditions, int index) {
        packet = shown;
        flow = null;
        outbound = out;
        flags = conditions;
        interfaceIndex = index;
    }

    void show(WfpFlow shown, int conditions) {
        packet = null;
        flow = shown;
        flags = conditions;
        interfaceIndex = 0;
    }

    /**
     * The packet, which begins with its IP header; a callout that changes it cares for checksums.
     *
     * @throws NullPointerException at the layers that authorize flows
     */
    public Packet packet() {
        return java.util.Objects.requireNonNull(packet);
    }

    /** The condition flags. */
    public int flags() {
        return flags;
    }

    /** Index of the interface it came by or leaves by; 0 if it is turned round, or unknown. */
    public int interfaceIndex() {
        return interfaceIndex;
    }

    /** Whether it is turned round inside this host. */
    public boolean isLoopback() {
        return (flags & IS_LOOPBACK) != 0;
    }

    /** Name of the process; empty where the platform does not know it. */
    public String process() {
        WfpFlow shown = flow;
        return shown == null ? "" : shown.process();
    }

    private boolean isV6() {
        Packet shown = packet();
        return (shown.octets()[shown.offset()] & 0xf0) == 0x60;
    }

    /** IP protocol number; of IPv6 what follows its extension headers, -1 if that is unsound. */
    public int protocol() {
        WfpFlow shown = flow;
        if (shown != null) return shown.protocol();
        Packet whole = packet();
        if (!isV6()) return Octets.u8(whole.octets(), whole.offset() + 9);
        long upper = upperLayer();
        return upper == Ipv6Extensions.NONE ? -1 : Ipv6Extensions.protocol(upper);
    }

    private long upperLayer() {
        Packet whole = packet();
        int at = whole.offset();
        return Ipv6Extensions.upperLayer(
                whole.octets(),
                at + IPV6_HEADER_OCTETS,
                whole.limit(),
                Octets.u8(whole.octets(), at + 6));
    }

    /** Where the transport header begins in {@link #packet}, from its start; -1 if nowhere. */
    public int transportOffset() {
        Packet whole = packet();
        if (!isV6()) return Ipv4Input.headerOctets(whole.octets(), whole.offset());
        long upper = upperLayer();
        return upper == Ipv6Extensions.NONE ? -1 : Ipv6Extensions.offset(upper) - whole.offset();
    }

    /** Address of this host's end. */
    public IpAddress localAddress() {
        WfpFlow shown = flow;
        return shown == null ? address(outbound) : shown.local();
    }

    /** Address of the other end. */
    public IpAddress remoteAddress() {
        WfpFlow shown = flow;
        return shown == null ? address(!outbound) : shown.remote();
    }

    private IpAddress address(boolean source) {
        Packet whole = packet();
        byte[] octets = whole.octets();
        int at = whole.offset();
        if (!isV6()) return IpAddress.v4(Octets.i32(octets, at + (source ? 12 : 16)));
        int from = at + (source ? 8 : 24);
        return new IpAddress(Octets.i64(octets, from), Octets.i64(octets, from + 8));
    }

    /** Port of this host's end; 0 if the protocol has none. */
    public int localPort() {
        WfpFlow shown = flow;
        return shown == null ? port(outbound) : shown.localPort();
    }

    /** Port of the other end; 0 if the protocol has none. */
    public int remotePort() {
        WfpFlow shown = flow;
        return shown == null ? port(!outbound) : shown.remotePort();
    }

    private int port(boolean source) {
        int protocol = protocol();
        if (protocol != IpProtocols.TCP && protocol != IpProtocols.UDP) return 0;
        Packet whole = packet();
        int at = whole.offset() + transportOffset() + (source ? 0 : 2);
        return at + 2 > whole.limit() ? 0 : Octets.u16(whole.octets(), at);
    }
}
