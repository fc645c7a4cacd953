package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** An intermediate driver in the stack, and the edges it calls. */
final class IntermediateLayer extends Layer implements IntermediateContext {
    private final Intermediate driver;
    private final LowerEdge down = new Down();
    private final UpperEdge up = new Up();

    /** The status that its handler is being shown; the buffer goes on with it. */
    private @Nullable StatusIndication shown;

    IntermediateLayer(NdisAdapter adapter, String name, Place place, Intermediate driver) {
        super(adapter, name, new Party(Party.Role.INTERMEDIATE, name, NdisVersion.NDIS_5_1, place));
        this.driver = driver;
        sends = Overridden.is(driver, Intermediate.class, "send");
        completes = Overridden.is(driver, Intermediate.class, "sendComplete");
        receives = Overridden.is(driver, Intermediate.class, "receive");
        returns = Overridden.is(driver, Intermediate.class, "returnPacket");
        statuses = Overridden.is(driver, Intermediate.class, "status");
        if (sends && (driver.attributes() & MiniportAttributes.DESERIALIZE) == 0)
            serializer = new SendSerializer(this, driver.attributes(), () -> false);
    }

    /** Tells the driver, once the layer is complete. */
    void attach() {
        int flags = driver.attributes();
        boolean serialized = sends && (flags & MiniportAttributes.DESERIALIZE) == 0;
        int wanted = MiniportAttributes.INTERMEDIATE & ~MiniportAttributes.DESERIALIZE;
        if (serialized && (flags & wanted) != wanted)
            adapter.report(
                    RequestRule.Q08, party, "attributes are 0x" + Integer.toHexString(flags));
        try {
            driver.attach(this);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

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
    public LowerEdge below() {
        return down;
    }

    @Override
    public UpperEdge above() {
        return up;
    }

    @Override
    public int stackSlot(NdisPacket packet) {
        return packet.stack().slotOf(this);
    }

    @Override
    public NdisPacketPool packetPool(int capacityPackets) {
        return adapter.pool(party, capacityPackets);
    }

    @Override
    int frameOctetsMax(int belowOctets) {
        return driver.frameOctetsMax(belowOctets);
    }

    @Override
    NdisStatus send(NdisPacket packet) {
        try {
            return driver.send(down, packet);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    void sendComplete(NdisPacket packet, NdisStatus status) {
        try {
            driver.sendComplete(up, packet, status);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    int receive(NdisPacket packet) {
        try {
            return driver.receive(up, packet);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    void returned(NdisPacket packet) {
        try {
            driver.returnPacket(down, packet);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    boolean cancel(Object cancelId) {
        try {
            driver.cancelSendPackets(cancelId);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        return false;
    }

    @Override
    void status(StatusIndication indication) {
        StatusIndication told = LinkStates.forVersion(party.version(), indication);
        StatusIndication before = shown;
        shown = told;
        try {
            driver.status(up, told.status());
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        } finally {
            shown = before;
        }
    }

    @Override
    NdisStatus reset() {
        try {
            return driver.reset();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    NdisStatus pause() {
        try {
            driver.pause();
            return NdisStatus.SUCCESS;
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    NdisStatus restart() {
        try {
            driver.restart();
            return NdisStatus.SUCCESS;
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    void detach() {
        try {
            driver.detach();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    /** What the driver calls towards the miniport. */
    private final class Down implements LowerEdge {
        @Override
        public NdisStatus send(NdisPacket packet) {
            return adapter.sends.fromDriver(IntermediateLayer.this, taken(NdisCall.SEND, packet));
        }

        @Override
        public void returnPacket(NdisPacket packet) {
            adapter.receives.returned(
                    IntermediateLayer.this, taken(NdisCall.RETURN_PACKETS, packet));
        }
    }

    /** What the driver calls towards the protocols. */
    private final class Up implements UpperEdge {
        @Override
        public void sendComplete(NdisPacket packet, NdisStatus status) {
            adapter.sends.complete(
                    IntermediateLayer.this, taken(NdisCall.SEND_COMPLETE, packet), status);
        }

        @Override
        public int indicateReceive(NdisPacket packet) {
            if (adapter.handover == null)
                return adapter.receives.fromDriver(IntermediateLayer.this, packet);
            // what goes on in a thread goes up at DISPATCH_LEVEL: the short form raises for it
            Irql before = adapter.ndis().raise(Irql.DISPATCH);
            try {
                return adapter.receives.fromDriver(
                        IntermediateLayer.this, taken(NdisCall.INDICATE_PACKET, packet));
            } finally {
                adapter.ndis().lower(before);
            }
        }

        @Override
        public void indicateStatus(NdisStatus status) {
            StatusIndication passed = shown;
            boolean whole = passed != null && passed.status() == status;
            adapter.statusUp(
                    IntermediateLayer.this,
                    whole && passed != null ? passed : StatusIndication.of(status));
        }
    }
}
