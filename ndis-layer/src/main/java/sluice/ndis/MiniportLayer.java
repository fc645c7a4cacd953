package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** The miniport at the bottom of the stack, of NDIS 5 or 6, and what it may call. */
final class MiniportLayer extends Layer {
    private final @Nullable Miniport driver;
    private final @Nullable Miniport6 driver6;
    private final MiniportContext context = new Context();
    private final boolean hasCheckForHang;
    private final boolean takesArrays;
    private int attributes;
    private boolean initializing;
    private boolean dependedOnAttributes;
    private NdisStatus initialized = NdisStatus.SUCCESS;
    private boolean switched;

    /** How deep it is in its request handler. */
    private int requestsDeep;

    MiniportLayer(
            NdisAdapter adapter,
            Place place,
            @Nullable Miniport driver,
            @Nullable Miniport6 driver6) {
        super(
                adapter,
                adapter.name(),
                new Party(
                        Party.Role.MINIPORT,
                        adapter.name(),
                        driver6 == null ? NdisVersion.NDIS_5_1 : NdisVersion.NDIS_6_20,
                        place));
        this.driver = driver;
        this.driver6 = driver6;
        this.takesArrays = driver != null && Overridden.is(driver, Miniport.class, "sendPackets");
        this.hasCheckForHang =
                driver6 != null
                        ? Overridden.is(driver6, Miniport6.class, "checkForHang")
                        : driver != null && Overridden.is(driver, Miniport.class, "checkForHang");
        sends = true;
        completes = true;
        receives = true;
        returns = true;
    }

    boolean isNdis6() {
        return driver6 != null;
    }

    /** {@link MiniportAttributes} as the driver set them. */
    int attributes() {
        return attributes;
    }

    /** Whether the driver wants to be asked whether it hangs, and nobody else asks it. */
    boolean checksForHang() {
        return hasCheckForHang && serializer == null;
    }

    /** MiniportCheckForHang. */
    boolean hangs() {
        try {
            if (driver != null) return driver.checkForHang();
            return driver6 != null && driver6.checkForHang();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    boolean resetAddressing() {
        if (driver != null) return driver.resetAddressing();
        return driver6 == null || driver6.resetAddressing();
    }

    private void setAttributes(int flags) {
        attributes = flags;
        boolean serialized = driver != null && (flags & MiniportAttributes.DESERIALIZE) == 0;
        serializer = serialized ? new SendSerializer(this, flags, () -> this.hangs()) : null;
        int ignores =
                MiniportAttributes.IGNORE_PACKET_TIMEOUT
                        | MiniportAttributes.IGNORE_REQUEST_TIMEOUT;
        boolean ofNic = (flags & MiniportAttributes.INTERMEDIATE_DRIVER) == 0;
        if (ofNic && (flags & ignores) != 0) adapter.report(RequestRule.Q09, party, "");
    }

    /** MiniportInitialize: SUCCESS, or what it failed with. */
    NdisStatus initialize() {
        adapter.journal.state(party, AdapterState.INITIALIZING);
        if (driver != null) setAttributes(driver.attributes());
        initializing = true;
        start();
        initializing = false;
        return initialized;
    }

    private void start() {
        enters(NdisHandler.INITIALIZE);
        try {
            if (driver != null) driver.initialize(context);
            if (driver6 != null) driver6.initialize(context);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.INITIALIZE, initialized);
    }

    NdisStatus request(OidRequest request) {
        requestsDeep++;
        try {
            if (driver != null) return driver.request(request);
            return driver6 == null ? NdisStatus.NOT_SUPPORTED : driver6.request(request);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        } finally {
            requestsDeep--;
        }
    }

    NdisStatus transferData(NdisPacket target, Lookahead frame, int byteOffset, int octets) {
        try {
            if (driver == null) return NdisStatus.FAILURE;
            return driver.transferData(target, frame, byteOffset, octets);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, target, thrown);
        }
    }

    @Override
    NdisStatus send(NdisPacket packet) {
        try {
            if (takesArrays) return sendOne(packet);
            if (driver != null) return driver.send(packet);
            if (driver6 != null) driver6.sendNetBufferLists(packet.list());
            return NdisStatus.PENDING;
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    /** MiniportSend is not called if there is MiniportSendPackets. */
    private NdisStatus sendOne(NdisPacket packet) {
        OutOfBand about = packet.record().outOfBand();
        long turn = packet.record().turn;
        about.setStatus(NdisStatus.PENDING);
        sendPackets(new NdisPacket[] {packet}, 1);
        boolean over = packet.record().turn != turn;
        NdisStatus status = over || serializer == null ? NdisStatus.PENDING : about.status();
        if (!over && status != NdisStatus.PENDING) about.setStatus(NdisStatus.SUCCESS);
        return status;
    }

    /** Whether the driver is given arrays. */
    boolean takesArrays() {
        return takesArrays;
    }

    /** MiniportSendPackets. */
    void sendPackets(NdisPacket[] packets, int count) {
        try {
            if (driver != null) driver.sendPackets(packets, count);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packets[0], thrown);
        }
    }

    @Override
    boolean takesLists() {
        return driver6 != null;
    }

    @Override
    void sendChain(NetBufferList chain) {
        try {
            if (driver6 != null) driver6.sendNetBufferLists(chain);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, chain.record(), thrown);
        }
    }

    @Override
    void returnChain(NetBufferList chain) {
        try {
            if (driver6 != null) driver6.returnNetBufferLists(chain);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, chain.record(), thrown);
        }
    }

    @Override
    void sendComplete(NdisPacket packet, NdisStatus status) {
        throw new IllegalStateException("a miniport has nothing below");
    }

    @Override
    int receive(NdisPacket packet) {
        throw new IllegalStateException("a miniport has nothing below");
    }

    @Override
    void returned(NdisPacket packet) {
        try {
            if (driver != null) driver.returnPacket(packet);
            if (driver6 != null) driver6.returnNetBufferLists(packet.list());
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    boolean cancel(Object cancelId) {
        try {
            if (driver != null) driver.cancelSendPackets(cancelId);
            if (driver6 != null) driver6.cancelSend(cancelId);
            return true;
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    void status(StatusIndication indication) {}

    @Override
    NdisStatus reset() {
        try {
            if (driver != null) return driver.reset();
            return driver6 == null ? NdisStatus.NOT_RESETTABLE : driver6.reset();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    NdisStatus pause() {
        if (driver6 == null) return NdisStatus.SUCCESS; // drivers of NDIS 5 are not asked
        enters(NdisHandler.PAUSE);
        NdisStatus status;
        try {
            status = driver6.pause();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.PAUSE, status);
        return status;
    }

    @Override
    NdisStatus restart() {
        if (driver6 == null) return NdisStatus.SUCCESS; // drivers of NDIS 5 are not asked
        enters(NdisHandler.RESTART);
        NdisStatus status;
        try {
            status = driver6.restart();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.RESTART, status);
        return status;
    }

    /** MiniportCancelOidRequest. */
    void cancelRequest(OidRequest request) {
        try {
            if (driver6 != null) driver6.cancelRequest(request);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    /** MiniportPnPEventNotify. */
    @Override
    void pnpEvent(PnpEvent event) {
        try {
            if (driver != null) driver.pnpEvent(event);
            if (driver6 != null) driver6.pnpEvent(event);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    /** MiniportShutdown. */
    void shutdown() {
        adapter.journal.state(party, AdapterState.SHUTDOWN);
        try {
            if (driver != null) driver.shutdown();
            if (driver6 != null) driver6.shutdown();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    void detach() {
        enters(NdisHandler.HALT);
        try {
            if (driver != null) driver.halt();
            if (driver6 != null) driver6.halt();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.HALT, NdisStatus.SUCCESS);
    }

    /** What the driver calls. */
    private final class Context implements MiniportContext {
        @Override
        public String name() {
            return name;
        }

        @Override
        public Party party() {
            return party;
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
            return adapter.pool(party, capacityPackets);
        }

        @Override
        public NdisPacketPool packetPool(int capacityPackets, int protocolNotes) {
            return adapter.pool(party, capacityPackets, protocolNotes);
        }

        @Override
        public NetBufferListPool listPool(int capacityLists) {
            return new NetBufferListPool(adapter.pool(party, capacityLists));
        }

        @Override
        public void sendComplete(NdisPacket given, NdisStatus status) {
            NdisPacket packet = taken(NdisCall.SEND_COMPLETE, given);
            if (status == NdisStatus.RESOURCES && driver != null)
                throw adapter.breach(SendRule.S06, party, packet, "completed with RESOURCES");
            adapter.sends.complete(MiniportLayer.this, packet, status);
        }

        @Override
        public void sendResourcesAvailable() {
            Handover handover = adapter.handover;
            if (handover != null) handover.calling(party, NdisCall.RESOURCES_AVAILABLE);
            SendSerializer queue = serializer;
            if (queue != null) queue.roomAgain();
        }

        @Override
        public int indicateReceive(NdisPacket packet) {
            if (adapter.lower != null) checkSwitched(packet.record());
            return adapter.receives.fromMiniport(taken(NdisCall.INDICATE_PACKET, packet));
        }

        @Override
        public Lookahead lookahead() {
            return new Lookahead();
        }

        @Override
        public NdisStatus indicateReceive(Lookahead frame) {
            calls(NdisCall.INDICATE_LOOKAHEAD);
            return adapter.receives.fromMiniport(frame);
        }

        @Override
        public void transferDataComplete(NdisPacket target, NdisStatus status, int octets) {
            adapter.transfers.complete(taken(NdisCall.TRANSFER_COMPLETE, target), status, octets);
        }

        @Override
        public void sendComplete(NetBufferList chain) {
            adapter.chains.complete(MiniportLayer.this, NdisCall.SEND_LISTS_COMPLETE, chain);
        }

        @Override
        public int indicateReceive(@Nullable NdisPacket[] packets, int count) {
            return adapter.receives.fromMiniport(this, packets, count);
        }

        @Override
        public void indicateReceive(@Nullable NetBufferList chain, boolean resources) {
            if (chain == null) return;
            if (chain.isChained() && adapter.chains.receivesAsChain(MiniportLayer.this)) {
                adapter.chains.indicate(
                        MiniportLayer.this, NdisCall.INDICATE_LISTS, chain, resources);
                return;
            }
            NetBufferList before = null;
            NetBufferList list = chain;
            while (list != null) {
                NetBufferList rest = list.detach();
                NdisPacket packet = taken(NdisCall.INDICATE_LISTS, list.record());
                packet.outOfBand().setStatus(resources ? NdisStatus.RESOURCES : NdisStatus.SUCCESS);
                int kept = adapter.receives.fromMiniport(packet);
                if (kept == 0 && !resources) giveReturned(packet);
                if (resources && before != null) before.attach(list); // lent as a chain, and back
                before = list;
                list = rest;
            }
        }

        @Override
        public void indicateReceiveComplete() {
            calls(NdisCall.INDICATE_COMPLETE);
            adapter.receives.burstOver();
        }

        @Override
        public void setAttributes(int flags, int checkForHangSeconds) {
            if (!initializing || dependedOnAttributes)
                adapter.report(RequestRule.Q10, party, "set too late");
            MiniportLayer.this.setAttributes(flags);
            adapter.hangs.setInterval(checkForHangSeconds);
        }

        @Override
        public void requestComplete(OidRequest request, NdisStatus status) {
            adapter.requests.complete(request, status);
        }

        @Override
        public void indicateStatus(StatusIndication indication) {
            int octets = indication.status() == NdisStatus.LINK_STATE ? LinkStates.OCTETS : 0;
            if (indication.buffer().length != octets)
                adapter.report(RequestRule.Q18, party, indication.toString());
            indicate(indication);
        }

        @Override
        public void indicateStatus(NdisStatus status) {
            indicate(StatusIndication.of(status));
        }

        private void indicate(StatusIndication indication) {
            NdisStatus status = indication.status();
            calls(NdisCall.INDICATE_STATUS);
            if (initializing) dependedOnAttributes = true;
            if (status == NdisStatus.RESET_START || status == NdisStatus.RESET_END) {
                adapter.report(RequestRule.Q06, party, status.ddkName());
                return;
            }
            adapter.statusUp(MiniportLayer.this, indication);
        }

        @Override
        public void netPnpEvent(PnpEvent event) {
            calls(NdisCall.NET_PNP_EVENT);
            if (requestsDeep > 0) adapter.report(RequestRule.Q17, party, event.toString());
            adapter.life.tell(event, () -> {});
        }

        private void checkSwitched(NdisPacket packet) {
            ProtocolBinding lower = adapter.lower;
            if (lower == null || serializer == null || switched || lower.receiving == 0) return;
            adapter.ndis().report(ReceiveRule.R22, party, packet, "from ProtocolReceivePacket");
        }

        @Override
        public void switchToMiniport() {
            calls(NdisCall.IM_SWITCH);
            switched = true;
        }

        @Override
        public void revertBack() {
            switched = false;
        }

        @Override
        public void failInitialize(NdisStatus status) {
            initialized = status;
        }

        @Override
        public void pauseComplete() {
            calls(NdisCall.PAUSE_COMPLETE);
            adapter.changes.pauseComplete(MiniportLayer.this);
        }

        @Override
        public void restartComplete(NdisStatus status) {
            calls(NdisCall.RESTART_COMPLETE);
            adapter.changes.restartComplete(MiniportLayer.this, status);
        }

        @Override
        public void resetComplete(NdisStatus status, boolean addressingReset) {
            adapter.resets.over(status, addressingReset);
        }
    }
}
