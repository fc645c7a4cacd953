package sluice.script;

import java.util.Optional;
import sluice.edge.IpAddress;

/**
 * A route beside those of a host's own prefixes.
 *
 * @param destination length 0 for the default route
 * @param via the next hop; empty: on the link itself
 * @param nic by which NIC; empty: the one whose prefix holds the next hop
 * @param metric of equal prefixes the lowest wins
 */
public record RouteSpec(
        Place place, Prefix destination, Optional<IpAddress> via, String nic, int metric) {}
