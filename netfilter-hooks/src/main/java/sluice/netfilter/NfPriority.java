package sluice.netfilter;

import java.util.Locale;
import java.util.OptionalInt;

/**
 * Priorities by name: lower runs earlier (Linux, include/uapi/linux/netfilter_ipv4.h; {@code nft}
 * knows most by the same words).
 */
public enum NfPriority {
    /** First of all. */
    FIRST(Integer.MIN_VALUE),
    /** Reassembly for connection tracking. */
    CONNTRACK_DEFRAG(-400),
    /** iptables raw. */
    RAW(-300),
    /** Security marks, first. */
    SELINUX_FIRST(-225),
    /** Connection tracking. */
    CONNTRACK(-200),
    /** iptables mangle. */
    MANGLE(-150),
    /** Destination NAT. */
    NAT_DST(-100),
    /** iptables filter. */
    FILTER(0),
    /** iptables security. */
    SECURITY(50),
    /** Source NAT. */
    NAT_SRC(100),
    /** Security marks, last. */
    SELINUX_LAST(225),
    /** Helpers of connection tracking. */
    CONNTRACK_HELPER(300),
    /** Entries become real. */
    CONNTRACK_CONFIRM(Integer.MAX_VALUE),
    /** Last of all. */
    LAST(Integer.MAX_VALUE);

    private final int value;

    NfPriority(int value) {
        this.value = value;
    }

    /** The number. */
    public int value() {
        return value;
    }

    /** The number for a name of this list in any case, with - or _, or for a number. */
    public static OptionalInt checked(String text) {
        String name = text.toUpperCase(Locale.ROOT).replace('-', '_');
        for (NfPriority priority : values()) {
            if (priority.name().equals(name)) return OptionalInt.of(priority.value);
        }
        try {
            return OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException _) {
            return OptionalInt.empty();
        }
    }
}
