package sluice.script;

import sluice.edge.IpAddress;

/**
 * A static entry of a host's neighbour table.
 *
 * @param mac 48 bits
 * @param nic on which NIC
 */
public record NeighbourSpec(Place place, IpAddress address, long mac, String nic) {}
