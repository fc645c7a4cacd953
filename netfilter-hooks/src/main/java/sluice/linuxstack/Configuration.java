package sluice.linuxstack;

import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import sluice.edge.IpAddress;
import sluice.inet.Ipv4InterfaceAddress;
import sluice.inet.Ipv4Route;
import sluice.inet.Ipv4Routes;
import sluice.inet.Ipv6Address;
import sluice.inet.Ipv6Route;
import sluice.inet.Ipv6Routes;
import sluice.inet.RouteKind;
import sluice.netdev.BridgeDevice;
import sluice.netdev.EthernetDevice;
import sluice.netdev.NetDevice;
import sluice.netdev.TunDevice;
import sluice.nic.Nic;
import sluice.qdisc.PfifoFast;
import sluice.route.RouteRule;
import sluice.route.RouteRules;

/** Addresses, routes and neighbours as they are written for {@code ip}. */
final class Configuration {
    private static final String PEER = " peer ";

    private final Net net;

    Configuration(Net net) {
        this.net = net;
    }

    /** An address with the length of its prefix. */
    record Prefix(IpAddress address, int length) {}

    static Prefix prefix(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        IpAddress parsed =
                IpAddress.checked(address)
                        .orElseThrow(() -> new IllegalArgumentException("no address: " + text));
        int most = parsed.isV4() ? 32 : 128;
        int length = most;
        if (slash >= 0) {
            try {
                length = Integer.parseInt(text.substring(slash + 1));
            } catch (NumberFormatException _) {
                length = -1;
            }
        }
        if (length < 0 || length > most)
            throw new IllegalArgumentException("no prefix: " + text + "; allowed: /0 to /" + most);
        return new Prefix(parsed, length);
    }

    NetDevice device(String name) {
        NetDevice device = net.devices.device(name);
        if (device == null) throw new IllegalArgumentException("no device " + name);
        return device;
    }

    void addNic(Nic nic, int mtuOctets) {
        var device =
                new EthernetDevice(
                        net.devices,
                        nic.name(),
                        nic,
                        new PfifoFast(PfifoFast.LENGTH_PACKETS_DEFAULT),
                        net.sysctls.deviceWeight(),
                        mtuOctets);
        net.sysctls.deviceAdded(device.index());
    }

    TunDevice addTun(String name, int mtuOctets) {
        if (net.devices.device(name) != null)
            throw new IllegalArgumentException("device exists: " + name);
        var device = TunDevice.tun(net.devices, name, mtuOctets);
        net.sysctls.deviceAdded(device.index());
        return device;
    }

    TunDevice addTap(String name, int mtuOctets, long mac) {
        if (net.devices.device(name) != null)
            throw new IllegalArgumentException("device exists: " + name);
        long drawn = (net.host.random("mac " + name).nextLong() & 0xfcff_ffff_ffffL) | LOCAL_MAC;
        var device = TunDevice.tap(net.devices, name, mtuOctets, mac == 0 ? drawn : mac);
        net.sysctls.deviceAdded(device.index());
        return device;
    }

    /** The bit of an address that nobody assigned ({@code eth_hw_addr_random}). */
    private static final long LOCAL_MAC = 0x0200_0000_0000L;

    BridgeDevice addBridge(String name, long mac) {
        if (net.devices.device(name) != null)
            throw new IllegalArgumentException("device exists: " + name);
        var device = new BridgeDevice(net.devices, name, mac);
        net.sysctls.deviceAdded(device.index());
        return device;
    }

    void setMaster(String deviceName, String bridgeName) {
        NetDevice device = device(deviceName);
        BridgeDevice old = device.master();
        if (bridgeName.isEmpty()) {
            if (old != null) old.removePort(device);
            return;
        }
        if (!(device(bridgeName) instanceof BridgeDevice bridge))
            throw new IllegalArgumentException(bridgeName + " is no bridge");
        if (old == bridge) return;
        if (old != null) old.removePort(device);
        bridge.addPort(device);
    }

    private static final Pattern TRAFFIC_CONTROL =
            Pattern.compile(
                    "(qdisc|filter) (add|replace|change|del) dev (\\S+)"
                            + " (root|egress|ingress|clsact)(?: handle \\S+)?(?: (.+))?");

    void trafficControl(String text) {
        Matcher words = TRAFFIC_CONTROL.matcher(String.join(" ", text.trim().split("\\s+")));
        if (!words.matches()) throw new IllegalArgumentException("not understood: tc " + text);
        NetDevice device = device(words.group(3));
        boolean away = words.group(2).equals("del");
        String where = words.group(4);
        String rest = words.group(5) == null ? "" : words.group(5);
        if (words.group(1).equals("qdisc")) {
            if (where.equals("clsact")) return; // filters need no queue to stand in here
            if (!where.equals("root"))
                throw new IllegalArgumentException("not understood: tc " + text);
            device.setQueue(away ? "pfifo_fast" : rest);
            return;
        }
        if (where.equals("root") || where.equals("clsact"))
            throw new IllegalArgumentException("filters stand at ingress or egress: " + text);
        boolean outward = where.equals("egress");
        if (away) device.clearFilters(outward);
        else device.addFilter(outward, rest);
    }

    /** Frames come in from now on. */
    void open() {
        for (NetDevice device : net.devices.devices()) {
            if (device instanceof EthernetDevice ethernet) ethernet.open();
        }
    }

    void addLinkLocals() {
        addAddress("lo", Ipv6Address.LOOPBACK + "/128");
        for (NetDevice device : net.devices.devices()) {
            if (device.resolves())
                addAddress(device.name(), Ipv6Address.linkLocal(device.mac()) + "/64");
        }
    }

    /** {@code ip addr add}: {@code a/len}, or {@code a peer b/len}. */
    void addAddress(String deviceName, String text) {
        int peer = text.indexOf(PEER);
        if (peer >= 0) {
            addPeer(
                    device(deviceName),
                    text.substring(0, peer),
                    text.substring(peer + PEER.length()));
            return;
        }
        Prefix prefix = prefix(text);
        NetDevice device = device(deviceName);
        IpAddress address = prefix.address;
        if (address.isV4()) {
            net.routing4.addAddress(address.v4(), prefix.length, device.index());
            return;
        }
        var v6 = new Ipv6Address(address.high(), address.low());
        net.routing6.addAddress(v6, prefix.length, device.index());
        Ipv6Address group = v6.solicitedNode();
        net.ndp.join(device, group.high(), group.low());
        if (device instanceof EthernetDevice ethernet)
            ethernet.addGroup(Ipv6Address.multicastMac(Ipv6Address.ALL_NODES.low()));
    }

    private void addPeer(NetDevice device, String own, String other) {
        Prefix peer = prefix(other);
        IpAddress address = prefix(own).address;
        if (!address.isV4() || !peer.address.isV4())
            throw new IllegalArgumentException("peers are of IPv4: " + own + PEER + other);
        net.routing4.addAddress(address.v4(), peer.address.v4(), peer.length, device.index());
    }

    void setAddress(String deviceName, int address, int prefixLength) {
        int device = device(deviceName).index();
        for (Ipv4InterfaceAddress each : List.copyOf(net.routing4.addresses())) {
            if (each.deviceIndex() == device)
                net.routing4.removeAddress(each.address(), each.prefixLength(), device);
        }
        net.routing4.addAddress(address, prefixLength, device);
    }

    /** {@code ip link set DEVICE up} or {@code down}. */
    void setUp(String deviceName, boolean up) {
        NetDevice device = device(deviceName);
        if (device.up() == up) return;
        device.setUp(up);
        net.routing4.deviceChanged(device.index(), up);
        if (up) return;
        net.netfilter.deviceDown(device);
        net.arp.forget(device.index());
        net.ndp.forget(device.index());
        net.nat.deviceDown(device);
    }

    /** Linux 6.x, {@code arp_netdev_event} and {@code ndisc_netdev_event}: NETDEV_CHANGEADDR. */
    boolean setMac(String deviceName, long mac) {
        NetDevice device = device(deviceName);
        boolean changed =
                switch (device) {
                    case EthernetDevice ethernet -> ethernet.nic().changeMac(mac);
                    case TunDevice tap -> tap.setMac(mac);
                    case BridgeDevice bridge -> {
                        bridge.setMac(mac);
                        yield true;
                    }
                    case sluice.netdev.LoopbackDevice _ -> false;
                };
        if (!changed) return false;
        net.arp.forget(device.index());
        net.ndp.forget(device.index());
        return true;
    }

    boolean removeAddress(String deviceName, String text) {
        Prefix prefix = prefix(text);
        return prefix.address.isV4()
                && net.routing4.removeAddress(
                        prefix.address.v4(), prefix.length, device(deviceName).index());
    }

    void neighbour(String deviceName, String text, String macText) {
        int index = device(deviceName).index();
        long mac = mac(macText);
        IpAddress address = prefix(text).address;
        if (address.isV4()) net.arp.addPermanent(index, address.v4(), mac);
        else net.ndp.addPermanent(index, new Ipv6Address(address.high(), address.low()), mac);
    }

    static long mac(String text) {
        String digits = text.replace(":", "").replace("-", "");
        if (digits.length() != 12 || !digits.chars().allMatch(HexFormat::isHexDigit))
            throw new IllegalArgumentException("no MAC address: " + text);
        return Long.parseLong(digits, 16);
    }

    void announce(String deviceName, String address) {
        net.arp.announce(device(deviceName), prefix(address).address.v4());
    }

    /** What the words of a route say. */
    private static final class Words {
        RouteKind kind = RouteKind.UNICAST;
        @Nullable Prefix to;
        @Nullable IpAddress via;
        @Nullable IpAddress source;
        @Nullable NetDevice device;
        int metric;
        int mtuOctets;
        int table;

        /** The table named, else that of its kind. */
        int table(boolean toLocal) {
            if (table != 0) return table;
            return toLocal ? RouteRule.LOCAL : RouteRule.MAIN;
        }
    }

    /** Adds or removes a rule of the routing policy; false if one to be removed is not there. */
    boolean rule(String text, boolean add) {
        RuleWords words = RuleWords.read(text, net.devices);
        RouteRules rules = words.v6() ? net.routing6.rules() : net.routing4.rules();
        if (add) {
            if (!rules.add(words.rule(rules.priorityOfNext())))
                throw new IllegalArgumentException("rule exists: " + text);
            return true;
        }
        for (RouteRule rule : rules.rules()) {
            if (rule.equals(words.rule(rule.priority()))) return rules.remove(rule);
        }
        return false;
    }

    /** Adds or removes a route; false if one to be removed is not there. */
    boolean route(String text, boolean add) {
        Words words = words(text);
        Prefix to = words.to;
        if (to == null) throw new IllegalArgumentException("no destination in: " + text);
        if (words.kind == RouteKind.UNICAST && words.via == null && words.device == null)
            throw new IllegalArgumentException("neither via nor dev in: " + text);
        return to.address.isV4() ? route4(words, to, add, text) : route6(words, to, add, text);
    }

    private boolean route4(Words words, Prefix to, boolean add, String text) {
        int gateway = words.via == null ? 0 : words.via.v4();
        int device = words.device == null ? 0 : words.device.index();
        if (gateway != 0 && device == 0) {
            Ipv4Route towards = net.routing4.tables().lookup(gateway);
            if (towards == null)
                throw new IllegalArgumentException("gateway cannot be reached: " + text);
            device = towards.deviceIndex();
        }
        int source = words.source == null ? 0 : words.source.v4();
        var route =
                new Ipv4Route(
                        to.address.v4(),
                        to.length,
                        words.kind,
                        gateway,
                        device,
                        source,
                        words.metric,
                        words.mtuOctets);
        boolean toLocal = words.kind == RouteKind.LOCAL || words.kind == RouteKind.BROADCAST;
        Ipv4Routes table = net.routing4.table(words.table(toLocal));
        if (!add) return table.remove(route);
        if (toLocal) table.append(route);
        else if (!table.add(route)) throw new IllegalArgumentException("route exists: " + text);
        return true;
    }

    private boolean route6(Words words, Prefix to, boolean add, String text) {
        Ipv6Address gateway = Ipv6Address.ANY;
        int device = words.device == null ? 0 : words.device.index();
        IpAddress via = words.via;
        if (via != null) {
            gateway = new Ipv6Address(via.high(), via.low());
            if (device == 0) {
                Ipv6Route towards = net.routing6.main().lookup(via.high(), via.low());
                if (towards == null)
                    throw new IllegalArgumentException("gateway cannot be reached: " + text);
                device = towards.deviceIndex();
            }
        }
        IpAddress from = words.source;
        Ipv6Address source =
                from == null ? Ipv6Address.ANY : new Ipv6Address(from.high(), from.low());
        var route =
                new Ipv6Route(
                        new Ipv6Address(to.address.high(), to.address.low()),
                        to.length,
                        words.kind,
                        gateway,
                        device,
                        source,
                        words.metric == 0 ? 1024 : words.metric);
        Ipv6Routes table = net.routing6.table(words.table(words.kind == RouteKind.LOCAL));
        if (!add) return table.remove(route);
        table.append(route);
        return true;
    }

    private Words words(String text) {
        List<String> list = List.of(text.trim().split("\\s+"));
        var words = new Words();
        boolean v6 = text.contains(":");
        int at = 0;
        RouteKind kind = kind(list.getFirst());
        if (kind != null) {
            words.kind = kind;
            at = 1;
        }
        while (at < list.size()) {
            String word = list.get(at++);
            switch (word) {
                case "via" -> words.via = prefix(argument(list, at++, text)).address;
                case "dev" -> words.device = device(argument(list, at++, text));
                case "src" -> words.source = prefix(argument(list, at++, text)).address;
                case "metric" -> words.metric = number(argument(list, at++, text), text);
                case "mtu" -> {
                    // "lock" forbids to learn a smaller one, which does not happen here.
                    if (at < list.size() && list.get(at).equals("lock")) at++;
                    words.mtuOctets = number(argument(list, at++, text), text);
                }
                case "table" -> words.table = RuleWords.table(argument(list, at++, text));
                case "proto", "scope" -> argument(list, at++, text);
                case "onlink" -> {}
                case "default" -> words.to = new Prefix(v6 ? IpAddress.ANY6 : IpAddress.ANY4, 0);
                default -> {
                    if (words.to != null)
                        throw new IllegalArgumentException(
                                "unknown word " + word + " in route: " + text);
                    words.to = prefix(word);
                }
            }
        }
        return words;
    }

    private static @Nullable RouteKind kind(String word) {
        for (RouteKind kind : RouteKind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) return kind;
        }
        return null;
    }

    private static String argument(List<String> words, int at, String text) {
        if (at >= words.size()) throw new IllegalArgumentException("route ends too early: " + text);
        return words.get(at);
    }

    private static int number(String word, String text) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("no number: " + word + " in route: " + text);
        }
    }
}
