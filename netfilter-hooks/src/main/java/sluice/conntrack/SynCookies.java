package sluice.conntrack;

import sluice.netfilter.Jhash;
import sluice.packet.Octets;

/**
 * Sequence numbers that say what was agreed on, so that nothing must be remembered (Linux, {@code
 * net/ipv4/syncookies.c}; RFC 4987, 3.6). A number holds for one to two minutes.
 *
 * <p>Differs: the kernel hashes with SipHash under keys of its own; which numbers come out is as
 * arbitrary here as there.
 */
final class SynCookies {
    private static final long PERIOD_NANOS = 60_000_000_000L;
    private static final int AGE_MAX = 2;
    private static final int DATA_BITS = 24;
    private static final int DATA_MASK = (1 << DATA_BITS) - 1;
    private static final int[] SIZES4 = {536, 1300, 1440, 1460};
    private static final int[] SIZES6 = {1280 - 60, 1480 - 60, 1500 - 60, 9000 - 60};

    private final byte[] hashed = new byte[44];
    private final int key;

    SynCookies(int key) {
        this.key = key;
    }

    /** Which of the known segment sizes an offered one becomes. */
    static int size(boolean ipv6, int offered) {
        int[] sizes = ipv6 ? SIZES6 : SIZES4;
        int at = sizes.length - 1;
        while (at > 0 && offered < sizes[at]) at--;
        return at;
    }

    /** The first sequence number of the answer to a SYN, from its addresses, ports and number. */
    int make(byte[] octets, int ip, int tcp, boolean ipv6, int sequence, int size, long nowNanos) {
        int count = (int) (nowNanos / PERIOD_NANOS);
        int data = hash(octets, ip, tcp, ipv6, count, 1) + size & DATA_MASK;
        return hash(octets, ip, tcp, ipv6, 0, 0) + sequence + (count << DATA_BITS) + data;
    }

    /** The segment size that a number says; 0 if it was not made here, or too long ago. */
    int check(
            byte[] octets, int ip, int tcp, boolean ipv6, int cookie, int sequence, long nowNanos) {
        int count = (int) (nowNanos / PERIOD_NANOS);
        int left = cookie - hash(octets, ip, tcp, ipv6, 0, 0) - sequence;
        int age = count - (left >>> DATA_BITS) & 0xff;
        if (age >= AGE_MAX) return 0;
        int size = left - hash(octets, ip, tcp, ipv6, count - age, 1) & DATA_MASK;
        int[] sizes = ipv6 ? SIZES6 : SIZES4;
        return size < sizes.length ? sizes[size] : 0;
    }

    private int hash(byte[] octets, int ip, int tcp, boolean ipv6, int count, int which) {
        int addresses = ipv6 ? 32 : 8;
        System.arraycopy(octets, ip + (ipv6 ? 8 : 12), hashed, 0, addresses);
        System.arraycopy(octets, tcp, hashed, addresses, 4);
        Octets.put32(hashed, addresses + 4, count);
        Octets.put32(hashed, addresses + 8, which);
        return Jhash.of(hashed, 0, addresses + 12, key);
    }
}
