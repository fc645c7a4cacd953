package sluice.netdev;

import java.util.ArrayList;
import java.util.List;
import sluice.netdev.TrafficFilter.Action;
import sluice.netfilter.Skb;

/**
 * The filters of a device at one side: before its queue, or behind its taps on the way in ({@code
 * clsact}; Linux 6.x, {@code sch_handle_egress}, {@code sch_handle_ingress}).
 */
final class TrafficControl {
    private final NetDevice device;
    private final String side;
    private final List<TrafficFilter> filters = new ArrayList<>();

    TrafficControl(NetDevice device, String side) {
        this.device = device;
        this.side = side;
    }

    void add(TrafficFilter filter) {
        int at = 0;
        while (at < filters.size() && filters.get(at).priority() <= filter.priority()) at++;
        filters.add(at, filter);
    }

    /** Asks the filters; false if the packet is gone. */
    boolean passes(Skb skb) {
        for (int i = 0; i < filters.size(); i++) {
            TrafficFilter filter = filters.get(i);
            if (!filter.matches(skb)) continue;
            trace(skb, filter);
            switch (filter.action()) {
                case Action.Pass() -> {
                    return true;
                }
                case Action.Drop() -> {
                    skb.end(NetdevDrop.FILTERED);
                    return false;
                }
                case Action.Send(NetDevice to, boolean copy) -> {
                    if (copy) {
                        to.duplicate(skb);
                    } else {
                        to.forward(skb);
                        return false;
                    }
                }
                case Action.Police(var bucket) -> {
                    long now = device.layer().host().scheduler().nowNanos();
                    if (bucket.spend(skb.packet().lengthOctets(), now) > 0) {
                        skb.end(NetdevDrop.POLICED);
                        return false;
                    }
                }
                case Action.Edit(long mark, int priority) -> {
                    if (mark >= 0) skb.setMark((int) mark);
                    if (priority >= 0) skb.setPriority(priority);
                }
            }
        }
        return true;
    }

    private void trace(Skb skb, TrafficFilter filter) {
        var trace = device.layer().host().world().trace();
        if (trace == null) return;
        trace.accept(
                new DeviceStep.Filtered(
                        device.layer().host().scheduler().nowNanos(),
                        skb.packet().id(),
                        device.place().name(),
                        side,
                        filter.text()));
    }
}
