package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/**
 * A lightweight filter in the stack. The wrapper's record is shown to it as a net buffer list; a
 * status that a driver below returns becomes a completion, as NDIS 6 knows no other.
 */
final class LightweightLayer extends Layer implements FilterContext {
    private final LightweightFilter driver;

    /** The status that its handler is being shown; the buffer goes on with it. */
    private @Nullable StatusIndication shown;

    /** What it is asked; null if it has no FilterOidRequest. */
    final @Nullable FilterRequests requests;

    LightweightLayer(NdisAdapter adapter, String name, Place place, LightweightFilter driver) {
        super(adapter, name, new Party(Party.Role.FILTER, name, NdisVersion.NDIS_6_20, place));
        this.driver = driver;
        Class<?> contract = LightweightFilter.class;
        sends = Overridden.is(driver, contract, "sendNetBufferLists");
        completes = Overridden.is(driver, contract, "sendNetBufferListsComplete");
        receives = Overridden.is(driver, contract, "receiveNetBufferLists");
        returns = Overridden.is(driver, contract, "returnNetBufferLists");
        boolean takesRequests =
                Overridden.is(driver, contract, "request")
                        || Overridden.is(driver, contract, "requestComplete");
        requests = takesRequests ? new FilterRequests(this) : null;
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
        sendChain(packet.list());
        return NdisStatus.PENDING;
    }

    @Override
    void sendComplete(NdisPacket packet, NdisStatus status) {
        NetBufferList list = packet.list();
        list.setStatus(status);
        completeChain(list);
    }

    @Override
    int receive(NdisPacket packet) {
        boolean lent = packet.outOfBand().status() == NdisStatus.RESOURCES;
        receiveChain(packet.list(), lent);
        return lent ? 0 : 1;
    }

    @Override
    void returned(NdisPacket packet) {
        returnChain(packet.list());
    }

    @Override
    boolean takesLists() {
        return true;
    }

    @Override
    void sendChain(NetBufferList chain) {
        try {
            driver.sendNetBufferLists(this, chain);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, chain.record(), thrown);
        }
    }

    @Override
    void completeChain(NetBufferList chain) {
        try {
            driver.sendNetBufferListsComplete(this, chain);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, chain.record(), thrown);
        }
    }

    @Override
    void receiveChain(NetBufferList chain, boolean lent) {
        try {
            driver.receiveNetBufferLists(this, chain, lent);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, chain.record(), thrown);
        }
    }

    @Override
    void returnChain(NetBufferList chain) {
        try {
            driver.returnNetBufferLists(this, chain);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, chain.record(), thrown);
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

    /** FilterOidRequest. */
    NdisStatus giveRequest(OidRequest request) {
        enters(NdisHandler.REQUEST);
        NdisStatus status;
        try {
            status = driver.request(this, request);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.REQUEST, status);
        return status;
    }

    /** FilterCancelOidRequest. */
    void giveCancelRequest(OidRequest request) {
        try {
            driver.cancelRequest(this, request);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    /** FilterOidRequestComplete: of a request that it submitted. */
    void giveRequestComplete(OidRequest request, NdisStatus status) {
        enters(NdisHandler.REQUEST_COMPLETE);
        try {
            driver.requestComplete(this, request, status);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.REQUEST_COMPLETE, status);
    }

    @Override
    void status(StatusIndication indication) {
        StatusIndication told = LinkStates.forVersion(party.version(), indication);
        StatusIndication before = shown;
        shown = told;
        try {
            driver.status(this, told);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        } finally {
            shown = before;
        }
    }

    @Override
    void pnpEvent(PnpEvent event) {
        enters(NdisHandler.PNP_EVENT);
        NdisStatus status;
        try {
            status = driver.pnpEvent(this, event);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
        leaves(NdisHandler.PNP_EVENT, status);
    }

    @Override
    NdisStatus reset() {
        return NdisStatus.NOT_SUPPORTED; // a filter has no reset handler
    }

    @Override
    boolean isMandatory() {
        return driver.isMandatory();
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
        if (requests != null) requests.abort();
        try {
            driver.detach();
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw adapter.threw(name, null, thrown);
        }
    }

    @Override
    public void send(NetBufferList chain) {
        if (chain.isChained() && adapter.chains.sendsAsChain(this)) {
            adapter.chains.fromFilter(this, chain);
            return;
        }
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
        adapter.chains.complete(this, NdisCall.FILTER_SEND_COMPLETE, chain);
    }

    @Override
    public void indicateReceive(NetBufferList chain, boolean resources) {
        if (chain.isChained() && isOneLoan(chain, resources)) {
            if (adapter.chains.receivesAsChain(this)) {
                adapter.chains.indicate(this, NdisCall.FILTER_INDICATE, chain, resources);
                return;
            }
        }
        NetBufferList before = null;
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.detach();
            NdisPacket packet = taken(NdisCall.FILTER_INDICATE, list.record());
            boolean lendsItself = resources && ListChains.lend(packet);
            int kept = adapter.receives.fromDriver(this, packet);
            if (lendsItself) adapter.chains.takeBack(this, packet);
            if (kept == 0 && !resources) {
                if (returns || packet.use == NdisPacket.Use.IDLE) giveReturned(packet);
                else adapter.receives.returned(this, packet);
            }
            if (resources && before != null) before.attach(list); // lent as a chain, and back
            before = list;
            list = rest;
        }
    }

    /** Whether all are lent, or none is. */
    private static boolean isOneLoan(NetBufferList chain, boolean resources) {
        if (resources) return true;
        for (NetBufferList each = chain; each != null; each = each.following())
            if (each.record().record().outOfBand().status() == NdisStatus.RESOURCES) return false;
        return true;
    }

    @Override
    public void returnLists(NetBufferList chain) {
        adapter.chains.returned(this, chain);
    }

    @Override
    public void indicateStatus(NdisStatus status) {
        StatusIndication passed = shown;
        boolean whole = passed != null && passed.status() == status;
        adapter.statusUp(this, whole && passed != null ? passed : StatusIndication.of(status));
    }

    @Override
    public void indicateStatus(StatusIndication indication) {
        adapter.statusUp(this, indication);
    }

    @Override
    public NdisStatus request(OidRequest request) {
        calls(NdisCall.REQUEST);
        return adapter.requests.submitBelow(this, new RequestFrom(request, null, this));
    }

    @Override
    public void cancelRequest(OidRequest request) {
        calls(NdisCall.REQUEST);
        adapter.requests.cancelBelow(this, request);
    }

    @Override
    public void requestComplete(OidRequest request, NdisStatus status) {
        calls(NdisCall.REQUEST_COMPLETE);
        if (requests != null) requests.complete(request, status);
    }

    @Override
    public void pauseComplete() {
        calls(NdisCall.FILTER_PAUSE_COMPLETE);
        adapter.changes.pauseComplete(this);
    }

    @Override
    public void restartComplete(NdisStatus status) {
        calls(NdisCall.FILTER_RESTART_COMPLETE);
        adapter.changes.restartComplete(this, status);
    }
}
