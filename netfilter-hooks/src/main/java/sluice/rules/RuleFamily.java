package sluice.rules;

import java.util.Locale;
import java.util.Optional;

/** Family of a table, in the words of {@code nft} (include/uapi/linux/netfilter.h). */
public enum RuleFamily {
    /** IPv4. */
    IP(2),
    /** IPv6. */
    IP6(10),
    /** IPv4 and IPv6 together. */
    INET(1),
    /** ARP. */
    ARP(3),
    /** Frames that a bridge passes on. */
    BRIDGE(7),
    /** Frames at one device, before and behind everything else. */
    NETDEV(5);

    private final int code;

    RuleFamily(int code) {
        this.code = code;
    }

    /** The kernel's number, {@code NFPROTO_}. */
    public int code() {
        return code;
    }

    /** The word of {@code nft}: {@code inet}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The family of a word, if it is one. */
    public static Optional<RuleFamily> of(String word) {
        for (RuleFamily family : values())
            if (family.word().equals(word)) return Optional.of(family);
        return Optional.empty();
    }
}
