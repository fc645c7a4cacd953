package sluice.inet;

import java.util.random.RandomGenerator;

/**
 * Gives the identification field of the IPv4 packets that a host sends. Segments the kernel makes
 * without a connection (SYN|ACK, RST) carry 0 on Linux and do not ask.
 */
@FunctionalInterface
public interface IpIdentification {
    /** The next number for a packet between these addresses, 0..65535. */
    int next(int source, int destination, int protocol);

    /**
     * Linux: unpredictable (Linux 6.x, {@code __ip_select_ident}; datagrams with DF carry random
     * numbers too).
     *
     * <p>Differs: the kernel steps hashed counters by random amounts; here each number is drawn.
     */
    static IpIdentification drawn(RandomGenerator random) {
        return (source, destination, protocol) -> random.nextInt(1 << 16);
    }

    /** Windows XP: one counter for all packets of the host, each one more than the last. */
    static IpIdentification counting(int first) {
        return new IpIdentification() {
            private int next = first;

            @Override
            public int next(int source, int destination, int protocol) {
                return next++ & 0xffff;
            }
        };
    }
}
