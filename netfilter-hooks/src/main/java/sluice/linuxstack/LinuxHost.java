package sluice.linuxstack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sluice.conntrack.Conntrack;
import sluice.defer.DeferralSink;
import sluice.edge.HostStack;
import sluice.edge.IpAddress;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.SocketRefused;
import sluice.inet.tcp.socket.TcpOrigins;
import sluice.nat.Nat;
import sluice.netdev.BridgeDevice;
import sluice.netdev.EthernetDevice;
import sluice.netdev.NetDevice;
import sluice.netdev.PacketSocket;
import sluice.netdev.PacketTap;
import sluice.netdev.ProtocolHandler;
import sluice.netdev.ProtocolRegistration;
import sluice.netdev.TunDevice;
import sluice.netfilter.HookChain;
import sluice.netfilter.HookPoint;
import sluice.netfilter.HookRegistration;
import sluice.netfilter.NfFamily;
import sluice.netfilter.NfHook;
import sluice.netfilter.NfQueue;
import sluice.nic.Nic;
import sluice.route.FibLookup;
import sluice.rules.RuleEngine;
import sluice.world.Host;

/**
 * A Linux stack on a host: devices, ARP, IPv4 and IPv6 with the five hook points, sockets, sysctls.
 *
 * <pre>{@code
 * LinuxHost lin1 = LinuxHost.on(world.addHost("lin1", HostOptions.DEFAULT))
 *     .nic(nic, "10.0.0.1/24")
 *     .route("default via 10.0.0.254")
 *     .sysctl("net.ipv4.ip_forward", 1)
 *     .build();
 * lin1.registerHook(NfFamily.IPV4, HookPoint.LOCAL_IN, NfPriority.FILTER.value(), "mine", hook);
 * }</pre>
 *
 * <p>Configuration may change while the run goes on. What a caller writes down wrongly is an {@link
 * IllegalArgumentException} that names it. One thread, as all of a run.
 */
public final class LinuxHost implements HostStack {
    private static final Logger LOG = LoggerFactory.getLogger(LinuxHost.class);

    private final Net net;
    private final Configuration configuration;
    private final FibLookup fib;

    private LinuxHost(Net net, Configuration configuration) {
        this.net = net;
        this.fib = new FibLookup(net.routing4, net.routing6);
        this.configuration = configuration;
    }

    /** A builder of a stack on {@code host}, which has none yet. */
    public static Builder on(Host host) {
        return new Builder(host);
    }

    @Override
    public Host host() {
        return net.host;
    }

    @Override
    public SocketEdge sockets() {
        return net.sockets;
    }

    /**
     * A UDP socket that shares its port with others that say the same ({@code SO_REUSEADDR}).
     *
     * @throws SocketRefused if the port is taken by one that does not share
     */
    public LinuxUdpSocket sharedUdp(IpAddress local, int port, SocketHandler handler)
            throws SocketRefused {
        return net.sockets.udp(local, port, true, handler);
    }

    /**
     * A raw socket of a protocol; {@code local} may be any address and says the family.
     *
     * @throws SocketRefused if the address is not one of this host
     */
    public RawSocket raw(IpAddress local, int protocol, SocketHandler handler)
            throws SocketRefused {
        return net.sockets.raw(local, protocol, handler);
    }

    // ---- hooks, queues, taps ---------------------------------------------------------------

    /**
     * Puts a hook in; of equal priority the one registered last runs first.
     *
     * @param priority lower runs earlier, see {@link sluice.netfilter.NfPriority}
     * @param name its name in traces
     */
    public HookRegistration registerHook(
            NfFamily family, HookPoint point, int priority, String name, NfHook hook) {
        return net.netfilter.chain(family, point).register(priority, name, hook);
    }

    /**
     * Holds hooks to the whole {@linkplain sluice.netfilter.ContractRule contract} from now on;
     * slower by far.
     */
    public void verifyHooks() {
        net.netfilter.verify(net.skbs);
    }

    /** The chain of a hook point; those of a device are {@link #deviceHooks}. */
    public HookChain hooks(NfFamily family, HookPoint point) {
        return net.netfilter.chain(family, point);
    }

    /** The chain of a device at INGRESS or EGRESS (families {@code netdev} and {@code inet}). */
    public HookChain deviceHooks(String device, HookPoint point) {
        return configuration.device(device).hooks(point);
    }

    /**
     * Lets {@code listener} decide about the packets of a queue.
     *
     * @param failOpen whether packets that do not fit go on as accepted
     * @throws IllegalStateException if somebody listens there already
     */
    public NfQueue bindQueue(
            int number, DeferralSink listener, int lengthPacketsMax, boolean failOpen) {
        return net.netfilter.bind(number, listener, lengthPacketsMax, failOpen);
    }

    /** {@link #bindQueue(int, DeferralSink, int, boolean)} of the usual length, failing closed. */
    public NfQueue bindQueue(int number, DeferralSink listener) {
        return net.netfilter.bind(number, listener);
    }

    /** The tracked connections. */
    public Conntrack conntrack() {
        return net.conntrack;
    }

    /** The rules: change {@link RuleEngine#ruleset}, then {@link RuleEngine#commit}. */
    public RuleEngine rules() {
        return net.rules;
    }

    /** Hands the lines of rules that log to {@code sink}, as {@code dmesg} shows them; or null. */
    public void logTo(@Nullable Consumer<String> sink) {
        net.ruleHost.logTo(sink);
    }

    /** Address translation. */
    public Nat nat() {
        return net.nat;
    }

    /** Shows a tap every frame from now on. */
    public void registerTap(PacketTap tap) {
        net.devices.addTap(tap);
    }

    /** Takes a tap out. */
    public void unregisterTap(PacketTap tap) {
        net.devices.removeTap(tap);
    }

    /** {@code socket(AF_PACKET, SOCK_RAW, ETH_P_ALL)}: frames of all devices from now on. */
    public PacketSocket packetSocket() {
        return PacketSocket.open(net.devices);
    }

    /**
     * A module adds a protocol beside IP and ARP ({@code dev_add_pack}): frames of its EtherType go
     * to the handler until the registration is closed, which is when the module goes.
     *
     * @throws IllegalStateException if the stack has a protocol of that EtherType
     */
    public ProtocolRegistration registerProtocol(int etherType, ProtocolHandler handler) {
        return net.devices.register(etherType, handler);
    }

    /**
     * The same with {@code ETH_P_ALL}: the handler sees every frame of every device, and takes
     * none.
     */
    public ProtocolRegistration registerForAll(PacketTap handler) {
        net.devices.addTap(handler);
        return () -> net.devices.removeTap(handler);
    }

    /**
     * A module adds a transport protocol beside TCP and UDP ({@code inet_add_protocol}): whole IPv4
     * packets for this host go to the handler, behind INPUT.
     *
     * @throws IllegalStateException if the number is taken: the stack grows in width, and nothing
     *     can be put between IP and what is there
     */
    public ProtocolRegistration registerTransport(int ipProtocol, ProtocolHandler handler) {
        return net.input4.register(ipProtocol, handler);
    }

    // ---- configuration ---------------------------------------------------------------------

    /** The devices by index, {@code lo} first. */
    public List<NetDevice> devices() {
        return net.devices.devices();
    }

    /**
     * A program opens {@code /dev/net/tun} and makes a device ({@code TUNSETIFF} with IFF_TUN and
     * IFF_NO_PI); it is up.
     *
     * @throws IllegalArgumentException if there is a device of that name
     */
    public TunDevice addTun(String name, int mtuOctets) {
        return configuration.addTun(name, mtuOctets);
    }

    /**
     * The same with IFF_TAP: the program reads and writes Ethernet frames.
     *
     * @param mac address of the host's side, 48 bits; 0 for a drawn one
     * @throws IllegalArgumentException if there is a device of that name
     */
    public TunDevice addTap(String name, int mtuOctets, long mac) {
        return configuration.addTap(name, mtuOctets, mac);
    }

    /**
     * {@code ip link add NAME type bridge}; it is up and has no ports.
     *
     * @param mac its address, 48 bits; 0 for the lowest of its ports
     * @throws IllegalArgumentException if there is a device of that name
     */
    public BridgeDevice addBridge(String name, long mac) {
        return configuration.addBridge(name, mac);
    }

    /**
     * {@code ip link set DEVICE master BRIDGE}, or {@code nomaster} if {@code bridge} is empty.
     *
     * @throws IllegalArgumentException if the device cannot be a port
     */
    public void setMaster(String device, String bridge) {
        configuration.setMaster(device, bridge);
    }

    /** Adds an address {@code a.b.c.d/len} or {@code x::y/len} to a device. */
    public void addAddress(String device, String address) {
        configuration.addAddress(device, address);
    }

    /** Takes an IPv4 address away; false if it was not there. */
    public boolean removeAddress(String device, String address) {
        return configuration.removeAddress(device, address);
    }

    /** Gives a device this IPv4 address in place of those it has. */
    public void setAddress(String device, int ipv4Address, int prefixLength) {
        configuration.setAddress(device, ipv4Address, prefixLength);
    }

    /**
     * {@code ip link set dev DEVICE address MAC}: neighbours known through it are asked for anew;
     * nothing is announced ({@code arp_notify} is 0).
     *
     * @return false if the device keeps its own
     */
    public boolean setMac(String device, long mac) {
        return configuration.setMac(device, mac);
    }

    /**
     * {@code ip link set DEVICE up} or {@code down}: a device that goes down loses its neighbours
     * and the IPv4 routes through it; up again, it has those of its addresses.
     *
     * <p>Differs: its IPv6 addresses and routes stay.
     */
    public void setUp(String device, boolean up) {
        configuration.setUp(device, up);
    }

    /**
     * A command of an administrator: {@code ip addr | link | route | rule | neigh | tuntap}, {@code
     * tc qdisc | filter}, {@code bridge link set}, {@code sysctl -w}, {@code iptables}, {@code
     * ip6tables}, {@code nft}, in their own words.
     *
     * @throws IllegalArgumentException if it is not understood, or cannot be done
     */
    public void command(String words) {
        new HostCommands(net, configuration).run(words);
    }

    /**
     * What {@code nft list ruleset} or {@code nft -j list ruleset} prints of the rules in force.
     *
     * @throws IllegalArgumentException if it is another command
     */
    public String list(String words) {
        return RuleCommands.list(net.rules, words);
    }

    /**
     * The {@code tc} command: {@code qdisc replace dev DEVICE root WORDS}, {@code qdisc del dev
     * DEVICE root}, {@code filter add dev DEVICE egress WORDS} (or {@code ingress}), {@code filter
     * del dev DEVICE egress}.
     *
     * @throws IllegalArgumentException if it is not understood
     */
    public void tc(String words) {
        configuration.trafficControl(words);
    }

    /** {@link #tc} for a queue: {@code tbf rate 1mbit burst 10kb latency 50ms}. */
    public void qdisc(String device, String words) {
        configuration.device(device).setQueue(words);
    }

    /** Adds a route in the words of {@code ip route add}. */
    public void addRoute(String words) {
        configuration.route(words, true);
    }

    /** Removes a route in the words it was added with; false if it was not there. */
    public boolean removeRoute(String words) {
        return configuration.route(words, false);
    }

    /** Adds a rule of the routing policy in the words of {@code ip rule add}, {@code -6} first. */
    public void addRule(String words) {
        configuration.rule(words, true);
    }

    /** Removes a rule in the words it was added with; false if it was not there. */
    public boolean removeRule(String words) {
        return configuration.rule(words, false);
    }

    /** What {@code ip rule} prints. */
    public List<String> ruleLines() {
        return new Tables(net).rules(false);
    }

    /** What {@code ip -6 rule} prints. */
    public List<String> ruleLines6() {
        return new Tables(net).rules(true);
    }

    /** What rules ask of the routing tables. */
    public FibLookup fib() {
        return fib;
    }

    /** Adds a permanent neighbour; {@code mac} as {@code 02:00:00:00:00:01}. */
    public void addNeighbour(String device, String address, String mac) {
        configuration.neighbour(device, address, mac);
    }

    /** Sets a sysctl by its name with dots. */
    public void setSysctl(String name, int value) {
        net.sysctls.set(name, value);
    }

    /** The value of a sysctl. */
    public int sysctl(String name) {
        return net.sysctls.get(name);
    }

    /** Announces an IPv4 address of a device by a gratuitous ARP. */
    public void announce(String device, String address) {
        configuration.announce(device, address);
    }

    /** What {@code ip route show table all} prints of IPv4. */
    public List<String> routeLines() {
        return new Tables(net).routes();
    }

    /**
     * What the kernel counts in {@code /proc/net/snmp}, {@code netstat} and {@code snmp6}, by the
     * names there: {@code Ip.InReceives}, {@code Ip6InReceives}. What is 0 is left out.
     */
    public SequencedMap<String, Long> statistics() {
        return net.snmp.values();
    }

    /** The names that {@link #statistics} may have. */
    public static Set<String> statisticNames() {
        return Snmp.names();
    }

    /** What {@code ip neigh} prints: neighbours of IPv4, then of IPv6. */
    public List<String> neighbourLines() {
        return new Tables(net).neighbours();
    }

    // ---- picture ---------------------------------------------------------------------------

    /** Lets {@code origins} say where the numbers of new TCP connections begin. */
    public void originTcpBy(TcpOrigins origins) {
        net.tcp.sockets.originBy(origins);
    }

    @Override
    public List<LayerRow> layers() {
        List<LayerRow> rows = new ArrayList<>();
        String sockets =
                "%d udp, %d tcp, %d ping"
                        .formatted(
                                net.udp.socketCount(),
                                net.tcp.socketCount(),
                                net.sockets.pingCount());
        rows.add(new LayerRow("socket", sockets, List.of(net.socketPlace.name())));
        rows.addAll(ipRows());
        for (NetDevice device : net.devices.devices()) {
            String detail = device.name() + " qdisc " + device.queueText();
            rows.add(new LayerRow("device", detail, List.of(device.place().name())));
        }
        for (NetDevice device : net.devices.devices()) {
            if (device instanceof EthernetDevice ethernet) {
                String nic = net.host.name() + "/nic/" + ethernet.nic().name();
                rows.add(new LayerRow("nic", ethernet.nic().name(), List.of(nic)));
            }
        }
        return List.copyOf(rows);
    }

    /** The IP layer with the places of all its hook points, and a row for each point in use. */
    private List<LayerRow> ipRows() {
        Set<String> places = new LinkedHashSet<>();
        places.add(net.ipPlace.name());
        List<LayerRow> points = new ArrayList<>();
        for (HookPoint point : HookPoint.IP) {
            Map<String, List<NfFamily>> families = new LinkedHashMap<>();
            for (NfFamily family : NfFamily.IP) {
                HookChain chain = net.netfilter.chain(family, point);
                places.add(chain.place().name());
                String text =
                        chain.hooks().stream()
                                .map(hook -> hook.name() + "@" + hook.priority())
                                .collect(Collectors.joining(", "));
                if (!text.isEmpty())
                    families.computeIfAbsent(text, _ -> new ArrayList<>()).add(family);
            }
            families.forEach((text, of) -> {
                String only = of.size() == NfFamily.IP.size() ? "" : " (" + of.get(0) + ")";
                String detail = point.chainName() + ": " + text + only;
                points.add(new LayerRow("ip", detail, List.of()));
            });
        }
        List<LayerRow> rows = new ArrayList<>();
        String detail = points.isEmpty() ? "no hooks" : "with hooks at";
        rows.add(new LayerRow("ip", detail, List.copyOf(places)));
        rows.addAll(points);
        return rows;
    }

    /** Collects what a stack begins with; nothing happens before {@link #build}. */
    public static final class Builder {
        private final Host host;
        private final Sysctls sysctls = new Sysctls();
        private final List<Consumer<Configuration>> devices = new ArrayList<>();
        private final List<Consumer<Configuration>> steps = new ArrayList<>();
        private final Map<String, Integer> ofInterfaces = new LinkedHashMap<>();
        private boolean ipv6;
        private boolean verifies;
        private LinuxKernel kernel = LinuxKernel.LINUX_6;

        private Builder(Host host) {
            this.host = host;
        }

        /** A device on {@code nic}, named like it, with addresses {@code a/len}. */
        public Builder nic(Nic nic, String... addresses) {
            return nic(nic, nic.mtuOctets(), addresses);
        }

        /** The same with an MTU below the NIC's. */
        public Builder nic(Nic nic, int mtuOctets, String... addresses) {
            devices.add(configuration -> configuration.addNic(nic, mtuOctets));
            for (String address : addresses) address(nic.name(), address);
            return this;
        }

        /** Gives every Ethernet device its IPv6 link-local address, and {@code lo} ::1. */
        public Builder ipv6() {
            ipv6 = true;
            return this;
        }

        /** A further address of a device. */
        public Builder address(String device, String address) {
            steps.add(configuration -> configuration.addAddress(device, address));
            return this;
        }

        /** A route in the words of {@code ip route add}. */
        public Builder route(String words) {
            steps.add(configuration -> configuration.route(words, true));
            return this;
        }

        /** A rule of the routing policy in the words of {@code ip rule add}. */
        public Builder rule(String words) {
            steps.add(configuration -> configuration.rule(words, true));
            return this;
        }

        /** A permanent neighbour. */
        public Builder neighbour(String device, String address, String mac) {
            steps.add(configuration -> configuration.neighbour(device, address, mac));
            return this;
        }

        /** A sysctl by its name with dots; set before addresses and routes. */
        public Builder sysctl(String name, int value) {
            if (Sysctls.ofInterfaces(name)) ofInterfaces.put(name, value);
            else sysctls.set(name, value);
            return this;
        }

        /** Another kernel than today's. */
        public Builder kernel(LinuxKernel value) {
            kernel = value;
            return this;
        }

        /** Holds hooks to the whole contract, see {@link LinuxHost#verifyHooks}. */
        public Builder verifier() {
            verifies = true;
            return this;
        }

        /**
         * The stack, running; called once.
         *
         * @throws IllegalArgumentException if something was written down wrongly
         */
        public LinuxHost build() {
            var net = new Net(host, sysctls);
            var configuration = new Configuration(net);
            configuration.setKernel(kernel);
            devices.forEach(step -> step.accept(configuration));
            ofInterfaces.forEach(sysctls::set);
            configuration.addAddress("lo", "127.0.0.1/8");
            if (ipv6) configuration.addLinkLocals();
            steps.forEach(step -> step.accept(configuration));
            configuration.open();
            if (verifies) net.netfilter.verify(net.skbs);
            if (LOG.isDebugEnabled()) {
                List<String> names = net.devices.devices().stream().map(NetDevice::name).toList();
                LOG.debug("{}: Linux stack on {}", host.name(), names);
            }
            return new LinuxHost(net, configuration);
        }
    }
}
