package sluice.ndis;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.packet.Place;
import sluice.trace.Layering;

/** The drivers between bindings and miniport of one adapter, and how their layers are linked. */
final class DriverStack {
    private static final Logger LOG = LoggerFactory.getLogger(DriverStack.class);

    private final NdisAdapter adapter;
    private final DriverWork work;
    private final List<NdisAdapter.Installed> drivers = new ArrayList<>();
    private final List<Layer> layers = new ArrayList<>();

    /** Names of the drivers that are there once all changes that wait have been made. */
    private final Set<String> planned = new HashSet<>();

    DriverStack(NdisAdapter adapter, DriverWork work) {
        this.adapter = adapter;
        this.work = work;
        relink();
    }

    List<NdisAdapter.Installed> drivers() {
        return List.copyOf(drivers);
    }

    List<String> names() {
        return drivers.stream().map(NdisAdapter.Installed::name).toList();
    }

    /** As {@link NdisAdapter#insert}. */
    void insert(int positionFromTop, String driverName, NdisDriver driver) {
        if (isPlanned(driverName))
            throw new IllegalArgumentException(
                    "a driver named " + driverName + " is there already");
        NdisDriver raw = driver.raw();
        if (!(raw instanceof Intermediate) && !(raw instanceof LightweightFilter))
            throw new IllegalArgumentException(raw.getClass() + " is no driver for a stack");
        Place place = adapter.host().place("ndis/" + driverName, Layering.ETHERNET);
        work.add(driverName, driver);
        planned.add(driverName);
        adapter.changes.request(() -> {
            int at = Math.clamp(positionFromTop, 0, drivers.size());
            var fresh = new NdisAdapter.Installed(driverName, driver, place);
            drivers.add(at, fresh);
            relinkWith(fresh, raw);
            LOG.debug("{}: driver {} inserted; topmost first: {}", adapter, driverName, names());
        });
    }

    /** As {@link NdisAdapter#remove}. */
    boolean remove(String driverName) {
        if (!planned.remove(driverName)) return false;
        adapter.changes.request(() -> {
            installed(driverName).ifPresent(drivers::remove);
            Layer layer = layerNamed(driverName);
            relink();
            if (layer != null) layer.detach();
            LOG.debug("{}: driver {} removed; topmost first: {}", adapter, driverName, names());
        });
        return true;
    }

    /** Whether a driver of that name is there once all changes that wait have been made. */
    boolean isPlanned(String driverName) {
        return planned.contains(driverName);
    }

    /** Takes a driver out that did not restart. */
    void expel(String driverName) {
        planned.remove(driverName);
        Layer layer = layerNamed(driverName);
        drivers.removeIf(driver -> driver.name().equals(driverName));
        relink();
        if (layer != null) layer.detach();
        LOG.debug("{}: driver {} did not restart and is out", adapter, driverName);
    }

    /** As {@link NdisAdapter#move}. */
    boolean move(String driverName, int positionFromTop) {
        if (!isPlanned(driverName)) return false;
        adapter.changes.request(() -> {
            Optional<NdisAdapter.Installed> moving = installed(driverName);
            if (moving.isEmpty() || !drivers.remove(moving.get())) return;
            drivers.add(Math.clamp(positionFromTop, 0, drivers.size()), moving.get());
            relink();
        });
        return true;
    }

    /** All drivers leave, topmost first. */
    void detachAll() {
        List<Layer> leaving = List.copyOf(layers);
        drivers.clear();
        planned.clear();
        relink();
        leaving.forEach(Layer::detach);
    }

    private Optional<NdisAdapter.Installed> installed(String driverName) {
        return drivers.stream().filter(driver -> driver.name().equals(driverName)).findFirst();
    }

    @Nullable Layer layerNamed(String driverName) {
        for (Layer layer : layers) if (layer.name.equals(driverName)) return layer;
        return null;
    }

    private void relinkWith(NdisAdapter.Installed fresh, NdisDriver raw) {
        String name = fresh.name();
        switch (raw) {
            case Intermediate intermediate -> {
                var layer = new IntermediateLayer(adapter, name, fresh.place(), intermediate);
                layers.add(layer);
                relink();
                layer.attach();
            }
            case LightweightFilter filter -> {
                var layer = new LightweightLayer(adapter, name, fresh.place(), filter);
                layers.add(layer);
                relink();
                layer.attach();
            }
            default -> throw new IllegalStateException();
        }
    }

    private void relink() {
        Layer upper = adapter.top;
        List<Layer> standing = new ArrayList<>();
        for (NdisAdapter.Installed driver : drivers) {
            Layer layer = layerNamed(driver.name());
            if (layer == null) continue;
            standing.add(layer);
            upper.below = layer;
            layer.above = upper;
            upper = layer;
        }
        upper.below = adapter.miniport;
        adapter.miniport.above = upper;
        layers.clear();
        layers.addAll(standing);
    }
}
