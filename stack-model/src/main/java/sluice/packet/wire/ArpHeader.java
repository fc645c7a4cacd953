package sluice.packet.wire;

import sluice.packet.Octets;

/**
 * An ARP or RARP packet with Ethernet and IPv4 addresses as a value.
 *
 * @param operation number of an {@link ArpOperation}, or another
 * @param senderMac 48 bits
 * @param senderAddress IPv4 address
 * @param targetMac 48 bits
 * @param targetAddress IPv4 address
 */
public record ArpHeader(
        int operation, long senderMac, int senderAddress, long targetMac, int targetAddress) {
    public ArpHeader {
        Require.bits("operation", 16, operation);
        Require.bits("senderMac", 48, senderMac);
        Require.bits("targetMac", 48, targetMac);
    }

    public int lengthOctets() {
        return ArpView.ETHERNET_IPV4_OCTETS;
    }

    public void writeTo(byte[] octets, int offset) {
        Octets.put16(octets, offset, ArpView.HARDWARE_ETHERNET);
        Octets.put16(octets, offset + 2, EtherTypes.IPV4);
        Octets.put8(octets, offset + 4, Addresses.MAC_OCTETS);
        Octets.put8(octets, offset + 5, 4);
        Octets.put16(octets, offset + 6, operation);
        Octets.put48(octets, offset + 8, senderMac);
        Octets.put32(octets, offset + 14, senderAddress);
        Octets.put48(octets, offset + 18, targetMac);
        Octets.put32(octets, offset + 24, targetAddress);
    }
}
