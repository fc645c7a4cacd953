package sluice.capture;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.ndis.NdisAdapter;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.world.Host;

/**
 * The capture driver of one machine: the adapters it can open, and what is open.
 *
 * <p>Position: a protocol beside tcpip, above every driver of the stack. It sees frames and cannot
 * hold or change them.
 */
public final class NpfDriver {
    /** In front of every adapter's name. */
    public static final String DEVICE_PREFIX = "\\Device\\NPF_";

    private final Host host;
    private final NpfPreset preset;
    private final List<NdisAdapter> adapters;
    private final List<NpfInstance> instances = new ArrayList<>();
    private int opened;

    /** A driver for these adapters of {@code host}. */
    public NpfDriver(Host host, NpfPreset preset, List<NdisAdapter> adapters) {
        this.host = host;
        this.preset = preset;
        this.adapters = List.copyOf(adapters);
    }

    /** The machine. */
    public Host host() {
        return host;
    }

    /** Which generation it is. */
    public NpfPreset preset() {
        return preset;
    }

    /**
     * One line of the adapter list.
     *
     * @param deviceName what {@link #open} takes
     * @param description for people
     * @param mac station address, 48 bits
     * @param speedBitsPerSecond speed of the link, 0 if the miniport does not say
     * @param frameOctetsMax longest frame, header included, 0 if it does not say
     */
    public record AdapterInfo(
            String deviceName,
            String description,
            long mac,
            long speedBitsPerSecond,
            int frameOctetsMax) {}

    /** The adapters, in the machine's order. */
    public List<AdapterInfo> adapterList() {
        List<AdapterInfo> list = new ArrayList<>();
        for (NdisAdapter adapter : adapters) {
            long speed = ask(adapter, Oid.GEN_LINK_SPEED) * 100;
            int frame = (int) ask(adapter, Oid.GEN_MAXIMUM_TOTAL_SIZE);
            list.add(
                    new AdapterInfo(
                            DEVICE_PREFIX + adapter.name(),
                            "Ethernet adapter " + adapter.name(),
                            adapter.mac(),
                            speed,
                            frame));
        }
        return list;
    }

    static long ask(NdisAdapter adapter, Oid oid) {
        var request = OidRequest.query(oid);
        return adapter.request(request) == sluice.ndis.NdisStatus.SUCCESS ? request.value() : 0;
    }

    /**
     * Opens an adapter by its device name, or its bare name: a binding of its own, with a ring of
     * size 0, no filter, and packet filter 0.
     *
     * @return null if there is no such adapter
     */
    public @Nullable NpfInstance open(String name) {
        String bare =
                name.startsWith(DEVICE_PREFIX) ? name.substring(DEVICE_PREFIX.length()) : name;
        for (NdisAdapter adapter : adapters) {
            if (!adapter.name().equals(bare)) continue;
            var instance = new NpfInstance(this, adapter, "npf/" + bare + "/" + opened++);
            instances.add(instance);
            return instance;
        }
        return null;
    }

    /** The open instances, oldest first. */
    public List<NpfInstance> instances() {
        return List.copyOf(instances);
    }

    void closed(NpfInstance instance) {
        instances.remove(instance);
    }
}
