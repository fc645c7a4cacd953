package sluice.capture;

/** How a call into the driver went, with its NTSTATUS. */
public enum NpfStatus {
    /** Done. */
    SUCCESS(0x00000000),
    /** Not possible in this state, or with this argument. */
    UNSUCCESSFUL(0xC0000001),
    /** The driver does not do this. */
    INVALID_DEVICE_REQUEST(0xC0000010),
    /** The caller's buffer is too small for even one answer. */
    BUFFER_TOO_SMALL(0xC0000023),
    /** No room in the kernel. */
    INSUFFICIENT_RESOURCES(0xC000009A),
    /** The handle is closed, or its adapter gone. */
    CANCELLED(0xC0000120);

    private final int code;

    NpfStatus(int code) {
        this.code = code;
    }

    /** The NTSTATUS. */
    public int code() {
        return code;
    }
}
