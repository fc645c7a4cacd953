package sluice.packetce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisAdapter;
import sluice.world.Host;

/**
 * The stream driver of one machine: what the device manager calls, {@code PKT_Init} first, when the
 * library is loaded.
 *
 * <p>A stream driver's entry points share the open instance as a global handle with the protocol's
 * receive handlers; here it is {@link PktHandle}.
 */
public final class PktDriver {
    private final Host host;
    private final List<NdisAdapter> adapters;
    private final List<PktHandle> open = new ArrayList<>();
    private int opened;

    private PktDriver(Host host, List<NdisAdapter> adapters) {
        this.host = host;
        this.adapters = List.copyOf(adapters);
    }

    /** {@code PKT_Init}: makes the driver and its protocol known on these adapters. */
    public static PktDriver pktInit(Host host, List<NdisAdapter> adapters) {
        return new PktDriver(host, adapters);
    }

    /** The machine. */
    public Host host() {
        return host;
    }

    /** Names of the adapters, in the machine's order. */
    public List<String> adapterNames() {
        return adapters.stream().map(NdisAdapter::name).toList();
    }

    /**
     * {@code PKT_Open}: a binding of its own to an adapter, which receives nothing before its
     * packet filter is set.
     *
     * @return null if there is no adapter of that name
     */
    public @Nullable PktHandle pktOpen(String adapterName) {
        for (NdisAdapter adapter : adapters) {
            if (!adapter.name().equals(adapterName)) continue;
            var handle = new PktHandle(host, adapter, "packetce/" + adapterName + "/" + opened++);
            open.add(handle);
            return handle;
        }
        return null;
    }

    /** {@code PKT_Close}: what was not read is lost; a reader that waits is woken, and fails. */
    public void pktClose(PktHandle handle) {
        if (open.remove(handle)) handle.close();
    }

    /** The open instances, oldest first. */
    public List<PktHandle> handles() {
        return List.copyOf(open);
    }
}
