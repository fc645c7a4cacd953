package sluice.bpf;

/** Whose machine runs a program: they differ in offsets over 2^31 and in shifts by 32 and more. */
public enum BpfDialect {
    /**
     * libpcap and NPF: an offset is an unsigned number, and the sum of X and k is not cut; a shift
     * by an X of 32 or more gives 0.
     */
    UNSIGNED,
    /**
     * Linux 6.x: an offset is a signed number, and the sum of X and k is cut to 32 bits; below zero
     * are {@link Ancillary} and the headers. A shift by X takes the low five bits of X.
     */
    LINUX
}
