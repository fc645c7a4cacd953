package sluice.ndis;

import sluice.packet.Place;

/**
 * A lightweight filter in the stack. The wrapper's record is shown to it as a net buffer list; a
 * status that a driver below returns becomes a completion, as NDIS 6 knows no other.
 */
final class LightweightLayer extends Layer implements FilterContext {
    private final LightweightFilter driver;

    LightweightLayer(NdisAdapter adapter, String name, Place place, LightweightFilter driver) {
        super(adapter, name, new Party(Party.Role.FILTER, name, NdisVersion.NDIS_6_20, place));
        this.driver = driver;
        Class<?> contract = LightweightFilter.class;
        sends = Overridden.is(driver, contract, "sendNetBufferLists");
        completes = Overridden.is(driver, contract, "sendNetBufferListsComplete");
        receives = Overridden.is(driver, contract, "receiveNetBufferLists");
        returns = Overridden.is(driver, contract, "returnNetBufferLists");
        statuses = Overridden.is(driver, contract, "status");
    }

    /** Tells the driver, once the layer is complete. */
    void attach() {
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
    public NetBufferListPool listPool(int capacityLists) {
        return new NetBufferListPool(adapter.pool(party, capacityLists));
    }

    @Override
    NdisStatus send(NdisPacket packet) {
        try {
            driver.sendNetBufferLists(this, packet.list());
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
        return NdisStatus.PENDING;
    }

    @Override
    void sendComplete(NdisPacket packet, NdisStatus status) {
        NetBufferList list = packet.list();
        list.setStatus(status);
        try {
            driver.sendNetBufferListsComplete(this, list);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    int receive(NdisPacket packet) {
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        try {
            driver.receiveNetBufferLists(this, packet.list(), lent);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
        return lent ? 0 : 1;
    }

    @Override
    void returned(NdisPacket packet) {
        try {
            driver.returnNetBufferLists(this, packet.list());
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, packet, thrown);
        }
    }

    @Override
    boolean cancel(Object cancelId) {
        if (!Overridden.is(driver, LightweightFilter.class, "cancelSend")) return false;
        try {
            driver.cancelSend(this, cancelId);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        return true;
    }

    @Override
    public void cancelSends(Object cancelId) {
        adapter.sends.cancelBelow(this, cancelId);
    }

    @Override
    void status(NdisStatus status) {
        try {
            driver.status(this, status);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    NdisStatus reset() {
        return NdisStatus.NOT_SUPPORTED; // a filter has no reset handler
    }

    @Override
    NdisStatus pause() {
        enters(NdisHandler.PAUSE);
        NdisStatus status;
        try {
            status = driver.pause();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.PAUSE, status);
        return status;
    }

    @Override
    NdisStatus restart() {
        enters(NdisHandler.RESTART);
        NdisStatus status;
        try {
            status = driver.restart();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.RESTART, status);
        return status;
    }

    @Override
    void detach() {
        try {
            driver.detach();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    public void send(NetBufferList chain) {
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisPacket packet = taken(NdisCall.FILTER_SEND, list.record());
            boolean own = packet.use == NdisPacket.Use.IDLE;
            NdisStatus status = adapter.sends.fromDriver(this, packet);
            if (status != NdisStatus.PENDING) {
                if (own || completes) giveSendComplete(packet, status);
                else adapter.sends.complete(this, packet, status);
            }
            list = rest;
        }
    }

    @Override
    public void sendComplete(NetBufferList chain) {
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisStatus status = list.said();
            adapter.sends.complete(
                    this, taken(NdisCall.FILTER_SEND_COMPLETE, list.record()), status);
            list = rest;
        }
    }

    @Override
    public void indicateReceive(NetBufferList chain, boolean resources) {
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisPacket packet = taken(NdisCall.FILTER_INDICATE, list.record());
            if (resources) packet.outOfBand().setStatus(NdisStatus.RESOURCES);
            int kept = adapter.receives.fromDriver(this, packet);
            if (kept == 0 && !resources) {
                if (returns || packet.use == NdisPacket.Use.IDLE) giveReturned(packet);
                else adapter.receives.returned(this, packet);
            }
            list = rest;
        }
    }

    @Override
    public void returnLists(NetBufferList chain) {
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            adapter.receives.returned(this, taken(NdisCall.FILTER_RETURN, list.record()));
            list = rest;
        }
    }

    @Override
    public void indicateStatus(NdisStatus status) {
        adapter.statusUp(this, status);
    }

    @Override
    public void pauseComplete() {
        calls(NdisCall.FILTER_PAUSE_COMPLETE);
        adapter.changes.pauseComplete(this);
    }

    @Override
    public void restartComplete(NdisStatus status) {
        calls(NdisCall.FILTER_RESTART_COMPLETE);
        adapter.changes.restartComplete(this);
    }
}
