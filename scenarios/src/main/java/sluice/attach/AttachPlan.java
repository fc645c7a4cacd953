package sluice.attach;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import sluice.edge.IpAddress;
import sluice.pcap.tap.TapOptions;
import sluice.script.HostKind;
import sluice.script.Prefix;

/**
 * What is to be attached to what.
 *
 * @param device the TUN or TAP device, and the station address of the emulated NIC
 * @param host which stack
 * @param addresses of the emulated host, one or more
 * @param gateways default routers, one for each family at most
 * @param services what runs on it
 * @param capture where every layer's packets are written
 */
public record AttachPlan(
        TapOptions device,
        HostKind host,
        List<Prefix> addresses,
        List<IpAddress> gateways,
        List<ServiceSpec> services,
        Optional<Path> capture) {
    /** Name of the emulated host in places and captures. */
    static final String HOST = "host";

    private static final long LOCALLY_ADMINISTERED = 0x0200_0000_0000L;

    /** Copies the lists. */
    public AttachPlan {
        addresses = List.copyOf(addresses);
        gateways = List.copyOf(gateways);
        services = List.copyOf(services);
    }

    /** A station address for a host with this address: the last 32 bits of it, locally made. */
    public static long macFor(IpAddress address) {
        return LOCALLY_ADMINISTERED | (address.low() & 0xffff_ffffL);
    }

    /**
     * The command that gives the kernel's side what it needs: the interface, an address beside the
     * host's first one (the gateway, if there is one), and the state "up".
     */
    public String setUpCommand() {
        String mode = device.kind() == TapOptions.Kind.TUN ? "tun" : "tap";
        var command = new StringBuilder();
        command.append(
                "sudo ip tuntap add dev %s mode %s user $USER".formatted(device.name(), mode));
        for (Prefix address : addresses) {
            command.append(
                    " && sudo ip address add %s/%d dev %s"
                            .formatted(peer(address), address.lengthBits(), device.name()));
        }
        return command.append(" && sudo ip link set dev ")
                .append(device.name())
                .append(" up")
                .toString();
    }

    private IpAddress peer(Prefix own) {
        for (IpAddress gateway : gateways) {
            if (gateway.isV4() == own.address().isV4()) return gateway;
        }
        long low = own.address().low();
        return new IpAddress(
                own.address().high(), (low & 0xff) == 1 ? low + 1 : (low & ~0xffL) | 1);
    }
}
