package sluice.netfilter;

/** Protocol family of a hook, with the kernel's number (include/uapi/linux/netfilter.h). */
public enum NfFamily {
    /** IPv4. */
    IPV4(2),
    /** IPv6. */
    IPV6(10);

    private final int code;

    NfFamily(int code) {
        this.code = code;
    }

    /** The kernel's number, {@code NFPROTO_}. */
    public int code() {
        return code;
    }
}
