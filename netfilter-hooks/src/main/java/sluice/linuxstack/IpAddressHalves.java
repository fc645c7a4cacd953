package sluice.linuxstack;

/** IPv4 addresses as the two halves that sockets report, without an object. */
final class IpAddressHalves {
    private static final long MAPPED = 0xffff_0000_0000L;

    private IpAddressHalves() {}

    static void setV4(long[] halves, int address) {
        halves[0] = 0;
        halves[1] = MAPPED | (address & 0xffff_ffffL);
    }
}
