package sluice.netfilter;

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

    /** Whether its frames have no link header and begin with that of IP. */
    default boolean bare() {
        return false;
    }
}
