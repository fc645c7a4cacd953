package sluice.winstack;

/** What a generation of Windows lets raw sockets do. */
public enum RawSocketRules {
    /** Everything, as up to Windows XP without Service Pack 2. */
    FULL,
    /**
     * No TCP, and no UDP from an address that is not the host's (Microsoft, "TCP/IP Raw Sockets":
     * Windows XP Service Pack 2, Windows Vista and later clients).
     */
    LIMITED,
    /** There are none, as on the embedded system of the article. */
    NONE
}
