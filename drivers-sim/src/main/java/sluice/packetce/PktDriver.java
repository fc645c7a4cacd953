package sluice.packetce;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.ndis.BindContext;
import sluice.ndis.DriverCharacteristics;
import sluice.ndis.Ndis;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisPacket;
import sluice.ndis.NdisStatus;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.ndis.Registered;
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
    private final String refusal;
    private int opened;

    private PktDriver(Host host, List<NdisAdapter> adapters, String refusal) {
        this.host = host;
        this.adapters = List.copyOf(adapters);
        this.refusal = refusal;
    }

    /**
     * {@code PKT_Init}: fills in the characteristics of the protocol and registers it; adapters are
     * opened when programs open them.
     */
    public static PktDriver pktInit(Host host, List<NdisAdapter> adapters) {
        String refusal = adapters.isEmpty() ? "" : register(adapters.getFirst().ndis());
        return new PktDriver(host, adapters, refusal);
    }

    private static String register(Ndis ndis) {
        var characteristics = new DriverCharacteristics(5, 0, PktHandle.NAME, new Entry());
        Registered registered = ndis.registerProtocol(characteristics);
        return registered.handle() == null
                ? registered.status().ddkName() + ", " + registered.detail()
                : "";
    }

    /** The handlers as they are registered: what is opened gets handlers of its own. */
    private static final class Entry implements Protocol {
        @Override
        public String name() {
            return PktHandle.NAME;
        }

        @Override
        public NdisStatus bindAdapter(BindContext bind) {
            return NdisStatus.NOT_ACCEPTED;
        }

        @Override
        public void sendComplete(ProtocolBinding binding, NdisPacket packet, NdisStatus status) {}
    }

    /** Why the wrapper did not register the protocol; empty if it did. */
    public String refusal() {
        return refusal;
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
     * @return null if there is no adapter of that name, or the protocol is not registered
     */
    public @Nullable PktHandle pktOpen(String adapterName) {
        if (!refusal.isEmpty()) return null;
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
