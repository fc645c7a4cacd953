package sluice.samples.windows;

import sluice.ndis.FilterContext;
import sluice.ndis.LightweightFilter;
import sluice.ndis.NetBufferList;

/** How is a lightweight filter of NDIS 6 written? Handlers take chains of net buffer lists. */
public final class CountingFilter implements LightweightFilter {
    private long sent;
    private long received;

    /** A filter that has seen nothing yet. */
    public CountingFilter() {}

    @Override
    public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
        sent += count(chain);
        filter.send(chain);
    }

    @Override
    public void receiveNetBufferLists(
            FilterContext filter, NetBufferList chain, boolean resources) {
        received += count(chain);
        filter.indicateReceive(chain, resources);
    }

    private static int count(NetBufferList chain) {
        int lists = 0;
        for (NetBufferList list = chain; list != null; list = list.next()) lists++;
        return lists;
    }

    /** Lists sent through it. */
    public long sent() {
        return sent;
    }

    /** Lists received through it. */
    public long received() {
        return received;
    }
}
