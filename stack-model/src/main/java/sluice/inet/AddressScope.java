package sluice.inet;

/** How far an address is valid, narrowest last; codes of Linux {@code RT_SCOPE_}. */
public enum AddressScope {
    /** Everywhere. */
    GLOBAL(0),
    /** Within the site (old IPv6). */
    SITE(200),
    /** On the attached link. */
    LINK(253),
    /** In this host only. */
    HOST(254);

    private final int code;

    AddressScope(int code) {
        this.code = code;
    }

    /** The kernel's number; smaller is wider. */
    public int code() {
        return code;
    }

    /** The scope the kernel gives an address when none is said. */
    public static AddressScope of(int ipv4Address) {
        if (Ipv4Addresses.isLoopback(ipv4Address)) return HOST;
        return Ipv4Addresses.isLinkLocal(ipv4Address) ? LINK : GLOBAL;
    }
}
