package sluice.ndis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** An intermediate driver with two edges: a protocol below, a miniport above. */
class TwoEdges implements Protocol {
    static final int ATTRIBUTES =
            MiniportAttributes.IGNORE_PACKET_TIMEOUT
                    | MiniportAttributes.IGNORE_REQUEST_TIMEOUT
                    | MiniportAttributes.INTERMEDIATE_DRIVER
                    | MiniportAttributes.DESERIALIZE
                    | MiniportAttributes.NO_HALT_ON_SUSPEND;

    final String lowerName;
    final String virtualName;
    final Place place;
    final List<String> order = new ArrayList<>();
    final Upper upper = new Upper();

    /** Passes descriptors on instead of repackaging. */
    boolean passesOn;

    /** Without the attribute DESERIALIZE; and then says so before it calls up, or does not. */
    boolean serialized;

    boolean switches;

    private @Nullable ProtocolBinding down;
    private @Nullable NdisAdapter virtual;
    private @Nullable NdisPacketPool sendPool;
    private @Nullable NdisPacketPool receivePool;
    private @Nullable MiniportContext up;
    private @Nullable UnbindContext unbind;

    TwoEdges(Rig rig, String lowerName, String virtualName) {
        this.lowerName = lowerName;
        this.virtualName = virtualName;
        this.place = rig.host.place("im/" + virtualName, rig.protocolPlace.layering());
    }

    ProtocolBinding down() {
        return Objects.requireNonNull(down);
    }

    NdisAdapter virtual() {
        return Objects.requireNonNull(virtual);
    }

    NdisPacketPool sendPool() {
        return Objects.requireNonNull(sendPool);
    }

    NdisPacketPool receivePool() {
        return Objects.requireNonNull(receivePool);
    }

    MiniportContext up() {
        return Objects.requireNonNull(up);
    }

    TwoEdges on(Rig rig) {
        Registered registered =
                rig.ndis.registerProtocol(new DriverCharacteristics(5, 1, name(), this));
        Objects.requireNonNull(registered.handle(), registered.detail());
        return this;
    }

    @Override
    public String name() {
        return "im-" + virtualName;
    }

    @Override
    public NdisStatus bindAdapter(BindContext bind) {
        if (!bind.adapter().name().equals(lowerName)) return NdisStatus.NOT_ACCEPTED;
        order.add("bind");
        ProtocolBinding binding = Objects.requireNonNull(bind.open(place).binding());
        down = binding;
        sendPool = binding.packetPool(64);
        virtual = bind.initializeDeviceInstance(virtualName, upper);
        return NdisStatus.SUCCESS;
    }

    @Override
    public NdisStatus unbindAdapter(ProtocolBinding binding, UnbindContext context) {
        order.add("unbind");
        unbind = context;
        virtual().deinitializeDeviceInstance();
        return NdisStatus.PENDING;
    }

    /** MiniportHalt of the upper edge. */
    void halt() {
        order.add("halt");
        receivePool().freePool();
        sendPool().freePool();
        down().close();
        if (unbind != null) unbind.complete(NdisStatus.SUCCESS);
    }

    boolean standsBy() {
        return down().adapter().power() != DevicePower.D0 || virtual().power() != DevicePower.D0;
    }

    NdisStatus send(NdisPacket packet) {
        if (standsBy()) return NdisStatus.FAILURE;
        if (passesOn) return down().send(packet);
        NdisPacket fresh = sendPool().repackage(packet);
        if (fresh == null) return NdisStatus.FAILURE;
        fresh.setFlags(PacketFlags.DONT_LOOPBACK);
        fresh.setProtocolReserved(0, packet);
        NdisStatus status = down().send(fresh);
        if (status != NdisStatus.PENDING) sendPool().free(fresh);
        return status;
    }

    @Override
    public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {
        if (packet.pool() != sendPool()) {
            up().sendComplete(packet, status);
            return;
        }
        var original = (NdisPacket) packet.protocolReserved(0);
        sendPool().free(packet);
        if (original != null) up().sendComplete(original, status);
    }

    @Override
    public int receivePacket(ProtocolBinding binding, NdisPacket packet) {
        NdisPacket own = receivePool().allocate(binding.claim(packet));
        if (own == null) return 0;
        if (switches) up().switchToMiniport();
        if (up().indicateReceive(own) == 0) receivePool().free(own);
        if (switches) up().revertBack();
        return 0;
    }

    @Override
    public void receiveComplete(ProtocolBinding binding) {
        up().indicateReceiveComplete();
    }

    NdisStatus request(OidRequest request) {
        return switch (request.oid()) {
            case PNP_SET_POWER, PNP_QUERY_POWER -> NdisStatus.SUCCESS;
            default -> down().request(request);
        };
    }

    /** The upper edge. */
    final class Upper implements Miniport {
        @Override
        public void initialize(MiniportContext adapter) {
            order.add("initialize");
            up = adapter;
            receivePool = adapter.packetPool(64);
        }

        @Override
        public int attributes() {
            return switches || serialized
                    ? ATTRIBUTES & ~MiniportAttributes.DESERIALIZE
                    : ATTRIBUTES;
        }

        @Override
        public NdisStatus send(NdisPacket packet) {
            return TwoEdges.this.send(packet);
        }

        @Override
        public void returnPacket(NdisPacket packet) {
            receivePool().free(packet);
        }

        @Override
        public NdisStatus request(OidRequest request) {
            return TwoEdges.this.request(request);
        }

        @Override
        public NdisStatus reset() {
            return NdisStatus.SUCCESS;
        }

        @Override
        public void halt() {
            TwoEdges.this.halt();
        }
    }
}
