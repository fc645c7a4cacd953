package sluice.ndis;

import org.jspecify.annotations.Nullable;
import sluice.packet.Place;

/** One protocol is being bound to one adapter: ProtocolBindAdapter, and what it opens in it. */
final class Opening implements BindContext {
    private final NdisAdapter adapter;
    private final ProtocolDriver driver;
    private @Nullable ProtocolBinding binding;
    private boolean over;

    Opening(NdisAdapter adapter, ProtocolDriver driver) {
        this.adapter = adapter;
        this.driver = driver;
    }

    void begin() {
        adapter.journal.began(driver.party(), Operation.BIND);
        adapter.ndis().workers().call(this::call, this::answered);
    }

    private NdisStatus call() {
        adapter.journal.entering(driver.party(), NdisHandler.BIND);
        driver.inBinding++;
        NdisStatus status = driver.bindAdapter(this);
        driver.inBinding--;
        adapter.journal.left(driver.party(), NdisHandler.BIND, status);
        return status;
    }

    private void answered(NdisStatus status) {
        if (status == NdisStatus.PENDING || over) return;
        end();
    }

    @Override
    public NdisAdapter adapter() {
        return adapter;
    }

    @Override
    public Opened open(Place place) {
        adapter.journal.calling(driver.party(), NdisCall.OPEN_ADAPTER);
        if (over && adapter.ndis().watch != null)
            throw adapter.breach(LifecycleRule.L09, driver.party(), null, "opened outside of bind");
        if (adapter.ndis().fails(ResourceFaults.Kind.OPEN, driver.party().name()))
            return new Opened(NdisStatus.RESOURCES, null);
        if (adapter.life.isGoing()) return new Opened(NdisStatus.OPEN_FAILED, null);
        ProtocolBinding opened = driver.open(adapter, place);
        opened.driver = driver;
        opened.opening = !over;
        binding = opened;
        driver.opened(opened);
        adapter.life.bound(opened);
        return new Opened(NdisStatus.SUCCESS, opened);
    }

    @Override
    public void complete(NdisStatus status) {
        adapter.journal.calling(driver.party(), NdisCall.COMPLETE_BIND);
        if (over) throw adapter.breach(LifecycleRule.L11, driver.party(), null, "completed again");
        end();
    }

    private void end() {
        over = true;
        driver.bindIsOver(adapter);
        adapter.journal.ended(driver.party(), Operation.BIND);
        if (binding != null) binding.opening = false;
    }

    @Override
    public NdisAdapter initializeDeviceInstance(String name, Miniport upperEdge) {
        adapter.journal.calling(driver.party(), NdisCall.IM_INITIALIZE);
        ProtocolBinding lower = binding;
        if (lower == null) throw new IllegalStateException("no binding was opened");
        return NdisAdapter.above(lower, name, upperEdge);
    }
}
