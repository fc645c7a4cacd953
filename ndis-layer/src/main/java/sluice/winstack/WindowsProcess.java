package sluice.winstack;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
 *
 * <p>A library in it that throws ends the process and nothing else: {@link #failure}. Its sockets
 * are closed, its connections reset, and what it calls from then on does not return. Threads of it
 * that wait for something are left waiting.
 */
public final class WindowsProcess {
    private static final Logger LOG = LoggerFactory.getLogger(WindowsProcess.class);

    private final WindowsHost host;
    private final TcpIp stack;
    private final String name;
    private final int id;
    private final WinsockLibrary original;
    private final TdiClient tdi;
    private @Nullable ServiceProvider loaded;
    private int loadedVersion = -1;
    private String failure = "";

    /** What went through a library's frames and is not its fault. */
    private @Nullable Throwable foreign;

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
        String lower = "";
        for (var shim : shims.reversed()) {
            var border = new LayerBorder(this, shim.name(), lower);
            top = border.load(top, table -> shim.library().load(table, this));
            lower = shim.name();
        }
        if (!lower.isEmpty()) top = new LayerBorder(this, "", lower).around(top);
        loaded = top;
        return top;
    }

    /** What ended it; empty while it runs. */
    public Optional<String> failure() {
        return failure.isEmpty() ? Optional.empty() : Optional.of(failure);
    }

    boolean hasEnded() {
        return !failure.isEmpty();
    }

    boolean isMachineStopped() {
        return stack.host.stopped();
    }

    /** A library has thrown: the process is over. */
    void endBy(String library, Throwable thrown) {
        if (hasEnded()) return;
        StackTraceElement[] frames = thrown.getStackTrace();
        String at =
                frames.length == 0
                        ? ""
                        : " at " + frames[0].getFileName() + ":" + frames[0].getLineNumber();
        failure = library + " threw " + thrown + at;
        LOG.debug("{} has ended: {}", this, failure);
        stack.host.world().programFailed(stack.host.name() + ": process " + name + ": " + failure);
        stack.transports.closeAllOf(id);
    }

    /** A throwable passes that is the program's or the system's. */
    void passes(Throwable thrown) {
        foreign = thrown;
    }

    boolean isForeign(Throwable thrown) {
        return foreign == thrown;
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
