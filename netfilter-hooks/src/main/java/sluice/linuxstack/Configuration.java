package sluice.linuxstack;

import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sluice.edge.IpAddress;
import sluice.inet.Ipv4InterfaceAddress;
import sluice.inet.Ipv6Address;
import sluice.netdev.BridgeDevice;
import sluice.netdev.EthernetDevice;
import sluice.netdev.LoopbackDevice;
import sluice.netdev.NetDevice;
import sluice.netdev.TunDevice;
import sluice.nic.Nic;
import sluice.qdisc.PfifoFast;
import sluice.route.RouteRule;
import sluice.route.RouteRules;

/** Addresses, routes and neighbours as they are written for {@code ip}. */
final class Configuration {
    private static final String PEER = " peer ";

    private LinuxKernel kernel = LinuxKernel.LINUX_6;
    private final Net net;

    Configuration(Net net) {
        this.net = net;
    }

    /** Adds or removes a route; false if one to be removed is not there. */
    boolean route(String text, boolean add) {
        return new RouteWords(net, text).enter(add);
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

    /** Another kernel than today's. */
    void setKernel(LinuxKernel value) {
        kernel = value;
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
                    case LoopbackDevice lo -> {
                        if (kernel.loopbackTakesAddress()) lo.setMac(mac);
                        yield kernel.loopbackTakesAddress();
                    }
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
}
