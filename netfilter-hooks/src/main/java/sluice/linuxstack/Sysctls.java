package sluice.linuxstack;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import sluice.conntrack.ConntrackSettings;
import sluice.inet.IcmpProfile;
import sluice.inet.NeighbourTimings;
import sluice.inet.ReassemblyOptions;
import sluice.inet.tcp.TcpProfile;
import sluice.netdev.DeviceLayer;
import sluice.netdev.NetDevice;
import sluice.route.InterfaceSettings;
import sluice.route.Ipv4Routing;
import sluice.route.Ipv6Routing;

/**
 * The settings of a host by the kernel's names (Documentation/networking/ip-sysctl.rst). An unknown
 * name or a value out of range is a mistake of the caller.
 */
final class Sysctls {
    private final Map<String, Setting> settings = new LinkedHashMap<>();
    private final ConntrackSettings conntrack = new ConntrackSettings();
    private boolean ipForward;
    private int icmpEchoIgnoreAll;
    private int icmpEchoIgnoreBroadcasts = 1;
    private int icmpRatelimitMillis = 1000;
    private int defaultTtl = 64;
    private int hopLimit = 64;
    private int ipfragTimeSeconds = 30;
    private int ipfragHighOctets = 4 << 20;
    private int ip6fragTimeSeconds = 60;
    private int rmemDefaultOctets = 212_992;
    private int wmemDefaultOctets = 212_992;
    private int backlogPacketsMax = 1000;
    private int deviceWeight = 64;
    private int portFirst = 32_768;
    private int portLast = 60_999;
    private int unresOctets = 212_992;
    private int tcpTimestamps = 1;
    private int tcpSack = 1;
    private int tcpWindowScaling = 1;
    private int tcpEcn = 2;
    private int tcpSynackRetries = 5;
    private int forwarding6;
    private int mldReports;
    private final int[] multipathPolicy = {0, 0};
    private Runnable ratelimitChanged = () -> {};
    private Runnable reassemblyChanged = () -> {};
    private Runnable neighboursChanged = () -> {};
    private IcmpProfile icmpProfile = IcmpProfile.LINUX;
    private @Nullable DeviceLayer devices;
    private @Nullable Ipv4Routing routing4;
    private @Nullable Ipv6Routing routing6;

    private record Setting(IntSupplier get, IntConsumer set, int min, int max) {}

    Sysctls() {
        add("net.ipv4.ip_forward", () -> ipForward ? 1 : 0, this::setForward, 0, 1);
        add(
                "net.ipv4.icmp_echo_ignore_all",
                () -> icmpEchoIgnoreAll,
                value -> icmpEchoIgnoreAll = value,
                0,
                1);
        add(
                "net.ipv4.icmp_echo_ignore_broadcasts",
                () -> icmpEchoIgnoreBroadcasts,
                value -> icmpEchoIgnoreBroadcasts = value,
                0,
                1);
        add(
                "net.ipv4.icmp_ratelimit",
                () -> icmpRatelimitMillis,
                value -> {
                    icmpRatelimitMillis = value;
                    ratelimitChanged.run();
                },
                0,
                Integer.MAX_VALUE);
        add(
                "net.ipv4.ip_default_ttl",
                () -> defaultTtl,
                value -> {
                    defaultTtl = value;
                    icmpProfile = new IcmpProfile(value, 0xc0, 576, 576);
                },
                1,
                255);
        add(
                "net.ipv4.ipfrag_time",
                () -> ipfragTimeSeconds,
                value -> {
                    ipfragTimeSeconds = value;
                    reassemblyChanged.run();
                },
                1,
                Integer.MAX_VALUE);
        add(
                "net.ipv4.ipfrag_high_thresh",
                () -> ipfragHighOctets,
                value -> {
                    ipfragHighOctets = value;
                    reassemblyChanged.run();
                },
                1,
                Integer.MAX_VALUE);
        add(
                "net.core.rmem_default",
                () -> rmemDefaultOctets,
                value -> rmemDefaultOctets = value,
                2304,
                Integer.MAX_VALUE);
        add(
                "net.core.wmem_default",
                () -> wmemDefaultOctets,
                value -> wmemDefaultOctets = value,
                4608,
                Integer.MAX_VALUE);
        add(
                "net.core.netdev_max_backlog",
                () -> backlogPacketsMax,
                value -> backlogPacketsMax = value,
                1,
                Integer.MAX_VALUE);
        add(
                "net.core.dev_weight",
                () -> deviceWeight,
                value -> deviceWeight = value,
                1,
                Integer.MAX_VALUE);
        addMultipath();
        add("net.ipv4.ip_local_port_first", () -> portFirst, value -> portFirst = value, 1, 65_535);
        add("net.ipv4.ip_local_port_last", () -> portLast, value -> portLast = value, 1, 65_535);
        addBridgeCalls();
        add("net.ipv4.tcp_timestamps", () -> tcpTimestamps, value -> tcpTimestamps = value, 0, 2);
        add("net.ipv4.tcp_sack", () -> tcpSack, value -> tcpSack = value, 0, 1);
        add(
                "net.ipv4.tcp_window_scaling",
                () -> tcpWindowScaling,
                value -> tcpWindowScaling = value,
                0,
                1);
        add(
                "net.ipv4.tcp_synack_retries",
                () -> tcpSynackRetries,
                value -> tcpSynackRetries = value,
                0,
                255);
        add("net.ipv4.tcp_ecn", () -> tcpEcn, value -> tcpEcn = value, 0, 2);
        add(
                "net.ipv4.neigh.default.unres_qlen_bytes",
                () -> unresOctets,
                this::setUnresOctets,
                0,
                Integer.MAX_VALUE);
        add(
                "net.ipv6.conf.all.forwarding",
                () -> forwarding6,
                value -> {
                    forwarding6 = value;
                    if (routing6 != null) routing6.setForwarding(value != 0);
                },
                0,
                1);
        add("net.ipv6.conf.all.hop_limit", () -> hopLimit, value -> hopLimit = value, 1, 255);
        add(
                "net.ipv6.ip6frag_time",
                () -> ip6fragTimeSeconds,
                value -> {
                    ip6fragTimeSeconds = value;
                    reassemblyChanged.run();
                },
                1,
                Integer.MAX_VALUE);
        add("net.ipv6.conf.all.mld_reports", () -> mldReports, value -> mldReports = value, 0, 1);
    }

    private void add(String name, IntSupplier get, IntConsumer set, int min, int max) {
        settings.put(name, new Setting(get, set, min, max));
    }

    /** What is told whether bridges call the hooks of IPv4 and IPv6. */
    @FunctionalInterface
    interface BridgeCalls {
        void set(boolean iptables, boolean ip6tables);
    }

    private void addBridgeCalls() {
        String name = "net.bridge.bridge-nf-call-";
        add(name + "iptables", () -> bridgeCalls4, value -> bridgeCalls(value, bridgeCalls6), 0, 1);
        add(
                name + "ip6tables",
                () -> bridgeCalls6,
                value -> bridgeCalls(bridgeCalls4, value),
                0,
                1);
        add(name + "arptables", () -> 0, _ -> {}, 0, 0);
    }

    private void bridgeCalls(int four, int six) {
        bridgeCalls4 = four;
        bridgeCalls6 = six;
        bridgeCallsChanged.set(four != 0, six != 0);
    }

    void onBridgeCalls(BridgeCalls told) {
        bridgeCallsChanged = told;
        bridgeCalls(bridgeCalls4, bridgeCalls6);
    }

    private int bridgeCalls4;
    private int bridgeCalls6;
    private BridgeCalls bridgeCallsChanged = (_, _) -> {};

    private void addMultipath() {
        for (int family = 0; family < multipathPolicy.length; family++) {
            int at = family;
            add(
                    "net.ipv" + (at == 0 ? "4" : "6") + ".fib_multipath_hash_policy",
                    () -> multipathPolicy[at],
                    value -> {
                        multipathPolicy[at] = value;
                        multipathChanged();
                    },
                    0,
                    1);
        }
    }

    private void multipathChanged() {
        if (routing4 != null) routing4.multipath().setPolicy(multipathPolicy[0]);
        if (routing6 != null) routing6.multipath().setPolicy(multipathPolicy[1]);
    }

    /** Connects to what settings of interfaces act on. */
    void bind(Ipv4Routing newRouting4, Ipv6Routing newRouting6, DeviceLayer newDevices) {
        routing4 = newRouting4;
        routing6 = newRouting6;
        devices = newDevices;
        newRouting6.setForwarding(forwarding6 != 0);
        setForward(ipForward ? 1 : 0);
        multipathChanged();
    }

    // ip_forward sets all, default and every interface.
    private void setForward(int value) {
        ipForward = value != 0;
        Ipv4Routing routing = routing4;
        if (routing == null) return;
        routing.all().forwarding = ipForward;
        routing.defaults().forwarding = ipForward;
        for (NetDevice device : Objects.requireNonNull(devices).devices()) {
            routing.of(device.index()).forwarding = ipForward;
        }
    }

    /** Whether a name is one of the settings per interface, {@code all} and {@code default}. */
    static boolean ofInterfaces(String name) {
        return name.startsWith(CONF);
    }

    /** A new interface begins with the values of {@code default}. */
    void deviceAdded(int deviceIndex) {
        Objects.requireNonNull(routing4).of(deviceIndex);
    }

    /** The value of a name. */
    int get(String name) {
        return find(name).get.getAsInt();
    }

    /** Sets a value. */
    void set(String name, int value) {
        Setting setting = find(name);
        if (value < setting.min || value > setting.max) {
            throw new IllegalArgumentException(
                    "sysctl %s = %d; allowed: %d to %d"
                            .formatted(name, value, setting.min, setting.max));
        }
        setting.set.accept(value);
    }

    private Setting find(String name) {
        Setting known = settings.get(name);
        if (known == null && conntrack.knows(name)) known = ofTracking(name);
        if (known == null) known = ofInterface(name);
        if (known == null) throw new IllegalArgumentException("unknown sysctl: " + name);
        return known;
    }

    private Setting ofTracking(String name) {
        return new Setting(
                () -> conntrack.get(name),
                value -> conntrack.set(name, value),
                conntrack.least(name),
                conntrack.greatest(name));
    }

    private static final String NEIGH = "net.ipv4.neigh.";
    private static final String CONF = "net.ipv4.conf.";

    private @Nullable Setting ofInterface(String name) {
        int dot = name.lastIndexOf('.');
        if (dot < 0) return null;
        String key = name.substring(dot + 1);
        if (name.startsWith(NEIGH)) {
            if (key.equals("unres_qlen")) {
                int each = Truesize.FULL_FRAME_OCTETS;
                return new Setting(
                        () -> unresOctets / each,
                        value -> setUnresOctets(value * each),
                        0,
                        100_000);
            }
            return key.equals("proxy_delay") ? new Setting(() -> 0, _ -> {}, 0, 100_000) : null;
        }
        if (!name.startsWith(CONF) || dot <= CONF.length()) return null;
        InterfaceSettings of = settingsOf(name.substring(CONF.length(), dot));
        if (of == null) return null;
        return switch (key) {
            case "forwarding" -> flag(() -> of.forwarding, on -> of.forwarding = on);
            case "accept_local" -> flag(() -> of.acceptLocal, on -> of.acceptLocal = on);
            case "src_valid_mark" -> flag(() -> of.sourceValidMark, on -> of.sourceValidMark = on);
            case "route_localnet" -> flag(() -> of.routeLocalnet, on -> of.routeLocalnet = on);
            case "send_redirects" -> flag(() -> of.sendRedirects, on -> of.sendRedirects = on);
            case "accept_redirects" ->
                    flag(() -> of.acceptRedirects, on -> of.acceptRedirects = on);
            case "shared_media" -> flag(() -> of.sharedMedia, on -> of.sharedMedia = on);
            case "proxy_arp" -> flag(() -> of.proxyArp, on -> of.proxyArp = on);
            case "accept_source_route" ->
                    flag(() -> of.acceptSourceRoute, on -> of.acceptSourceRoute = on);
            case "rp_filter" -> new Setting(() -> of.rpFilter, value -> of.rpFilter = value, 0, 2);
            case "arp_ignore" ->
                    new Setting(() -> of.arpIgnore, value -> of.arpIgnore = value, 0, 8);
            default -> null;
        };
    }

    private interface FlagSetter {
        void set(boolean on);
    }

    private interface FlagGetter {
        boolean get();
    }

    private static Setting flag(FlagGetter get, FlagSetter set) {
        return new Setting(() -> get.get() ? 1 : 0, value -> set.set(value != 0), 0, 1);
    }

    private @Nullable InterfaceSettings settingsOf(String interfaceName) {
        Ipv4Routing routing = Objects.requireNonNull(routing4);
        if (interfaceName.equals("all")) return routing.all();
        if (interfaceName.equals("default")) return routing.defaults();
        NetDevice device = Objects.requireNonNull(devices).device(interfaceName);
        return device == null ? null : routing.of(device.index());
    }

    ConntrackSettings conntrack() {
        return conntrack;
    }

    // ---- for the stack ---------------------------------------------------------------------

    boolean icmpEchoIgnoreAll() {
        return icmpEchoIgnoreAll != 0;
    }

    boolean icmpEchoIgnoreBroadcasts() {
        return icmpEchoIgnoreBroadcasts != 0;
    }

    long icmpRatelimitNanos() {
        return TimeUnit.MILLISECONDS.toNanos(icmpRatelimitMillis);
    }

    void onRatelimitChange(Runnable task) {
        Runnable earlier = ratelimitChanged;
        ratelimitChanged =
                () -> {
                    earlier.run();
                    task.run();
                };
    }

    void onReassemblyChange(Runnable task) {
        Runnable earlier = reassemblyChanged;
        reassemblyChanged =
                () -> {
                    earlier.run();
                    task.run();
                };
    }

    IcmpProfile icmpProfile() {
        return icmpProfile;
    }

    int defaultTtl() {
        return defaultTtl;
    }

    int hopLimit() {
        return hopLimit;
    }

    ReassemblyOptions reassembly4() {
        return new ReassemblyOptions(
                TimeUnit.SECONDS.toNanos(ipfragTimeSeconds),
                ipfragHighOctets,
                ReassemblyOptions.LINUX.datagramsMax(),
                ReassemblyOptions.LINUX.overflow());
    }

    ReassemblyOptions reassembly6() {
        return new ReassemblyOptions(
                TimeUnit.SECONDS.toNanos(ip6fragTimeSeconds),
                ReassemblyOptions.LINUX_IPV6.octetsMax(),
                ReassemblyOptions.LINUX_IPV6.datagramsMax(),
                ReassemblyOptions.LINUX_IPV6.overflow());
    }

    private void setUnresOctets(int value) {
        unresOctets = value;
        neighboursChanged.run();
    }

    /** Lets {@code task} run when the limit of what waits for a neighbour has changed. */
    void onNeighbourChange(Runnable task) {
        Runnable earlier = neighboursChanged;
        neighboursChanged =
                () -> {
                    earlier.run();
                    task.run();
                };
    }

    NeighbourTimings neighbourTimings() {
        return NeighbourTimings.LINUX.withPendingOctetsMax(unresOctets);
    }

    int rcvbufOctets() {
        return rmemDefaultOctets;
    }

    int sndbufOctets() {
        return wmemDefaultOctets;
    }

    int backlogPacketsMax() {
        return backlogPacketsMax;
    }

    int deviceWeight() {
        return deviceWeight;
    }

    /** TCP with the settings of now. */
    TcpProfile tcpProfile() {
        TcpProfile base = TcpProfile.LINUX_6;
        if (tcpSynackRetries != base.retransmission().synAckRetries())
            base = base.withSynAckRetries(tcpSynackRetries);
        var offered = base.options();
        boolean scaled = tcpWindowScaling != 0;
        if (tcpTimestamps != 0 && tcpSack != 0 && scaled) return base;
        return base.withOptions(
                new TcpProfile.Options(
                        offered.layout(),
                        tcpTimestamps != 0,
                        tcpSack != 0,
                        scaled ? offered.windowShift() : NO_SCALING,
                        offered.initialWindowOctets()));
    }

    private static final int NO_SCALING = -1;

    int portFirst() {
        return portFirst;
    }

    int portLast() {
        return portLast;
    }

    boolean mldReports() {
        return mldReports != 0;
    }
}
