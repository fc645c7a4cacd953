package sluice.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import sluice.edge.IpAddress;

/**
 * A host on which rules are to stand.
 *
 * @param routes words of {@code ip route add}
 * @param rules words of {@code ip rule add}
 * @param settings sysctls by name
 * @param notes what of the description was left out or made up, for people
 */
public record HostDescription(
        List<Device> devices,
        List<String> routes,
        List<String> rules,
        Map<String, Integer> settings,
        List<String> notes) {
    private static final int MTU_OCTETS = 1500;

    /** Copies the lists. */
    public HostDescription {
        devices = List.copyOf(devices);
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        settings = new LinkedHashMap<>(settings);
        notes = List.copyOf(notes);
    }

    /**
     * An interface.
     *
     * @param mac as text; empty for one of our choice
     * @param addresses {@code a/len}
     */
    public record Device(String name, String mac, int mtuOctets, List<String> addresses) {}

    /**
     * What {@code --self} says: {@code 192.0.2.1/24@eth0,10.0.0.1/24@eth1}. The host forwards, and
     * everything else is reached by the first interface.
     *
     * @throws NotationFault if it is not understood
     */
    public static HostDescription self(String text) throws NotationFault {
        Map<String, List<String>> devices = new LinkedHashMap<>();
        int column = 1;
        for (String part : text.split(",", -1)) {
            String word = part.strip();
            int at = word.indexOf('@');
            int slash = word.indexOf('/');
            if (at < 0 || at == word.length() - 1)
                throw new NotationFault(column, "\"ADDRESS/LENGTH@INTERFACE\" is expected");
            if (slash < 0 || slash > at)
                throw new NotationFault(
                        column, "the length of the network is missing: \"192.0.2.1/24@eth0\"");
            Optional<IpAddress> address = IpAddress.checked(word.substring(0, slash));
            if (address.isEmpty())
                throw new NotationFault(
                        column, "\"" + word.substring(0, slash) + "\" is no address");
            if (!fits(word.substring(slash + 1, at), address.get().isV4() ? 32 : 128))
                throw new NotationFault(column + slash + 1, "a length of a network is expected");
            devices.computeIfAbsent(word.substring(at + 1), _ -> new ArrayList<>())
                    .add(word.substring(0, at));
            column += part.length() + 1;
        }
        return of(devices);
    }

    /** A host that forwards, with these addresses by device, and routes to everywhere. */
    static HostDescription of(Map<String, List<String>> addresses) {
        List<Device> devices = new ArrayList<>();
        List<String> routes = new ArrayList<>();
        addresses.forEach((name, all) -> devices.add(new Device(name, "", MTU_OCTETS, all)));
        for (boolean ipv6 : new boolean[] {false, true}) {
            for (Device device : devices) {
                boolean has = device.addresses.stream().anyMatch(a -> a.contains(":") == ipv6);
                if (!has || device.name.equals("lo")) continue;
                routes.add((ipv6 ? "::/0" : "default") + " dev " + device.name);
                break;
            }
        }
        Map<String, Integer> settings = new LinkedHashMap<>();
        settings.put("net.ipv4.ip_forward", 1);
        settings.put("net.ipv6.conf.all.forwarding", 1);
        return new HostDescription(devices, routes, List.of(), settings, List.of());
    }

    private static boolean fits(String length, int max) {
        return length.matches("[0-9]{1,3}") && Integer.parseInt(length) <= max;
    }

    /** Whether an address is one of its own. */
    boolean owns(IpAddress address) {
        for (Device device : devices) {
            for (String each : device.addresses) {
                String own = each.substring(0, each.indexOf('/'));
                if (IpAddress.checked(own).filter(address::equals).isPresent()) return true;
            }
        }
        return address.isV4()
                ? address.v4() >>> 24 == 127
                : address.high() == 0 && address.low() == 1;
    }

    /** The device in whose network an address is; else the first of its family. */
    Optional<String> deviceFor(IpAddress address) {
        String first = null;
        for (Device device : devices) {
            if (device.name.equals("lo")) continue;
            for (String each : device.addresses) {
                int slash = each.indexOf('/');
                Optional<IpAddress> own = IpAddress.checked(each.substring(0, slash));
                if (own.isEmpty() || own.get().isV4() != address.isV4()) continue;
                if (first == null) first = device.name;
                int length = Integer.parseInt(each.substring(slash + 1));
                if (same(own.get(), address, length)) return Optional.of(device.name);
            }
        }
        if (first == null && !devices.isEmpty()) first = devices.getFirst().name;
        return Optional.ofNullable(first);
    }

    private static boolean same(IpAddress one, IpAddress other, int length) {
        if (one.isV4()) return length == 0 || (one.v4() ^ other.v4()) >>> (32 - length) == 0;
        long high = one.high() ^ other.high();
        if (length <= 64) return length == 0 || high >>> (64 - length) == 0;
        return high == 0 && (one.low() ^ other.low()) >>> (128 - length) == 0;
    }
}
