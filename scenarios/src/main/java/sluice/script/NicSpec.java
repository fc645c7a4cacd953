package sluice.script;

import java.util.List;
import sluice.nic.NicOptions;

/**
 * A NIC of a host.
 *
 * @param name unique on its host
 * @param options station address, MTU and rings
 * @param hardware what it is made of
 * @param addresses with their prefix lengths
 * @param drivers between this NIC and the protocols, the lowest first (Windows)
 */
public record NicSpec(
        Place place,
        String name,
        NicOptions options,
        HardwareSpec hardware,
        List<Prefix> addresses,
        List<DriverSpec> drivers) {
    /** Keeps the lists from changing. */
    public NicSpec {
        addresses = List.copyOf(addresses);
        drivers = List.copyOf(drivers);
    }
}
