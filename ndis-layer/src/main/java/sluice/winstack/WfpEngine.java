package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/** The callouts of one host, by layer, in the order in which they are asked. */
final class WfpEngine {
    private static final WfpCallout[] NONE = {};

    private final List<Added> added = new ArrayList<>();
    private final WfpCallout[][] byLayer = new WfpCallout[WfpLayer.values().length][];
    private final WfpValues values = new WfpValues();

    WfpEngine() {
        refresh();
    }

    private record Added(String name, WfpCallout callout) {}

    /** The one added last has the greatest weight: it is asked first. */
    void add(String name, WfpCallout callout) {
        for (Added other : added) {
            if (other.name.equals(name))
                throw new IllegalArgumentException("two callouts named " + name);
        }
        added.addFirst(new Added(name, callout));
        refresh();
    }

    boolean remove(String name) {
        boolean found = added.removeIf(each -> each.name.equals(name));
        refresh();
        return found;
    }

    List<String> names() {
        return added.stream().map(Added::name).toList();
    }

    private void refresh() {
        for (WfpLayer layer : WfpLayer.values()) {
            byLayer[layer.ordinal()] =
                    added.stream()
                            .map(Added::callout)
                            .filter(callout -> callout.layers().contains(layer))
                            .toList()
                            .toArray(NONE);
        }
    }

    boolean isEmpty(WfpLayer layer) {
        return byLayer[layer.ordinal()].length == 0;
    }

    /** Whether the packet may go on. */
    boolean permits(WfpLayer layer, Packet packet, int flags, @Nullable NetInterface netif) {
        boolean permits = true;
        for (WfpCallout callout : byLayer[layer.ordinal()]) {
            values.show(packet, flags, netif == null ? 0 : netif.index);
            WfpCallout.Action answer = callout.classify(layer, values);
            if (answer == WfpCallout.Action.CONTINUE) continue;
            permits = answer == WfpCallout.Action.PERMIT;
            break;
        }
        values.show(null, 0, 0);
        return permits;
    }
}
