package sluice.winstack;

import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.ndis.Protocol;
import sluice.ndis.ProtocolBinding;
import sluice.trace.Layering;

/**
 * A process, and the ways by which it can reach the network. Most use {@link #winsock}; each of the
 * others goes past something that watches:
 *
 * <pre>
 *   winsock       the library called ws2_32.dll, a replaced one included, then the providers
 *   originalDll   the original library under its new name: past the replaced one
 *   tdi           the transport devices: past Winsock and its providers
 *   ownProtocol   an NDIS protocol of its own: past tcpip and all above it
 * </pre>
 */
public final class WindowsProcess {
    private final WindowsHost host;
    private final TcpIp stack;
    private final String name;
    private final int id;
    private final WinsockLibrary original;
    private final TdiClient tdi;
    private @Nullable ServiceProvider loaded;
    private int loadedVersion = -1;

    WindowsProcess(WindowsHost host, TcpIp stack, String name, int id) {
        this.host = host;
        this.stack = stack;
        this.name = name;
        this.id = id;
        this.original =
                new WinsockLibrary(new Sockets(stack, name, id, false), stack.catalogue, this);
        this.tdi = new TdiClient(stack, name, id);
    }

    /** Its name, which interception points report. */
    public String name() {
        return name;
    }

    /** Its number. */
    public int id() {
        return id;
    }

    /** Winsock as a program that knows no better loads it. */
    public ServiceProvider winsock() {
        ServiceProvider top = loaded;
        if (top != null && loadedVersion == stack.catalogue.version()) return top;
        loadedVersion = stack.catalogue.version();
        top = original;
        List<WinsockCatalogue.Shim> shims = stack.catalogue.shims();
        for (var shim : shims.reversed()) top = shim.library().load(top, this);
        loaded = top;
        return top;
    }

    /** The original library, past whatever was put in its place. */
    public ServiceProvider originalDll() {
        return original;
    }

    /** The transport devices, past Winsock. */
    public TdiClient tdi() {
        return tdi;
    }

    /**
     * Binds a protocol driver that the process has loaded to an adapter; its packets start and
     * arrive at place {@code host/ndis/NAME}.
     *
     * @throws IllegalArgumentException if there is no such NIC
     */
    public ProtocolBinding ownProtocol(String nic, Protocol protocol) {
        var place = stack.host.place("ndis/" + protocol.name(), Layering.ETHERNET);
        return host.adapter(nic).open(protocol, place);
    }

    @Override
    public String toString() {
        return name + " (" + id + ") on " + stack.host.name();
    }
}
