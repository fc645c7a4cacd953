package sluice.sniffer;

/**
 * The control module of a sniffer: what can be set on an adapter while packets are captured on it.
 * Called by the thread that runs the source, between packets or before.
 */
public interface AdapterControl {
    /** Another station address of 48 bits; false if it keeps its own. */
    boolean setMac(long mac);

    /**
     * An IPv4 address in place of those it has.
     *
     * @param prefixLength of its network, 0 to 32
     * @return false if it has none
     */
    boolean setAddress(int ipv4Address, int prefixLength);

    /** Another working rate in bits per second, 0 for no limit; false if it has none. */
    boolean setRate(long bitsPerSecond);
}
