package sluice.inet;

/**
 * An IPv6 address configured on a device.
 *
 * @param address the address
 * @param prefixLength bits of its subnet
 * @param deviceIndex the device
 * @param deprecated past its preferred lifetime: used only if nothing else fits
 * @param tentative duplicate detection has not ended: not used at all
 */
public record Ipv6InterfaceAddress(
        Ipv6Address address,
        int prefixLength,
        int deviceIndex,
        boolean deprecated,
        boolean tentative) {
    /** A preferred address. */
    public static Ipv6InterfaceAddress preferred(
            Ipv6Address address, int prefixLength, int deviceIndex) {
        return new Ipv6InterfaceAddress(address, prefixLength, deviceIndex, false, false);
    }
}
