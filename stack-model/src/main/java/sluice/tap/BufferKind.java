package sluice.tap;

/** Where octets lie on their way from the NIC to a program or a file. */
public enum BufferKind {
    /** The capture driver's ring. */
    KERNEL,
    /** The program's buffer, filled by a read. */
    USER,
    /** The buffer of the program's file library. */
    STDIO,
    /** The file system's own. */
    FILE_SYSTEM
}
