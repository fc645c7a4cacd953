package sluice.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sluice.edge.IpAddress;
import sluice.linuxstack.LinuxKernel;
import sluice.nic.NicOptions;
import sluice.packet.wire.Addresses;
import sluice.time.CostPreset;
import sluice.time.InterruptDelivery;

/** Makes hosts of checked trees, defaults filled in. */
final class HostBuilder {
    /**
     * Documentation prefixes (RFC 5737) for the NICs that name no address, by the NIC's place on
     * its host.
     */
    private static final int[] AUTOMATIC_PREFIXES = {0xc000_0200, 0xc633_6400, 0xcb00_7100};

    /** The prefix of RFC 3849, likewise. */
    private static final long AUTOMATIC_PREFIX6 = 0x2001_0db8_0000_0000L;

    private static final long LOCAL_MAC = 0x0200_0000_0000L;
    private static final int MTU_OCTETS = 1500;
    private static final int RING_SLOTS = 256;

    private HostBuilder() {}

    /**
     * A host.
     *
     * @param number its place in the file, from 1
     */
    static HostSpec host(String name, Node node, int number) {
        Given given = Given.of(node);
        HostKind kind =
                given.text("kind", "").equals("windows") ? HostKind.WINDOWS : HostKind.LINUX;
        List<NicSpec> nics = nics(given, kind, number);
        String firstNic = nics.getFirst().name();
        return new HostSpec(
                given.place(),
                name,
                kind,
                given.whole("cpus", 1),
                interrupts(given.text("interrupts", "")),
                CostPreset.named(given.text("cost", "")).orElse(CostPreset.ZERO),
                given.isTrue("forwarding"),
                nics,
                given.items("routes").stream().map(HostBuilder::route).toList(),
                given.items("neighbours").stream().map(item -> neighbour(item, firstNic)).toList(),
                given.pairs("sysctls"),
                drivers(given),
                given.items("hooks").stream().map(HostBuilder::hook).toList(),
                LinuxKernel.named(given.text("kernel", "")).orElse(LinuxKernel.LINUX_6),
                given.texts("commands"),
                given.text("verifier", "").equals("on"),
                WindowsForms.spec(given));
    }

    private static InterruptDelivery interrupts(String word) {
        return word.equals(InterruptDelivery.LOWEST_PRIORITY.word())
                ? InterruptDelivery.LOWEST_PRIORITY
                : InterruptDelivery.FIXED;
    }

    static DriverSpec driver(Node node) {
        if (node instanceof Node.Scalar(Place place, String name)) {
            return new DriverSpec(
                    place, name, new Part.Shipped(name), new java.util.LinkedHashMap<>());
        }
        Given given = Given.of(node);
        Part part = part(given, "driver");
        return new DriverSpec(
                given.place(), given.text("name", shortName(part)), part, given.pairs("options"));
    }

    static HookSpec hook(Node node) {
        Given given = Given.of(node);
        Part part = part(given, "hook");
        String point = given.text("point", "");
        String priority =
                given.text("priority").filter(Notation.PRIORITY::matches).orElse("filter");
        return new HookSpec(
                given.place(),
                given.text("name", shortName(part)),
                part,
                HookPoint.words().contains(point) ? HookPoint.valueOf(point) : HookPoint.PREROUTING,
                HookSpec.priority(priority),
                given.pairs("options"));
    }

    private static Part part(Given given, String shipped) {
        Optional<String> own = given.text("class");
        return own.isPresent()
                ? new Part.Own(own.get())
                : new Part.Shipped(given.text(shipped, ""));
    }

    private static String shortName(Part part) {
        return part.text().substring(part.text().lastIndexOf('.') + 1);
    }

    private static List<DriverSpec> drivers(Given given) {
        return given.items("drivers").stream().map(HostBuilder::driver).toList();
    }

    private static List<NicSpec> nics(Given host, HostKind kind, int hostNumber) {
        var nics = new ArrayList<NicSpec>();
        for (Node item : host.items("nics")) {
            nics.add(nic(Given.of(item), kind, hostNumber, nics.size()));
        }
        if (nics.isEmpty()) {
            nics.add(nic(new Given(host.place(), List.of()), kind, hostNumber, 0));
        }
        return nics;
    }

    private static NicSpec nic(Given given, HostKind kind, int hostNumber, int index) {
        long mac =
                given.text("mac")
                        .filter(Notation.MAC::matches)
                        .map(Texts::mac)
                        .orElse(LOCAL_MAC | (long) hostNumber << 8 | index + 1);
        var addresses = new ArrayList<Prefix>();
        for (String text : given.texts("addresses")) {
            Prefix.checked(text).ifPresent(addresses::add);
        }
        if (!given.has("addresses")) {
            addresses.addAll(automatic(hostNumber, index));
        }
        var options =
                new NicOptions(
                        Addresses.isMulticastMac(mac) ? LOCAL_MAC : mac,
                        Math.clamp(given.longWhole("mtu", MTU_OCTETS), 68, 65_535),
                        Math.clamp(given.longWhole("receive-slots", RING_SLOTS), 1, 65_536),
                        Math.clamp(given.longWhole("transmit-slots", RING_SLOTS), 1, 65_536));
        String name = given.text("name", (kind == HostKind.LINUX ? "eth" : "Ethernet") + index);
        return new NicSpec(
                given.place(), name, options, HardwareSpec.of(given), addresses, drivers(given));
    }

    private static List<Prefix> automatic(int hostNumber, int index) {
        int prefix =
                index < AUTOMATIC_PREFIXES.length
                        ? AUTOMATIC_PREFIXES[index]
                        : 0x0a00_0000 | index << 16;
        return List.of(
                new Prefix(IpAddress.v4(prefix | hostNumber), 24),
                new Prefix(new IpAddress(AUTOMATIC_PREFIX6 | index, hostNumber), 64));
    }

    private static RouteSpec route(Node node) {
        Given given = Given.of(node);
        Optional<IpAddress> via = given.text("via").flatMap(Texts::address);
        String to = given.text("to", "default");
        Prefix all =
                via.isPresent() && !via.get().isV4() ? new Prefix(IpAddress.ANY6, 0) : Prefix.ALL4;
        return new RouteSpec(
                given.place(),
                Prefix.checked(to).orElse(all),
                via,
                given.text("nic", ""),
                given.whole("metric", 0));
    }

    private static NeighbourSpec neighbour(Node node, String firstNic) {
        Given given = Given.of(node);
        return new NeighbourSpec(
                given.place(),
                given.text("address").flatMap(Texts::address).orElse(IpAddress.ANY4),
                given.text("mac").filter(Notation.MAC::matches).map(Texts::mac).orElse(0L),
                given.text("nic", firstNic));
    }
}
