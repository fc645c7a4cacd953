package sluice.winstack;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.inet.Ipv4Addresses;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Route;
import sluice.inet.NeighbourEntry;
import sluice.inet.NeighbourTable;
import sluice.inet.tcp.socket.TcpOrigins;
import sluice.ndis.Miniport;
import sluice.ndis.Ndis;
import sluice.ndis.NdisAdapter;
import sluice.ndis.NdisDriver;
import sluice.ndis.NdisOptions;
import sluice.ndis.NdisStatus;
import sluice.ndis.Oid;
import sluice.ndis.OidRequest;
import sluice.nic.Nic;
import sluice.tdi.TdiDevice;
import sluice.tdi.TdiFilter;
import sluice.tdi.TransportDevice;
import sluice.world.Host;

/**
 * A Windows host: its sockets, tcpip, and an NDIS adapter on each NIC.
 *
 * <pre>
 *   application      sockets                    place winsock   (IcmpSendEcho: place icmp)
 *   TDI              filters, one on another          tdi
 *   tcpip            UDP, ICMP, IPv4, IPv6            ip         own addresses turn round here
 *                    ARP, Ethernet header             ndis/tcpip
 *   NDIS             drivers, topmost first           ndis/NAME
 *                    miniport                         miniport/NIC
 *   NIC                                               nic/NIC
 * </pre>
 *
 * <p>Everything may be changed while the run goes on; changes to a stack of drivers pause it first.
 */
public final class WindowsHost implements HostStack {
    private static final String APPLICATION = "application";
    private static final Logger LOG = LoggerFactory.getLogger(WindowsHost.class);

    private final Host host;
    private final Ndis ndis;
    private final TcpIp stack;
    private final Points points;
    private final Map<String, WindowsProcess> processes = new LinkedHashMap<>();

    private WindowsHost(
            Host host, WindowsPreset preset, Ndis ndis, Function<Nic, Miniport> miniports) {
        this.host = host;
        this.ndis = ndis;
        this.stack = new TcpIp(host, preset, ndis);
        List<NetInterface> interfaces = new ArrayList<>();
        for (Nic nic : host.allNics()) {
            var adapter = ndis.addAdapter(nic.name(), miniports.apply(nic));
            interfaces.add(
                    new NetInterface(
                            interfaces.size() + 1, nic, adapter, stack.link, stack.edgePlace));
        }
        stack.interfaces = interfaces.toArray(NetInterface[]::new);
        points = new Points(this, stack);
        LOG.debug("{}: {} stack on {}", host.name(), preset.name(), stack.interfaceNames());
    }

    /** Puts a Windows stack on a host whose NICs are in. */
    public static WindowsHost on(Host host, WindowsPreset preset) {
        return on(host, preset, nic -> new SimMiniport(nic, false));
    }

    /** The same with a miniport of the caller's making on each NIC. */
    public static WindowsHost on(
            Host host, WindowsPreset preset, Function<Nic, Miniport> miniports) {
        return on(host, preset, NdisOptions.DEFAULT, miniports);
    }

    /** The same with a wrapper that behaves as {@code options} say. */
    public static WindowsHost on(
            Host host,
            WindowsPreset preset,
            NdisOptions options,
            Function<Nic, Miniport> miniports) {
        return new WindowsHost(host, preset, Ndis.on(host, options), miniports);
    }

    /** The same with serialized miniports, for which the wrapper queues. */
    public static WindowsHost withSerializedMiniports(Host host, WindowsPreset preset) {
        return on(host, preset, nic -> new SimMiniport(nic, true));
    }

    @Override
    public Host host() {
        return host;
    }

    /** The NDIS wrapper of this machine. */
    public Ndis ndis() {
        return ndis;
    }

    /** What generation it is. */
    public WindowsPreset preset() {
        return stack.preset;
    }

    @Override
    public SocketEdge sockets() {
        return process(APPLICATION).winsock();
    }

    /** Winsock of the process of that name. */
    public SocketEdge sockets(String process) {
        return process(process).winsock();
    }

    /** The process of that name; started if there is none, or if it has come to its end. */
    public WindowsProcess process(String name) {
        WindowsProcess known = processes.get(name);
        if (known != null && !known.hasEnded()) return known;
        stack.processNames.add(name);
        var started = new WindowsProcess(this, stack, name, stack.processNames.size() * 4);
        processes.put(name, started);
        return started;
    }

    /** The Winsock catalogue: layered providers, and what lies in the place of ws2_32.dll. */
    public WinsockCatalogue winsockCatalogue() {
        return stack.catalogue;
    }

    // ---- configuration

    /** Names of the NICs, in order. */
    public List<String> nicNames() {
        return stack.interfaceNames();
    }

    /**
     * The adapter on a NIC.
     *
     * @throws IllegalArgumentException if there is no such NIC
     */
    public NdisAdapter adapter(String nic) {
        return require(nic).adapter;
    }

    private NetInterface require(String nic) {
        NetInterface netif = stack.named(nic);
        if (netif == null)
            throw new IllegalArgumentException(host.name() + " has no NIC named " + nic);
        return netif;
    }

    /**
     * Binds tcpip to a further adapter, such as a virtual one that no NIC is behind; it is known by
     * the adapter's name.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void addAdapter(NdisAdapter adapter) {
        if (stack.named(adapter.name()) != null)
            throw new IllegalArgumentException("two adapters named " + adapter.name());
        NetInterface[] all = Arrays.copyOf(stack.interfaces, stack.interfaces.length + 1);
        all[all.length - 1] =
                new NetInterface(all.length, null, adapter, stack.link, stack.edgePlace);
        stack.interfaces = all;
    }

    /**
     * Gives a NIC an address with the length of its subnet's prefix.
     *
     * @throws IllegalArgumentException if it is one of 127/8, which belong to no adapter
     */
    public void addAddress(String nic, IpAddress address, int prefixLength) {
        NetInterface netif = require(nic);
        boolean loopback =
                address.isV4()
                        ? Ipv4Addresses.isLoopback(address.v4())
                        : Ipv6Address.isLoopback(address.high(), address.low());
        if (loopback)
            throw new IllegalArgumentException(address + " cannot be given to an adapter");
        if (address.isV4()) {
            stack.addresses.add4(address.v4(), prefixLength, netif.index);
            netif.listenTo(Ipv4Addresses.multicastMac(0xe000_0001));
            return;
        }
        var own = new Ipv6Address(address.high(), address.low());
        stack.addresses.add6(own, prefixLength, netif.index);
        netif.listenTo(Ipv6Address.multicastMac(own.solicitedNode().low()));
        netif.listenTo(Ipv6Address.multicastMac(Ipv6Address.ALL_NODES.low()));
    }

    /** Gives a NIC this IPv4 address in place of those it has. */
    public void setAddress(String nic, int ipv4Address, int prefixLength) {
        stack.addresses.remove4(require(nic).index);
        addAddress(nic, IpAddress.v4(ipv4Address), prefixLength);
    }

    /**
     * Gives a NIC another station address ({@code OID_802_3_CURRENT_ADDRESS}); neighbours known
     * through it are asked for anew.
     *
     * <p>Differs: Windows restarts the adapter for it, and then announces its addresses.
     *
     * @return false if the hardware keeps its own
     */
    public boolean setMac(String nic, long mac) {
        NetInterface netif = require(nic);
        var request = OidRequest.set(Oid.OID_802_3_CURRENT_ADDRESS, mac);
        if (netif.adapter.request(request) != NdisStatus.SUCCESS) return false;
        stack.neighbours.v4().removeDevice(netif.index, stack.neighbours);
        stack.neighbours.v6().removeDevice(netif.index, stack.neighbours);
        return true;
    }

    /** Adds a route; an unspecified gateway means on the link. */
    public void addRoute(IpAddress network, int prefixLength, IpAddress gateway, String nic) {
        int device = require(nic).index;
        if (network.isV4()) {
            int via = gateway.isAny() ? 0 : gateway.v4();
            stack.addresses.routes4.append(Ipv4Route.via(network.v4(), prefixLength, via, device));
            return;
        }
        var prefix = new Ipv6Address(network.high(), network.low());
        var via = new Ipv6Address(gateway.high(), gateway.low());
        stack.addresses.routes6.append(
                gateway.isAny()
                        ? Ipv6Route.onLink(prefix, prefixLength, device)
                        : Ipv6Route.via(prefix, prefixLength, via, device));
    }

    /** Takes a route away that {@link #addRoute} added; false if there is none. */
    public boolean removeRoute(IpAddress network, int prefixLength, IpAddress gateway, String nic) {
        int device = require(nic).index;
        if (network.isV4()) {
            int via = gateway.isAny() ? 0 : gateway.v4();
            return stack.addresses.routes4.remove(
                    Ipv4Route.via(network.v4(), prefixLength, via, device));
        }
        var prefix = new Ipv6Address(network.high(), network.low());
        var via = new Ipv6Address(gateway.high(), gateway.low());
        return stack.addresses.routes6.remove(
                gateway.isAny()
                        ? Ipv6Route.onLink(prefix, prefixLength, device)
                        : Ipv6Route.via(prefix, prefixLength, via, device));
    }

    /** Enters a neighbour by hand, as {@code arp -s} does; packets that wait for it are sent. */
    public void addNeighbour(String nic, IpAddress address, long mac) {
        int device = require(nic).index;
        var neighbours = stack.neighbours;
        long now = stack.now();
        if (address.isV4()) {
            long key = NeighbourTable.key(address.v4());
            neighbours.v4().putPermanent(device, 0, key, mac, now, neighbours);
        } else {
            neighbours
                    .v6()
                    .putPermanent(device, address.high(), address.low(), mac, now, neighbours);
        }
    }

    /** The neighbours known now, IPv4 first. */
    public List<NeighbourEntry> neighbours() {
        List<NeighbourEntry> all = new ArrayList<>(stack.neighbours.v4().entries());
        all.addAll(stack.neighbours.v6().entries());
        return all;
    }

    /** IPEnableRouter: passes packets on for others, or not. */
    public void setForwarding(boolean on) {
        stack.forwarding = on;
    }

    /** Lets {@code origins} say where the numbers of new TCP connections begin. */
    public void originTcpBy(TcpOrigins origins) {
        stack.transports.tcp.sockets.originBy(origins);
    }

    // ---- interception

    /**
     * Puts a driver on a NIC's adapter; position 0 is topmost. See {@link NdisAdapter#insert}.
     *
     * @throws IllegalArgumentException if the NIC is unknown or the name is taken on this host
     */
    public void insertDriver(String nic, int positionFromTop, String name, NdisDriver driver) {
        NetInterface netif = require(nic);
        for (NetInterface other : stack.interfaces) {
            if (other.adapter.hasDriver(name))
                throw new IllegalArgumentException(
                        "a driver named %s is on %s already".formatted(name, other.name()));
        }
        netif.adapter.insert(positionFromTop, name, driver);
    }

    /** Takes a driver out; false if there is none of that name on the NIC. */
    public boolean removeDriver(String nic, String name) {
        return require(nic).adapter.remove(name);
    }

    /**
     * Unbinds a protocol from a NIC's adapter, as when it is unticked in the list of the adapter's
     * components; {@code tcpip} keeps its addresses and routes. What it has sent comes home first.
     *
     * @return false if it is not bound
     */
    public boolean unbind(String nic, String protocol) {
        return require(nic).adapter.unbind(protocol);
    }

    /**
     * Binds it again: {@code tcpip}, or one that is registered with the wrapper.
     *
     * @return false if there is no such protocol
     */
    public boolean bind(String nic, String protocol) {
        NetInterface netif = require(nic);
        if (!protocol.equals(stack.link.name())) return netif.adapter.bind(protocol);
        netif.adapter.bind(() -> netif.rebind(stack.link));
        return true;
    }

    /**
     * Cancels the sends of a process that still wait in some queue (NdisCancelSendPackets): each
     * datagram carries its process as cancel id.
     */
    public void cancelSends(String nic, String process) {
        require(nic).binding.cancelSends(process);
    }

    /**
     * Sets the filter-hook; null takes it away.
     *
     * @return false if another one is set: there is one per host
     */
    public boolean setFilterHook(@Nullable FilterHook hook) {
        FilterHook set = stack.gate.hook;
        if (hook != null && set != null && set != hook) return false;
        stack.gate.hook = hook;
        return true;
    }

    /** The filter-hook, if one is set. */
    public Optional<FilterHook> filterHook() {
        return Optional.ofNullable(stack.gate.hook);
    }

    /** The packet-filter interface: static filters on IPv4. */
    public PacketFilterInterface packetFilters() {
        return stack.gate.filters;
    }

    /**
     * Adds a callout to the filtering platform, before those that are there.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public void addCallout(String name, WfpCallout callout) {
        stack.wfp.add(name, callout);
    }

    /** Takes a callout away; false if there is none of that name. */
    public boolean removeCallout(String name) {
        return stack.wfp.remove(name);
    }

    /** Attaches a filter to the transport devices, above those that are there. */
    public void addTdiFilter(String name, TdiFilter filter) {
        stack.tdiFilters.attach(name, filter);
    }

    /** Detaches one; false if there is none of that name. */
    public boolean removeTdiFilter(String name) {
        return stack.tdiFilters.detach(name);
    }

    /**
     * Puts one policy in at a point: the same filter can stand anywhere, and sees what that point
     * sees. A driver on an adapter stands topmost there; from when on is as {@link #insertDriver}
     * says.
     *
     * @param nic the adapter, for points on one; empty for the whole host
     * @throws IllegalArgumentException if the NIC is unknown or the name is taken
     * @throws IllegalStateException if the point takes one filter only and has it
     */
    public Placed install(InterceptionPoint at, String nic, String name, PointFilter filter) {
        return points.install(at, nic, name, filter);
    }

    /**
     * The devices of one transport, to attach filter drivers to. Connections that are open keep the
     * way they have; datagram sockets use the new one at once.
     */
    public TdiDevice.Stack tdiDevice(TransportDevice transport) {
        return stack.devices.of(transport);
    }

    @Override
    public List<LayerRow> layers() {
        List<LayerRow> rows = new ArrayList<>();
        String winsock = stack.winsock.name();
        rows.add(new LayerRow("socket", winsockDetail(), List.of(winsock, stack.icmpApi.name())));
        Set<String> attached = new LinkedHashSet<>();
        for (var filter : stack.tdiFilters.attached()) attached.add(filter.name());
        for (TransportDevice device : TransportDevice.values())
            attached.addAll(stack.devices.of(device).filters());
        String filters = String.join(", ", attached);
        rows.add(
                new LayerRow(
                        "tdi",
                        filters.isEmpty() ? "no filter" : filters,
                        List.of(stack.tdi.name())));
        rows.add(new LayerRow("ip", ipDetail(), List.of(stack.ip.name())));
        rows.add(new LayerRow("ndis", "tcpip's edge, ARP", List.of(stack.edgePlace.name())));
        for (NetInterface netif : stack.interfaces) {
            for (var driver : netif.adapter.drivers()) {
                rows.add(
                        new LayerRow(
                                "ndis",
                                "%s on %s".formatted(driver.name(), netif.name()),
                                List.of(driver.place().name())));
            }
            String miniport = netif.adapter.miniportPlace().name();
            rows.add(new LayerRow("ndis", "miniport " + netif.name(), List.of(miniport)));
        }
        for (Nic nic : host.allNics()) {
            String place = host.name() + "/nic/" + nic.name();
            rows.add(new LayerRow("nic", nic.name(), List.of(place)));
        }
        return rows;
    }

    private String ipDetail() {
        String hook = "tcpip, filter-hook " + (stack.gate.hook == null ? "(none)" : "set");
        if (stack.gate.filters.isActive()) hook += ", packet filters";
        List<String> callouts = stack.wfp.names();
        return callouts.isEmpty() ? hook : hook + ", callouts " + String.join(", ", callouts);
    }

    private String winsockDetail() {
        List<String> libraries = new ArrayList<>(stack.catalogue.replacedBy());
        for (var entry : stack.catalogue.entries()) libraries.add(entry.name());
        return libraries.isEmpty() ? "winsock" : "winsock with " + String.join(", ", libraries);
    }

    @Override
    public String toString() {
        return host.name() + " (" + stack.preset.name() + ")";
    }
}
