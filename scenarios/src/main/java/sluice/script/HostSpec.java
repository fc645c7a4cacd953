package sluice.script;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sluice.edge.IpAddress;
import sluice.linuxstack.LinuxKernel;
import sluice.pcap.file.LinkType;
import sluice.time.CostPreset;
import sluice.time.InterruptDelivery;

/**
 * A machine.
 *
 * @param name unique in the scenario
 * @param interrupts which processor takes the interrupts of its NICs
 * @param cost what work costs in time
 * @param forwarding whether it passes packets on as a router
 * @param nics at least one, in the order of the file
 * @param routes beside those of its own prefixes
 * @param sysctls kernel parameters (Linux), in the order of the file
 * @param drivers of the host as a whole, the lowest first (Windows); those of NDIS belong to its
 *     first NIC
 * @param hooks hook functions (Linux), in the order of registration
 * @param kernel of which time it is (Linux)
 * @param commands of an administrator (Linux), before anything runs
 * @param verified whether hooks are held to the whole hook contract (Linux)
 * @param windows what only Windows hosts have
 */
public record HostSpec(
        Place place,
        String name,
        HostKind kind,
        int cpus,
        InterruptDelivery interrupts,
        CostPreset cost,
        boolean forwarding,
        List<NicSpec> nics,
        List<RouteSpec> routes,
        List<NeighbourSpec> neighbours,
        SequencedMap<String, String> sysctls,
        List<DriverSpec> drivers,
        List<HookSpec> hooks,
        LinuxKernel kernel,
        List<String> commands,
        boolean verified,
        WindowsSpec windows) {
    private static final Pattern TUNTAP =
            Pattern.compile("ip +tuntap +add +(?:dev +)?(\\S+) +mode +(tun|tap)");

    /** Keeps the collections from changing. */
    public HostSpec {
        nics = List.copyOf(nics);
        routes = List.copyOf(routes);
        neighbours = List.copyOf(neighbours);
        sysctls = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(sysctls));
        drivers = List.copyOf(drivers);
        hooks = List.copyOf(hooks);
        commands = List.copyOf(commands);
    }

    /** The NIC of that name. */
    public Optional<NicSpec> nic(String nicName) {
        return nics.stream().filter(nic -> nic.name().equals(nicName)).findFirst();
    }

    /**
     * Link type of a device: that of its NICs, of a tun or tap that its commands make, or of the
     * loopback device of Windows; empty if it has no such device.
     */
    public Optional<LinkType> linkType(String device) {
        if (nic(device).isPresent()) return Optional.of(LinkType.ETHERNET);
        if (kind == HostKind.WINDOWS && device.equals(WindowsSpec.LOOPBACK_DEVICE))
            return Optional.of(LinkType.NULL);
        for (String command : commands) {
            Matcher made = TUNTAP.matcher(command.strip());
            if (made.matches() && made.group(1).equals(device))
                return Optional.of(made.group(2).equals("tun") ? LinkType.RAW : LinkType.ETHERNET);
        }
        return Optional.empty();
    }

    /** Its first address of the wanted family, if it has one. */
    public Optional<IpAddress> firstAddress(boolean v4) {
        return nics.stream()
                .flatMap(nic -> nic.addresses().stream())
                .map(Prefix::address)
                .filter(address -> address.isV4() == v4)
                .findFirst();
    }
}
