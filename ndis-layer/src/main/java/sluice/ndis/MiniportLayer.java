package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** The miniport at the bottom of the stack, of NDIS 5 or 6, and what it may call. */
final class MiniportLayer extends Layer {
    private final @Nullable Miniport driver;
    private final @Nullable Miniport6 driver6;
    private final MiniportContext context = new Context();

    MiniportLayer(
            NdisAdapter adapter,
            Place place,
            @Nullable Miniport driver,
            @Nullable Miniport6 driver6) {
        super(adapter, adapter.name(), place);
        this.driver = driver;
        this.driver6 = driver6;
        sends = true;
        completes = true;
        receives = true;
        returns = true;
        if (driver != null && (driver.attributes() & MiniportAttributes.DESERIALIZE) == 0)
            serializer = new SendSerializer(this, driver.attributes(), driver::checkForHang);
    }

    void initialize() {
        if (driver != null) driver.initialize(context);
        if (driver6 != null) driver6.initialize(context);
    }

    NdisStatus request(OidRequest request) {
        if (driver != null) return driver.request(request);
        return driver6 == null ? NdisStatus.NOT_SUPPORTED : driver6.request(request);
    }

    NdisStatus transferData(NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        if (driver == null) return NdisStatus.FAILURE;
        return driver.transferData(target, frame, byteOffset, octets);
    }

    @Override
    NdisStatus send(NdisPacket packet) {
        if (driver != null) return driver.send(packet);
        if (driver6 != null) driver6.sendNetBufferLists(packet.list());
        return NdisStatus.PENDING;
    }

    @Override
    void sendComplete(NdisPacket packet, NdisStatus status) {
        throw adapter.broken("MINIPORT_SENDS", "a miniport has nothing below", packet, name);
    }

    @Override
    int receive(NdisPacket packet) {
        throw adapter.broken("MINIPORT_RECEIVES", "a miniport has nothing below", packet, name);
    }

    @Override
    void returned(NdisPacket packet) {
        if (packet.gathered) {
            adapter.transfers.free(packet);
            return;
        }
        if (driver != null) driver.returnPacket(packet);
        if (driver6 != null) driver6.returnNetBufferLists(packet.list());
    }

    @Override
    void status(NdisStatus status) {}

    @Override
    NdisStatus reset() {
        if (driver != null) return driver.reset();
        return driver6 == null ? NdisStatus.NOT_RESETTABLE : driver6.reset();
    }

    @Override
    void pause() {
        if (driver6 != null) driver6.pause();
    }

    @Override
    void restart() {
        if (driver6 != null) driver6.restart();
    }

    @Override
    void detach() {
        if (driver != null) driver.halt();
        if (driver6 != null) driver6.halt();
    }

    /** What the driver calls. */
    private final class Context implements MiniportContext {
        @Override
        public String name() {
            return name;
        }

        @Override
        public NdisAdapter adapter() {
            return adapter;
        }

        @Override
        public Place place() {
            return place;
        }

        @Override
        public NdisPacketPool packetPool(int capacityPackets) {
            return adapter.pool(name, capacityPackets);
        }

        @Override
        public NetBufferListPool listPool(int capacityLists) {
            return new NetBufferListPool(adapter.pool(name, capacityLists));
        }

        @Override
        public void sendComplete(NdisPacket packet, NdisStatus status) {
            if (status == NdisStatus.RESOURCES && driver != null)
                throw adapter.broken("COMPLETION_STATUS", "RESOURCES", packet, name);
            adapter.sends.complete(MiniportLayer.this, packet, status);
        }

        @Override
        public void sendResourcesAvailable() {
            SendSerializer queue = serializer;
            if (queue != null) queue.roomAgain();
        }

        @Override
        public int indicateReceive(NdisPacket packet) {
            return adapter.receives.fromMiniport(packet);
        }

        @Override
        public Lookahead lookahead() {
            return new Lookahead();
        }

        @Override
        public NdisStatus indicateReceive(Lookahead frame) {
            return adapter.receives.fromMiniport(frame);
        }

        @Override
        public void transferDataComplete(NdisPacket target, NdisStatus status, int octets) {
            adapter.transfers.complete(target, status, octets);
        }

        @Override
        public void sendComplete(NetBufferList chain) {
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                adapter.sends.complete(MiniportLayer.this, list.record(), list.status());
                list = rest;
            }
        }

        @Override
        public void indicateReceive(@Nullable NetBufferList chain, boolean resources) {
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.unchain();
                NdisPacket packet = list.record();
                packet.outOfBand().setStatus(resources ? NdisStatus.RESOURCES : NdisStatus.SUCCESS);
                int kept = adapter.receives.fromMiniport(packet);
                if (kept == 0 && !resources) returned(packet);
                list = rest;
            }
        }

        @Override
        public void indicateReceiveComplete() {
            adapter.receives.burstOver();
        }

        @Override
        public void indicateStatus(NdisStatus status) {
            adapter.statusUp(MiniportLayer.this, status);
        }

        @Override
        public void resetComplete(NdisStatus status, boolean addressingReset) {
            adapter.resets.over(status, addressingReset);
        }
    }
}
