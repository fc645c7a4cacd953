package sluice.packet.wire;

import java.util.Optional;
import sluice.packet.Octets;

/**
 * An ARP or RARP packet read in place (RFC 826, RFC 903). Address lengths are the packet's own; the
 * accessors of MAC and IPv4 addresses hold for {@link #isEthernetIpv4} only.
 *
 * <pre>
 *  hardware 2 | protocol 2 | hlen 1 | plen 1 | operation 2 |
 *  sender hardware hlen | sender protocol plen | target hardware hlen | target protocol plen
 * </pre>
 */
public record ArpView(byte[] octets, int offset) {
    /** Length of the part before the addresses. */
    public static final int FIXED_OCTETS = 8;

    /** Length with Ethernet and IPv4 addresses. */
    public static final int ETHERNET_IPV4_OCTETS = 28;

    public static final int HARDWARE_ETHERNET = 1;

    private static final int OPERATION = 6;

    /** Empty unless all four addresses end at or before {@code limit}. */
    public static Optional<ArpView> checked(byte[] octets, int offset, int limit) {
        return fits(octets, offset, limit)
                ? Optional.of(new ArpView(octets, offset))
                : Optional.empty();
    }

    /** {@link #checked} without the object. */
    public static boolean fits(byte[] octets, int offset, int limit) {
        return limit - offset >= FIXED_OCTETS
                && limit - offset >= new ArpView(octets, offset).lengthOctets();
    }

    public int hardwareType() {
        return Octets.u16(octets, offset);
    }

    /** An {@link EtherTypes} number. */
    public int protocolType() {
        return Octets.u16(octets, offset + 2);
    }

    public int hardwareLengthOctets() {
        return Octets.u8(octets, offset + 4);
    }

    public int protocolLengthOctets() {
        return Octets.u8(octets, offset + 5);
    }

    /** The number of an {@link ArpOperation}, or another. */
    public int operation() {
        return Octets.u16(octets, offset + OPERATION);
    }

    public int lengthOctets() {
        return FIXED_OCTETS + 2 * (hardwareLengthOctets() + protocolLengthOctets());
    }

    /** True where the addresses are a MAC address and an IPv4 address each. */
    public boolean isEthernetIpv4() {
        return hardwareType() == HARDWARE_ETHERNET
                && protocolType() == EtherTypes.IPV4
                && hardwareLengthOctets() == Addresses.MAC_OCTETS
                && protocolLengthOctets() == 4;
    }

    public long senderMac() {
        return Octets.u48(octets, offset + 8);
    }

    public int senderAddress() {
        return Octets.i32(octets, offset + 14);
    }

    public long targetMac() {
        return Octets.u48(octets, offset + 18);
    }

    public int targetAddress() {
        return Octets.i32(octets, offset + 24);
    }

    /** Empty unless {@link #isEthernetIpv4}. */
    public Optional<ArpHeader> toHeader() {
        return isEthernetIpv4()
                ? Optional.of(
                        new ArpHeader(
                                operation(),
                                senderMac(),
                                senderAddress(),
                                targetMac(),
                                targetAddress()))
                : Optional.empty();
    }
}
