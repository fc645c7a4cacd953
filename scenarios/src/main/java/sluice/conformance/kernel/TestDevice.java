package sluice.conformance.kernel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.conformance.kernel.Aim.Field;
import sluice.conformance.kernel.Aim.Range;
import sluice.edge.IpAddress;
import sluice.packet.wire.Addresses;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;

/**
 * A device made to suit a ruleset: interfaces with the names that the rules use, addresses inside
 * the networks they name. One interface leads to all that is not known; every station that packets
 * come from or go to has its link address known.
 */
final class TestDevice {
    private static final int PORTS_MAX = 12;
    private static final int PORTS_MIN = 2;
    private static final int STATION = 0x0600_0000;

    /**
     * An interface.
     *
     * @param net4 its network's number, of {@link #bits4} bits; its own address is {@link #own4}
     * @param net6 upper half of its addresses
     */
    record Port(String name, long mac, int net4, int bits4, int own4, long net6) {
        boolean has(IpAddress address) {
            if (!address.isV4()) return address.high() == net6;
            return (address.v4() & mask(bits4)) == net4;
        }

        IpAddress own(boolean ipv6) {
            return ipv6 ? new IpAddress(net6, 1) : IpAddress.v4(own4);
        }

        IpAddress gateway(boolean ipv6) {
            return ipv6 ? new IpAddress(net6, 0xfe) : IpAddress.v4((net4 | ~mask(bits4)) - 1);
        }
    }

    private final List<Port> ports = new ArrayList<>();
    private final List<String> routes = new ArrayList<>();
    private final Map<IpAddress, Port> stations = new LinkedHashMap<>();
    private final Set<Integer> ownExtra = new LinkedHashSet<>();
    private final boolean ipv4;
    private final boolean ipv6;
    private final Port outside;

    private TestDevice(RuleAims rules) {
        ipv4 = rules.aims().stream().anyMatch(each -> each.family() != RuleFamily.IP6);
        ipv6 = rules.aims().stream().anyMatch(each -> each.family() != RuleFamily.IP);
        Set<String> names = new LinkedHashSet<>();
        for (String name : rules.deviceNames())
            if (!name.equals("lo") && names.size() < PORTS_MAX && name.length() <= 15)
                names.add(name);
        for (int i = 0; names.size() < PORTS_MIN; i++) names.add("eth" + i);
        String out = outside(rules, names);
        Map<String, Range> nets = networks(rules, names, out);
        int number = 0;
        for (String name : names) ports.add(port(name, ++number, nets.get(name), name.equals(out)));
        outside = ports.stream().filter(each -> each.name.equals(out)).findFirst().orElseThrow();
        for (Port each : ports) {
            if (ipv4) stations.put(each.gateway(false), each);
            if (ipv6) stations.put(each.gateway(true), each);
        }
        nets.forEach(this::route);
        if (ipv4) routes.add("default via " + outside.gateway(false) + " dev " + outside.name);
        if (ipv6) routes.add("default via " + outside.gateway(true) + " dev " + outside.name);
        owned(rules);
    }

    /** Makes one. */
    static TestDevice of(RuleAims rules) {
        return new TestDevice(rules);
    }

    static int mask(int bits) {
        return bits == 0 ? 0 : -1 << (32 - bits);
    }

    private Port port(String name, int number, @Nullable Range net, boolean isOutside) {
        long mac = 0x0200_0000_0000L | (((long) name.hashCode() << 8) & 0xff_ffff_ff00L) | number;
        int base = isOutside ? 0xcb007100 : 0x0a640000 | ((number * 7) << 8);
        int bits = 24;
        if (net != null) {
            base = net.from().intValue();
            int wanted = bits(net);
            if (wanted > bits) bits = wanted;
        }
        base &= mask(bits);
        return new Port(name, mac, base, bits, base + 1, 0x2001_0db8_0000_0000L | number);
    }

    private static int bits(Range net) {
        return 32 - net.to().subtract(net.from()).bitLength();
    }

    /** What is larger than the network of the interface lies behind a router there. */
    private void route(String name, Range net) {
        int bits = bits(net);
        if (bits >= 24 || bits < 8) return;
        for (Port each : ports) {
            if (!each.name.equals(name)) continue;
            String prefix = Addresses.formatIpv4(net.from().intValue() & mask(bits)) + "/" + bits;
            routes.add(prefix + " via " + each.gateway(false) + " dev " + name);
        }
    }

    /** The interface that leads to everything else: where sources are translated, if they are. */
    private static String outside(RuleAims rules, Set<String> names) {
        for (Aim aim : rules.aims()) {
            if (aim.hook() != RuleHook.POSTROUTING) continue;
            for (Range out : aim.of(Field.OUT)) {
                Optional<String> name = rules.device(out).filter(names::contains);
                if (name.isPresent()) return name.get();
            }
        }
        for (String name : names)
            if (name.startsWith("wan") || name.startsWith("ppp") || name.equals("eth0"))
                return name;
        return names.iterator().next();
    }

    /** Private networks that rules name together with an interface, or by themselves. */
    private static Map<String, Range> networks(RuleAims rules, Set<String> names, String out) {
        Map<String, Range> nets = new LinkedHashMap<>();
        List<Range> loose = new ArrayList<>();
        for (Aim aim : rules.aims()) {
            together(rules, aim, Field.IN, Field.SOURCE, names, nets, loose);
            together(rules, aim, Field.OUT, Field.DESTINATION, names, nets, loose);
        }
        for (Range net : loose) {
            if (overlaps(net, nets)) continue;
            for (String name : names) {
                if (name.equals(out) || nets.containsKey(name)) continue;
                nets.put(name, net);
                break;
            }
        }
        return nets;
    }

    private static void together(
            RuleAims rules,
            Aim aim,
            Field device,
            Field address,
            Set<String> names,
            Map<String, Range> nets,
            List<Range> loose) {
        for (Range net : aim.of(address)) {
            if (net.octets() != 4 || !isPrivateNet(net)) continue;
            List<Range> on = aim.of(device);
            Optional<String> name = on.size() == 1 ? rules.device(on.getFirst()) : Optional.empty();
            if (name.isPresent()
                    && names.contains(name.get())
                    && !nets.containsKey(name.get())
                    && !overlaps(net, nets)) nets.put(name.get(), net);
            else loose.add(net);
        }
    }

    private static boolean isPrivateNet(Range net) {
        BigInteger span = net.to().subtract(net.from()).add(BigInteger.ONE);
        boolean prefix = span.bitCount() == 1 && net.from().mod(span).signum() == 0;
        int bits = bits(net);
        if (!prefix || bits < 8 || bits > 30) return false;
        int first = net.from().intValue();
        return first >>> 24 == 10
                || first >>> 20 == 0xac1
                || first >>> 16 == 0xc0a8
                || first >>> 16 == 0xc000;
    }

    private static boolean overlaps(Range net, Map<String, Range> nets) {
        return nets.values().stream()
                .anyMatch(each ->
                        each.from().compareTo(net.to()) <= 0
                                && net.from().compareTo(each.to()) <= 0);
    }

    /** Single addresses at which rules of the input expect this host. */
    private void owned(RuleAims rules) {
        for (Aim aim : rules.aims()) {
            if (aim.hook() != RuleHook.INPUT) continue;
            for (Range each : aim.of(Field.DESTINATION)) {
                int address = each.from().intValue();
                boolean unicast = address >>> 28 < 14 && address >>> 24 != 127 && address != 0;
                if (each.octets() == 4
                        && each.from().equals(each.to())
                        && unicast
                        && ports.stream().noneMatch(p -> p.has(IpAddress.v4(address)))
                        && ownExtra.size() < 4) ownExtra.add(address);
            }
        }
    }

    // ---- what it has -----------------------------------------------------------------------

    List<Port> ports() {
        return ports;
    }

    boolean ipv4() {
        return ipv4;
    }

    boolean ipv6() {
        return ipv6;
    }

    Port outside() {
        return outside;
    }

    List<String> routes() {
        return routes;
    }

    Optional<Port> port(String name) {
        return ports.stream().filter(each -> each.name.equals(name)).findFirst();
    }

    /** Its addresses on an interface, as {@code ip addr} takes them. */
    List<String> addresses(Port port) {
        List<String> all = new ArrayList<>();
        if (ipv4) all.add(port.own(false) + "/" + port.bits4);
        if (ipv4 && port == outside)
            for (int each : ownExtra) all.add(Addresses.formatIpv4(each) + "/32");
        if (ipv6) {
            all.add(port.own(true) + "/64");
            all.add("fe80::1:" + (ports.indexOf(port) + 1) + "/64");
        }
        return all;
    }

    /** Makes a station known if the address is one of a neighbour's; its link address. */
    long station(IpAddress address, Port on) {
        for (Port each : ports) {
            if (!each.has(address)) continue;
            if (isStation(address, each)) stations.put(address, each);
            return mac(address, each);
        }
        return mac(on.gateway(!address.isV4()), on);
    }

    private static boolean isStation(IpAddress address, Port on) {
        if (address.equals(on.own(!address.isV4()))) return false;
        if (!address.isV4()) return address.low() != 0;
        int host = address.v4() & ~mask(on.bits4);
        return host != 0 && host != ~mask(on.bits4);
    }

    static long mac(IpAddress address, Port on) {
        long mixed = address.high() * 31 + address.low() * 0x9e37_79b9L;
        int folded = (int) (mixed ^ (mixed >>> 32));
        return (long) (STATION >>> 16) << 32
                | (Integer.toUnsignedLong(folded) & 0xffff_ff00L)
                | (on.mac & 0xff);
    }

    Map<IpAddress, Port> stations() {
        return stations;
    }

    /** The settings that the recorded cases have, and those that packets passing through need. */
    Map<String, Integer> sysctls() {
        Map<String, Integer> all = new LinkedHashMap<>();
        all.put("net.ipv4.tcp_synack_retries", 0);
        all.put("net.ipv4.conf.all.send_redirects", 0);
        for (Port each : ports)
            all.put("net.ipv4.conf." + each.name.replace('.', '|') + ".send_redirects", 0);
        all.put("net.ipv4.ip_forward", 1);
        if (ipv6) all.put("net.ipv6.conf.all.forwarding", 1);
        return all;
    }
}
