package sluice.pcap.live;

/**
 * Something that libpcap can open by name: an interface, or a source of libpcap's own such as
 * {@code any}.
 *
 * @param description what the library says about it; empty if nothing
 * @param up whether it is switched on
 * @param loopback whether what is sent on it comes back to the same machine
 */
public record LibpcapInterface(String name, String description, boolean up, boolean loopback) {}
