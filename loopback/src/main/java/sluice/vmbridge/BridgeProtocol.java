package sluice.vmbridge;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisPacketPool;
import sluice.ndis.NdisStatus;
import sluice.ndis.PacketFilters;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.nic.Nic;
import sluice.nic.NicCallbacks;
import sluice.nic.ReceiveFilter;
import sluice.packet.Octets;
import sluice.packet.Packet;
import sluice.packet.Place;
import sluice.packet.wire.Addresses;
import sluice.time.Cpu;
import sluice.time.Handler;
import sluice.world.Host;

/**
 * The bridge protocol: a promiscuous NDIS protocol on one adapter, and the port that the guest's
 * NIC is plugged into. What the adapter receives goes to the guest; what the guest sends goes out
 * by the adapter, under the guest's own station address.
 */
final class BridgeProtocol implements Protocol, NicCallbacks {
    private static final int SEND_DESCRIPTORS = 1024;
    private static final int HEADER_OCTETS = 14;
    private static final Handler<BridgeProtocol> DPC = BridgeProtocol::fromGuest;

    private final Host host;
    private final String name;
    private final Place place;
    private final Nic port;
    private final Set<Long> guests = new HashSet<>();
    private @Nullable ProtocolBinding binding;
    private @Nullable NdisPacketPool pool;
    private boolean dpcQueued;

    BridgeProtocol(Host host, String name, Place place, Nic port) {
        this.host = host;
        this.name = name;
        this.place = place;
        this.port = port;
        port.attach(this);
        port.setReceiveFilter(new ReceiveFilter(true, true, true, true, Set.of()));
        port.enableInterrupts(true);
    }

    @Override
    public String name() {
        return name;
    }

    /** Binds to another adapter, or to none. */
    void bind(@Nullable NdisAdapter adapter) {
        ProtocolBinding old = binding;
        if (old != null) old.close();
        binding = null;
        if (adapter == null) return;
        ProtocolBinding opened = adapter.open(this, place);
        // It is shown its own sends: only so the wrapper shows them to the host's tcpip too.
        opened.setPacketFilter(PacketFilters.PROMISCUOUS, Set.of());
        pool = opened.packetPool(SEND_DESCRIPTORS);
        binding = opened;
    }

    // ---- to the guest

    @Override
    public int receivePacket(ProtocolBinding from, NdisPacket packet) {
        if (packet.lengthOctets() < HEADER_OCTETS) return 0;
        if (guests.contains(packet.u48(6))) return 0; // the guest's own, come back
        long to = packet.u48(0);
        boolean wanted = Addresses.isMulticastMac(to) || guests.contains(to);
        if (!wanted) return 0;
        host.charge(host.costs().copyNanos(packet.lengthOctets()));
        Packet copy = packet.packet().copy(place);
        if (port.transmit(copy) == Nic.TxResult.BUSY) copy.end(BridgeDrop.PORT_BUSY);
        return 0;
    }

    // ---- from the guest

    @Override
    public Place driverPlace() {
        return place;
    }

    @Override
    public void interrupt() {
        port.enableInterrupts(false);
        if (dpcQueued) return;
        dpcQueued = true;
        Cpu cpu = host.runningCpu();
        host.scheduler().schedule(0, cpu.deferred(), DPC, this);
    }

    private void fromGuest() {
        dpcQueued = false;
        for (Packet over = port.pollTransmitted(); over != null; over = port.pollTransmitted())
            over.end(BridgeEnd.GIVEN_TO_GUEST);
        for (Packet frame = port.pollReceived(); frame != null; frame = port.pollReceived())
            send(frame);
        port.enableInterrupts(true);
    }

    private void send(Packet frame) {
        if (frame.lengthOctets() >= HEADER_OCTETS)
            guests.add(Octets.u48(frame.octets(), frame.offset() + 6));
        ProtocolBinding out = binding;
        NdisPacketPool descriptors = pool;
        if (out == null || descriptors == null) {
            frame.end(BridgeDrop.NOT_BRIDGED);
            return;
        }
        NdisPacket descriptor = descriptors.allocate(frame);
        if (descriptor == null) {
            frame.end(BridgeDrop.NO_DESCRIPTOR);
            return;
        }
        NdisStatus status = out.send(descriptor);
        if (status != NdisStatus.PENDING) descriptor.pool().free(descriptor);
    }

    @Override
    public void sendComplete(ProtocolBinding from, NdisPacket packet, NdisStatus status) {
        packet.pool().free(packet);
    }

    @Override
    public void linkChanged(boolean up) {}
}
