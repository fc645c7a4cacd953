package sluice.netfilter;

import org.jspecify.annotations.Nullable;

/** A network device as hooks and rules know it. */
public interface NetInterface {
    /** Number of the device in its host, 1 and up; {@code lo} is 1. */
    int index();

    /** Name, such as {@code eth0}. */
    String name();

    /** Hardware address, 48 bits; 0 for {@code lo}. */
    long mac();

    /** Largest IP packet it carries, in octets. */
    int mtuOctets();

    /** Whether this is {@code lo}. */
    boolean loopback();

    /** What its link is, by the kernel's number ({@code ARPHRD_}). */
    default int hardwareType() {
        if (loopback()) return HARDWARE_LOOPBACK;
        return bare() ? HARDWARE_NONE : HARDWARE_ETHERNET;
    }

    /** {@code ARPHRD_ETHER}. */
    int HARDWARE_ETHERNET = 1;

    /** {@code ARPHRD_LOOPBACK}. */
    int HARDWARE_LOOPBACK = 772;

    /** {@code ARPHRD_NONE}: there is no link header. */
    int HARDWARE_NONE = 0xfffe;

    /**
     * What made it ({@code rtnl_link_ops}): {@code bridge}, {@code tun}, {@code vlan}; or empty.
     */
    default String kind() {
        return "";
    }

    /** The bridge it is a port of, or null. */
    default @Nullable NetInterface master() {
        return null;
    }

    /** Whether its frames have no link header and begin with that of IP. */
    default boolean bare() {
        return false;
    }
}
