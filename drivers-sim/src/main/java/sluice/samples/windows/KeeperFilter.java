package sluice.samples.windows;

import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import sluice.ndis.FilterContext;
import sluice.ndis.LightweightFilter;
import sluice.ndis.NdisStatus;
import sluice.ndis.NetBufferList;
import sluice.ndis.PacketOctets;
import sluice.packet.wire.EtherTypes;
import sluice.time.Timer;

/**
 * The {@link Keeper} of NDIS 6: a lightweight filter that queues IPv4 sends for a time. The wrapper
 * never resets it; it completes what it has when it is paused, or its sends are cancelled.
 */
public final class KeeperFilter implements LightweightFilter {
    private static final int ETHERNET_OCTETS = 14;

    private record Kept(NetBufferList list, long sinceNanos) {}

    private final long keepNanos;
    private final ArrayDeque<Kept> kept = new ArrayDeque<>();
    private @Nullable FilterContext context;
    private @Nullable Timer due;

    /** Keeps each for {@code keepNanos}. */
    public KeeperFilter(long keepNanos) {
        this.keepNanos = keepNanos;
    }

    @Override
    public void attach(FilterContext here) {
        context = here;
        due = here.host().scheduler().timer(here.host().cpu().deferred(), this::due);
    }

    private FilterContext here() {
        return Objects.requireNonNull(context, "not in a stack");
    }

    @Override
    public void sendNetBufferLists(FilterContext filter, NetBufferList chain) {
        long now = filter.host().scheduler().nowNanos();
        NetBufferList list = chain;
        while (list != null) {
            NetBufferList rest = list.unchain();
            PacketOctets octets = list.firstNetBuffer().octets();
            boolean asks =
                    octets.lengthOctets() >= ETHERNET_OCTETS && octets.u16(12) == EtherTypes.IPV4;
            if (asks) kept.addLast(new Kept(list, now));
            else filter.send(list);
            list = rest;
        }
        arm();
    }

    private void arm() {
        Kept oldest = kept.peekFirst();
        Timer timer = Objects.requireNonNull(due);
        if (oldest == null || timer.armed()) return;
        long at = oldest.sinceNanos() + keepNanos;
        timer.arm(Math.max(0, at - here().host().scheduler().nowNanos()));
    }

    private void due() {
        Kept oldest = kept.pollFirst();
        if (oldest != null) here().send(oldest.list());
        arm();
    }

    private void complete(NetBufferList list, NdisStatus status) {
        list.setStatus(status);
        here().sendComplete(list);
    }

    @Override
    public void cancelSend(FilterContext filter, Object cancelId) {
        for (Kept each : new ArrayDeque<>(kept)) {
            if (!cancelId.equals(each.list().cancelId())) continue;
            kept.remove(each);
            complete(each.list(), NdisStatus.SEND_ABORTED);
        }
        filter.cancelSends(cancelId);
    }

    @Override
    public NdisStatus pause() {
        for (Kept each = kept.pollFirst(); each != null; each = kept.pollFirst())
            complete(each.list(), NdisStatus.PAUSED);
        Objects.requireNonNull(due).cancel();
        return NdisStatus.SUCCESS;
    }
}
