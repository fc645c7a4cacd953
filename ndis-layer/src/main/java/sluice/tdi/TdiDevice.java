package sluice.tdi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A device object: that of a transport, or one that a filter driver has attached above it.
 *
 * <pre>
 *   clients that open the device by name
 *     attached last
 *     attached first
 *   \Device\Udp            and clients that have its address
 * </pre>
 */
public final class TdiDevice {
    private final TdiHost host;
    private final String name;
    private @Nullable TdiFilterDriver driver;
    private @Nullable TdiDevice below;
    private int underWay;

    private TdiDevice(
            TdiHost host,
            String name,
            @Nullable TdiFilterDriver driver,
            @Nullable TdiDevice below) {
        this.host = host;
        this.name = name;
        this.driver = driver;
        this.below = below;
    }

    /** Name of the driver, or the transport's path. */
    public String name() {
        return name;
    }

    /** Requests that it has and has neither passed on nor completed. */
    public int underWay() {
        return underWay;
    }

    /** IoCallDriver: hands it a request. */
    public NtStatus submit(TdiIrp irp) {
        irp.moveTo(this);
        TdiFilterDriver filter = driver;
        TdiDevice next = below;
        if (next == null) return irp.perform();
        // A detached device that an old reference still leads to lets everything through.
        if (filter == null) return next.submit(irp);
        host.layerCrossed();
        try {
            return filter.dispatch(irp, next);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw host.threw(name, thrown);
        }
    }

    private boolean lets(TdiIrp event) {
        TdiFilterDriver filter = driver;
        if (filter == null) return true;
        host.layerCrossed();
        try {
            return filter.event(event);
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            throw host.threw(name, thrown);
        }
    }

    void entered() {
        underWay++;
    }

    void left() {
        underWay--;
    }

    /** One transport's devices, from its own up. */
    public static final class Stack {
        private final TdiDevice lowest;
        private final List<TdiDevice> attached = new ArrayList<>();
        private TdiDevice top;

        /** A transport without filters. */
        public Stack(TransportDevice transport, TdiHost host) {
            lowest = new TdiDevice(host, transport.path(), null, null);
            top = lowest;
        }

        /** Whether any filter is attached. */
        public boolean isFiltered() {
            return top != lowest;
        }

        /** The device that opening by name leads to. */
        public TdiDevice top() {
            return top;
        }

        /**
         * IoAttachDevice: puts a filter's device above all that are there.
         *
         * @throws IllegalArgumentException if the name is taken
         */
        public void attach(String name, TdiFilterDriver driver) {
            for (TdiDevice other : attached) {
                if (other.name.equals(name))
                    throw new IllegalArgumentException(
                            "two filters named %s on %s".formatted(name, lowest.name));
            }
            top = new TdiDevice(lowest.host, name, driver, top);
            attached.addFirst(top);
        }

        /**
         * IoDetachDevice.
         *
         * @return INVALID_DEVICE_REQUEST if none has that name; DEVICE_BUSY while it keeps a
         *     request, for nobody could complete that then
         */
        public NtStatus detach(String name) {
            int found = -1;
            for (int i = 0; i < attached.size(); i++)
                if (attached.get(i).name.equals(name)) found = i;
            if (found < 0) return NtStatus.INVALID_DEVICE_REQUEST;
            if (attached.get(found).underWay > 0) return NtStatus.DEVICE_BUSY;
            TdiDevice leaving = attached.remove(found);
            leaving.driver = null;
            if (found == 0) top = attached.isEmpty() ? lowest : attached.getFirst();
            else attached.get(found - 1).below = leaving.below;
            return NtStatus.SUCCESS;
        }

        /** Names of the filters, topmost first. */
        public List<String> filters() {
            return attached.stream().map(TdiDevice::name).toList();
        }

        /** Shows an event to each filter, the lowest first; false if one keeps it. */
        public boolean raise(TdiIrp event) {
            for (int i = attached.size() - 1; i >= 0; i--) {
                if (!attached.get(i).lets(event)) return false;
            }
            return true;
        }
    }
}
