package sluice.tdi;

import java.util.ArrayList;
import java.util.List;

/** The filters on a host's transport devices, topmost first. */
public final class TdiFilters {
    private final List<Attached> attached = new ArrayList<>();
    private Attached[] filters = {};

    private final TdiHost host;

    /** A host without filters. */
    public TdiFilters(TdiHost host) {
        this.host = host;
    }

    /** A filter with the name it was attached under. */
    public record Attached(String name, TdiFilter filter) {}

    /**
     * Attaches a filter above all others, as a device attached later is.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void attach(String name, TdiFilter filter) {
        for (Attached other : attached) {
            if (other.name.equals(name))
                throw new IllegalArgumentException("two TDI filters named " + name);
        }
        attached.addFirst(new Attached(name, filter));
        refresh();
    }

    /** Detaches a filter; false if there is none of that name. */
    public boolean detach(String name) {
        boolean removed = attached.removeIf(filter -> filter.name.equals(name));
        refresh();
        return removed;
    }

    private void refresh() {
        filters = attached.toArray(Attached[]::new);
    }

    /** What is attached, topmost first. */
    public List<Attached> attached() {
        return List.copyOf(attached);
    }

    /** Whether anything is attached. */
    public boolean isEmpty() {
        return filters.length == 0;
    }

    private boolean lets(Attached each, TdiRequest request) {
        host.layerCrossed();
        try {
            return each.filter.allows(request);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw host.threw(each.name, thrown);
        }
    }

    /** Whether every filter lets the request go on; the first that does not is the last asked. */
    public boolean allow(TdiRequest request) {
        for (Attached each : filters) if (!lets(each, request)) return false;
        return true;
    }
}
