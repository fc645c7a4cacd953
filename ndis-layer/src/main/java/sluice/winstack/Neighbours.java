package sluice.winstack;

import org.jspecify.annotations.Nullable;
import sluice.inet.ArpRules;
import sluice.inet.Ipv4Addresses;
import sluice.inet.NeighbourSink;
import sluice.inet.NeighbourTable;
import sluice.ndis.NdisPacket;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.time.Timer;

/**
 * Who is at which station address, for both families; packets that wait for an answer belong to the
 * ip place.
 */
final class Neighbours implements NeighbourSink<NdisPacket> {
    private static final long BROADCAST_MAC = 0xffff_ffff_ffffL;

    private final TcpIp stack;
    private final NeighbourTable<NdisPacket> v4;
    private final NeighbourTable<NdisPacket> v6;
    private final Timer timer;
    private long armedFor = NeighbourTable.NEVER;

    Neighbours(TcpIp stack) {
        this.stack = stack;
        this.v4 = new NeighbourTable<>(stack.preset.neighbours());
        this.v6 = new NeighbourTable<>(stack.preset.neighbours());
        this.timer = stack.scheduler.timer(stack.cpu.deferred(), this::due);
    }

    NeighbourTable<NdisPacket> v4() {
        return v4;
    }

    NeighbourTable<NdisPacket> v6() {
        return v6;
    }

    /** Sends an IP packet to a neighbour of either family, now or when it has answered. */
    void send(
            NetInterface netif,
            Packet packet,
            long high,
            long low,
            boolean isV6,
            @Nullable SendRequest request) {
        SendRequest.begins(request);
        NdisPacket descriptor = describe(netif, packet, request);
        if (descriptor == null || stack.link.refused(netif, descriptor)) return;
        var table = isV6 ? v6 : v4;
        long now = stack.now();
        long mac = table.use(netif.index, high, low, now);
        if (mac != NeighbourTable.NOT_RESOLVED) {
            stack.link.transmit(netif, descriptor, mac);
        } else {
            int octets = packet.lengthOctets();
            if (!table.queue(netif.index, high, low, descriptor, octets, now, this)) {
                descriptor.discard(WindowsDrop.NEIGHBOUR_TABLE_FULL);
                stack.link.over(descriptor);
            }
        }
        rearm();
    }

    /** Sends an IP packet to a station address that needs no asking: broadcast or group. */
    void sendTo(NetInterface netif, Packet packet, long mac, @Nullable SendRequest request) {
        SendRequest.begins(request);
        NdisPacket descriptor = describe(netif, packet, request);
        if (descriptor != null) stack.link.transmit(netif, descriptor, mac);
    }

    private @Nullable NdisPacket describe(
            NetInterface netif, Packet packet, @Nullable SendRequest request) {
        NdisPacket descriptor = netif.sendPool.allocate(packet);
        if (descriptor == null) {
            packet.end(WindowsDrop.NO_SEND_DESCRIPTOR);
            SendRequest.over(request);
            return null;
        }
        descriptor.setProtocolReserved(0, request);
        if (request != null) descriptor.setCancelId(request.process());
        return descriptor;
    }

    void rearm() {
        long next = Math.min(v4.nextDeadlineNanos(), v6.nextDeadlineNanos());
        if (next == armedFor) return;
        armedFor = next;
        if (next == NeighbourTable.NEVER) timer.cancel();
        else timer.arm(Math.max(0, next - stack.now()));
    }

    private void due() {
        armedFor = NeighbourTable.NEVER;
        v4.poll(stack.now(), this);
        v6.poll(stack.now(), this);
        rearm();
    }

    @Override
    public void request(
            int deviceIndex,
            long high,
            long low,
            long hardwareAddress,
            @Nullable NdisPacket newest) {
        NetInterface netif = NetInterface.at(stack.interfaces, deviceIndex);
        if (netif == null) return;
        if (high != 0) {
            stack.icmp6.solicit(netif, high, low, hardwareAddress, newest);
            return;
        }
        int chosen = stack.addresses.first4(deviceIndex);
        int source = chosen;
        if (newest != null && newest.hasPacket()) {
            Packet waiting = newest.packet();
            int from = Octets.i32(waiting.octets(), waiting.offset() + 12);
            boolean own = stack.addresses.isOwn4(from, 0);
            source = ArpRules.senderOfRequest(from, own, chosen);
        }
        if (source == Ipv4Addresses.ANY && chosen == Ipv4Addresses.ANY) source = 0;
        boolean known = hardwareAddress != NeighbourTable.NOT_RESOLVED;
        stack.link.sendArp(
                null,
                netif,
                ArpRules.REQUEST,
                known ? hardwareAddress : BROADCAST_MAC,
                source,
                0,
                (int) low);
    }

    @Override
    public void ready(NdisPacket packet, int deviceIndex, long hardwareAddress) {
        NetInterface netif = NetInterface.at(stack.interfaces, deviceIndex);
        if (netif != null) stack.link.transmit(netif, packet, hardwareAddress);
    }

    @Override
    public void failed(NdisPacket packet, int deviceIndex, long high, long low) {
        Packet waiting = packet.packet();
        if (high == 0) stack.icmp4.neighbourFailed(waiting);
        else stack.icmp6.neighbourFailed(waiting);
        packet.discard(WindowsDrop.NEIGHBOUR_UNREACHABLE);
        stack.link.over(packet);
    }

    @Override
    public void overflowed(NdisPacket packet, int deviceIndex, long high, long low) {
        packet.discard(WindowsDrop.NEIGHBOUR_QUEUE_FULL);
        stack.link.over(packet);
    }
}
