package sluice.pcap.os;

/**
 * An error number of Linux with its common values ({@code include/uapi/asm-generic/errno-base.h},
 * {@code errno.h}).
 */
public record Errno(int number) {
    public static final int EPERM = 1;
    public static final int ENOENT = 2;
    public static final int EINTR = 4;
    public static final int EIO = 5;
    public static final int ENXIO = 6;
    public static final int EAGAIN = 11;
    public static final int EACCES = 13;
    public static final int EBUSY = 16;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENOBUFS = 105;
    public static final int EBADFD = 77;

    /** The constant's name with what it means. */
    @Override
    public String toString() {
        return switch (number) {
            case EPERM -> "EPERM, not permitted";
            case ENOENT -> "ENOENT, no such file";
            case EIO -> "EIO, input/output error";
            case ENXIO -> "ENXIO, no such device or address";
            case EACCES -> "EACCES, permission denied";
            case EBUSY -> "EBUSY, in use";
            case ENODEV -> "ENODEV, no such device";
            case EINVAL -> "EINVAL, invalid argument";
            case EBADFD -> "EBADFD, no longer attached";
            default -> "error " + number;
        };
    }
}
