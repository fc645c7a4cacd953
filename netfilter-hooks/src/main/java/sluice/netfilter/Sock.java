package sluice.netfilter;

/**
 * The socket of a packet, as rules and routing ask about it ({@code struct sock}). Packets that the
 * kernel makes by itself (echo replies, ICMP errors, resets) have a socket that no program owns.
 */
public interface Sock {
    /** The kernel's own socket: it is there, and nobody owns it. */
    Sock KERNEL = new Sock() {};

    /** Whether a program has it open. */
    default boolean owned() {
        return false;
    }

    /** User of the program. */
    default int uid() {
        return 0;
    }

    /** Group of the program. */
    default int gid() {
        return 0;
    }

    /** {@code SO_MARK}: mark of the packets it sends, from the first route lookup on. */
    default int mark() {
        return 0;
    }

    /** A number of its own within the host ({@code SO_COOKIE}); 0 for the kernel's. */
    default long cookie() {
        return 0;
    }

    /** {@code IP_TRANSPARENT}: it may have addresses that are not the host's. */
    default boolean transparent() {
        return false;
    }

    /** Whether it is bound to no address. */
    default boolean wildcard() {
        return true;
    }
}
