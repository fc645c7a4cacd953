package sluice.netfilter;

/** What is known of the transport checksum (Linux, include/linux/skbuff.h). */
public enum ChecksumState {
    /** Nothing: it must be looked at. */
    NONE,
    /** It is known to be right, or does not matter (came over {@code lo}). */
    UNNECESSARY
}
