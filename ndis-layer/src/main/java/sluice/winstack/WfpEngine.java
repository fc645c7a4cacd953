package sluice.winstack;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.packet.Packet;

/** The callouts of one host, by layer, in the order in which they are asked. */
final class WfpEngine {
    private static final Added[] NONE = {};

    private final TcpIp stack;
    private final List<Added> added = new ArrayList<>();
    private final Added[][] byLayer = new Added[WfpLayer.values().length][];
    private final WfpValues values = new WfpValues();
    private int version;

    WfpEngine(TcpIp stack) {
        this.stack = stack;
        refresh();
    }

    private record Added(String name, WfpCallout callout, Set<WfpLayer> layers) {}

    /** The one added last has the greatest weight: it is asked first. */
    void add(String name, WfpCallout callout) {
        for (Added other : added) {
            if (other.name.equals(name))
                throw new IllegalArgumentException("two callouts named " + name);
        }
        added.addFirst(new Added(name, callout, Set.copyOf(callout.layers())));
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

    /** Grows with every change. */
    int version() {
        return version;
    }

    /** Whether flows are asked about at all. */
    boolean authorizes() {
        return !isEmpty(WfpLayer.ALE_AUTH_CONNECT) || !isEmpty(WfpLayer.ALE_AUTH_RECV_ACCEPT);
    }

    private void refresh() {
        version++;
        for (WfpLayer layer : WfpLayer.values()) {
            byLayer[layer.ordinal()] =
                    added.stream()
                            .filter(each -> each.layers.contains(layer))
                            .toList()
                            .toArray(NONE);
        }
    }

    boolean isEmpty(WfpLayer layer) {
        return byLayer[layer.ordinal()].length == 0;
    }

    private WfpCallout.Action ask(Added each, WfpLayer layer) {
        stack.layerCrossed();
        try {
            return each.callout.classify(layer, values);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw stack.tdiHost.threw(each.name, thrown);
        }
    }

    /** Whether the packet may go on. */
    boolean permits(WfpLayer layer, Packet packet, int flags, @Nullable NetInterface netif) {
        boolean permits = true;
        for (Added each : byLayer[layer.ordinal()]) {
            values.show(packet, layer.isOutbound(), flags, netif == null ? 0 : netif.index);
            WfpCallout.Action answer = ask(each, layer);
            if (answer == WfpCallout.Action.CONTINUE) continue;
            permits = answer == WfpCallout.Action.PERMIT;
            break;
        }
        values.show(null, false, 0, 0);
        return permits;
    }

    /** Whether the flow may begin. */
    boolean permits(WfpLayer layer, WfpFlow flow, int flags) {
        boolean permits = true;
        for (Added each : byLayer[layer.ordinal()]) {
            values.show(flow, flags);
            WfpCallout.Action answer = ask(each, layer);
            if (answer == WfpCallout.Action.CONTINUE) continue;
            permits = answer == WfpCallout.Action.PERMIT;
            break;
        }
        values.show(null, false, 0, 0);
        return permits;
    }
}
