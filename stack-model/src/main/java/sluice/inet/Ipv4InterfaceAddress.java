package sluice.inet;

/**
 * An IPv4 address configured on a device.
 *
 * @param address the address
 * @param peer the address of the other end of a point-to-point link, else {@code address}; the
 *     prefix is that of the peer
 * @param prefixLength bits of its subnet
 * @param deviceIndex the device
 * @param scope how far it is valid
 * @param secondary whether another address of the same subnet came first on this device; it is then
 *     not chosen as source
 */
public record Ipv4InterfaceAddress(
        int address,
        int peer,
        int prefixLength,
        int deviceIndex,
        AddressScope scope,
        boolean secondary) {
    /**
     * Checks the prefix.
     *
     * @throws IllegalArgumentException if the prefix is not 0..32 bits long
     */
    public Ipv4InterfaceAddress {
        if (prefixLength < 0 || prefixLength > 32)
            throw new IllegalArgumentException("IPv4 prefix of " + prefixLength + " bits");
    }

    /** A primary address with the scope that follows from its value. */
    public static Ipv4InterfaceAddress primary(int address, int prefixLength, int deviceIndex) {
        return new Ipv4InterfaceAddress(
                address, address, prefixLength, deviceIndex, AddressScope.of(address), false);
    }

    /** Whether {@code other} is in this address's subnet. */
    public boolean covers(int other) {
        return Ipv4Addresses.inPrefix(other, peer, prefixLength);
    }
}
