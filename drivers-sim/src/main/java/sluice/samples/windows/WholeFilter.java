package sluice.samples.windows;

import sluice.ndis.FilterContext;
import sluice.ndis.LightweightFilter;
import sluice.ndis.NdisStatus;
import sluice.ndis.NetBufferList;

/**
 * Which handlers must a lightweight filter have to be registered? These, even if it does little.
 */
public final class WholeFilter implements LightweightFilter {
    private long lists;

    /** A filter that has seen nothing yet. */
    public WholeFilter() {}

    @Override
    public void attach(FilterContext here) {}

    @Override
    public void detach() {}

    @Override
    public NdisStatus pause() {
        return NdisStatus.SUCCESS;
    }

    @Override
    public NdisStatus restart() {
        return NdisStatus.SUCCESS;
    }

    @Override
    public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
        for (NetBufferList list = chain; list != null; list = list.next()) lists++;
        filter.send(chain);
    }

    /** Lists sent through it. */
    public long lists() {
        return lists;
    }
}
