package sluice.vmbridge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.nic.NicOptions;
import sluice.nic.SimNic;
import sluice.packet.Place;
import sluice.trace.Layering;
import sluice.winstack.WindowsHost;

/**
 * A virtual network of a virtual machine monitor, such as VMnet0, bridged to one adapter of its
 * host: the adapter that a person has named, or one that it picks by itself.
 *
 * <p>On automatic it picks the first adapter, in its order, that the bridge protocol is bound to;
 * it does so when the host starts, and keeps to it until the next start unless the protocol is
 * taken off that adapter. So a loopback adapter, which looks physical, can take a guest off the
 * network at the restart after it was put in (A1).
 *
 * <pre>
 *   guest's NIC == link == port of the VmNet -- bridge protocol -- adapter of the host
 * </pre>
 */
public final class VmNet {
    /** In which order adapters are tried on automatic. Which the product uses is not known. */
    public enum Order {
        /** The adapter put in last is tried first: what the incident of the article shows. */
        NEWEST_FIRST,
        /** The adapter put in first is tried first. */
        OLDEST_FIRST
    }

    private final WindowsHost host;
    private final SimNic port;
    private final BridgeProtocol bridge;
    private final Order order;
    private final Set<String> unbound = new HashSet<>();
    private @Nullable String named;
    private @Nullable String current;

    private VmNet(WindowsHost host, SimNic port, BridgeProtocol bridge, Order order) {
        this.host = host;
        this.port = port;
        this.bridge = bridge;
        this.order = order;
    }

    /**
     * Puts a virtual network into a host, on automatic, and starts it.
     *
     * @param name such as {@code vmnet0}: name of its port, and of its place {@code host/ndis/NAME}
     * @throws IllegalArgumentException if the host has a NIC of that name
     */
    public static VmNet on(WindowsHost host, String name, Order order) {
        // The port is put in behind tcpip's back: it is no adapter of the host's.
        SimNic port = host.host().addNic(name, NicOptions.ethernet(0x0050_56c0_0000L));
        Place place = host.host().place("ndis/" + name, Layering.ETHERNET);
        var bridge = new BridgeProtocol(host.host(), name, place, port);
        var net = new VmNet(host, port, bridge, order);
        net.restart();
        return net;
    }

    /** The port, to be connected with a guest's NIC. */
    public SimNic port() {
        return port;
    }

    /** The adapter it is bridged to now. */
    public Optional<String> bridgedTo() {
        return Optional.ofNullable(current);
    }

    /** The host starts: on automatic the adapter is picked anew. */
    public void restart() {
        bridgeTo(choice());
    }

    /**
     * Bridges to this adapter, whatever others there are; at once.
     *
     * @throws IllegalArgumentException if the host has none of that name
     */
    public void choose(String adapter) {
        host.adapter(adapter);
        named = adapter;
        bridgeTo(choice());
    }

    /** Goes back to automatic; what it is bridged to stays until the next start. */
    public void automatic() {
        named = null;
    }

    /**
     * Takes the bridge protocol off an adapter; at once, and if it was in use another is picked.
     */
    public void unbind(String adapter) {
        unbound.add(adapter);
        if (adapter.equals(current)) bridgeTo(choice());
    }

    /** Puts the bridge protocol on an adapter again; it is picked at the next start at best. */
    public void bind(String adapter) {
        unbound.remove(adapter);
    }

    private @Nullable String choice() {
        String wanted = named;
        if (wanted != null) return unbound.contains(wanted) ? null : wanted;
        List<String> adapters = new ArrayList<>(host.nicNames());
        if (order == Order.NEWEST_FIRST) adapters = adapters.reversed();
        for (String adapter : adapters) if (!unbound.contains(adapter)) return adapter;
        return null;
    }

    private void bridgeTo(@Nullable String adapter) {
        if (adapter == null ? current == null : adapter.equals(current)) return;
        current = adapter;
        bridge.bind(adapter == null ? null : host.adapter(adapter));
    }
}
