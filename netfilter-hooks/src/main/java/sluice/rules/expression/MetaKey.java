package sluice.rules.expression;

import java.util.Locale;
import java.util.Optional;

/** What {@code meta} knows of a packet besides its octets ({@code enum nft_meta_keys}). */
public enum MetaKey {
    /** Length from the IP header on. */
    LENGTH(4),
    /** EtherType. */
    PROTOCOL(2),
    /** Priority for queueing disciplines. */
    PRIORITY(4),
    /** A random number. */
    RANDOM(4),
    /** Mark. */
    MARK(4),
    /** Index of the device it came in on. */
    IIF(4),
    /** Index of the device it leaves by. */
    OIF(4),
    /** Name of the device it came in on. */
    IIFNAME(16),
    /** Name of the device it leaves by. */
    OIFNAME(16),
    /** Hardware type of the device it came in on. */
    IIFTYPE(2),
    /** Hardware type of the device it leaves by. */
    OIFTYPE(2),
    /** Group of the device it came in on. */
    IIFGROUP(4),
    /** Group of the device it leaves by. */
    OIFGROUP(4),
    /** Kind of the device it came in on, such as {@code bridge}. */
    IIFKIND(16),
    /** Kind of the device it leaves by. */
    OIFKIND(16),
    /** User of the sending socket. */
    SKUID(4),
    /** Group of the sending socket. */
    SKGID(4),
    /** Control group of the sending socket. */
    CGROUP(4),
    /** Whether it is traced. */
    NFTRACE(1),
    /** Realm of its route. */
    RTCLASSID(4),
    /** Security mark. */
    SECMARK(4),
    /** To whom the frame was addressed. */
    PKTTYPE(1),
    /** CPU that handles it. */
    CPU(4),
    /** Family of the hook. */
    NFPROTO(1),
    /** Protocol behind IP. */
    L4PROTO(1),
    /** Bridge that the device it came in on is a port of. */
    IBRNAME(16),
    /** Bridge that the device it leaves by is a port of. */
    OBRNAME(16),
    /** Nanoseconds since 1970. */
    TIME(8),
    /** Day of the week, 0 is Sunday. */
    DAY(1),
    /** Seconds since midnight. */
    HOUR(4),
    /** Whether it came through a tunnel of IPsec. */
    SECPATH(1),
    /** Index of the device below a VRF. */
    SDIF(4),
    /** Name of the device below a VRF. */
    SDIFNAME(16);

    private final int lengthOctets;

    MetaKey(int lengthOctets) {
        this.lengthOctets = lengthOctets;
    }

    /** Length of its value. */
    public int lengthOctets() {
        return lengthOctets;
    }

    /** The key of a word of {@code nft}, if it is one. */
    public static Optional<MetaKey> of(String word) {
        for (MetaKey key : values()) {
            if (key.name().toLowerCase(Locale.ROOT).equals(word)) return Optional.of(key);
        }
        return Optional.empty();
    }
}
