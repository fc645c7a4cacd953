package sluice.npfloop;

import java.util.EnumSet;
import java.util.Set;
import sluice.packet.Packet;
import sluice.winstack.WfpCallout;
import sluice.winstack.WfpLayer;
import sluice.winstack.WfpValues;
import sluice.winstack.WindowsHost;

/**
 * The device {@code \Device\NPF_Loopback}: shows what no capture on an adapter can, traffic to
 * 127/8, ::1 and the host's own addresses. It stands above NDIS, as a callout at the inbound IP
 * layer with the condition IS_LOOPBACK, so each packet is captured once, on its way in.
 *
 * <pre>
 *   record    4 octets   family in the host's order: 2 IPv4, 24 IPv6
 *             ...        the IP packet
 * </pre>
 *
 * <p>Source: Npcap, Loopback.c and the developer's guide: link type null, MTU 65536. Differs: it
 * cannot inject.
 */
public final class LoopbackCapture implements AutoCloseable {
    /** Link type of its records (LINKTYPE_NULL). */
    public static final int LINK_TYPE = 0;

    /** Its MTU, fixed. */
    public static final int MTU_OCTETS = 65_536;

    /** What it answers to OID_GEN_MAXIMUM_TOTAL_SIZE, which means nothing here. */
    public static final int MAXIMUM_TOTAL_OCTETS = 65_550;

    private static final String DEVICE = "\\Device\\NPF_Loopback";
    private static final int FAMILY_OCTETS = 4;
    private static final byte IPV4_FAMILY = 2;
    private static final byte IPV6_FAMILY = 24;

    private final WindowsHost host;
    private final String name;
    private final Sink sink;
    private byte[] room = new byte[2048];
    private long packets;

    /** Who is given the records. At DEFERRED level. */
    @FunctionalInterface
    public interface Sink {
        /**
         * One record; the array is valid during the call only.
         *
         * @param packetId identity of the packet in this run
         * @param timeNanos when it was seen, in virtual time
         */
        void record(long packetId, long timeNanos, byte[] octets, int lengthOctets);
    }

    private LoopbackCapture(WindowsHost host, String name, Sink sink) {
        this.host = host;
        this.name = name;
        this.sink = sink;
    }

    /** Opens the device; records come until it is closed. */
    public static LoopbackCapture open(WindowsHost host, Sink sink) {
        return open(host, DEVICE, sink);
    }

    /**
     * The same under another name, for more than one at a time.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public static LoopbackCapture open(WindowsHost host, String name, Sink sink) {
        var capture = new LoopbackCapture(host, name, sink);
        host.addCallout(name, capture.new Callout());
        return capture;
    }

    /** Packets captured so far. */
    public long packets() {
        return packets;
    }

    @Override
    public void close() {
        host.removeCallout(name);
    }

    private final class Callout implements WfpCallout {
        @Override
        public Set<WfpLayer> layers() {
            return EnumSet.of(WfpLayer.INBOUND_IPPACKET);
        }

        @Override
        public Action classify(WfpLayer layer, WfpValues values) {
            // Fragments and what was put together of them were seen as packets already.
            if (values.flags() == WfpValues.IS_LOOPBACK) capture(values.packet());
            return Action.CONTINUE;
        }
    }

    private void capture(Packet packet) {
        int length = FAMILY_OCTETS + packet.lengthOctets();
        if (room.length < length) room = new byte[Math.max(length, room.length * 2)];
        byte[] octets = packet.octets();
        int at = packet.offset();
        room[0] = (octets[at] & 0xf0) == 0x60 ? IPV6_FAMILY : IPV4_FAMILY;
        room[1] = 0;
        room[2] = 0;
        room[3] = 0;
        System.arraycopy(octets, at, room, FAMILY_OCTETS, packet.lengthOctets());
        packets++;
        sink.record(packet.id(), host.host().scheduler().nowNanos(), room, length);
    }
}
