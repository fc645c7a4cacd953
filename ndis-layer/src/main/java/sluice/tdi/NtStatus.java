package sluice.tdi;

/** What an I/O request came to, with the numbers of {@code ntstatus.h}. */
public enum NtStatus {
    /** Done. */
    SUCCESS(0x00000000),
    /** Under way: it is completed later. */
    PENDING(0x00000103),
    /** The device has requests under way. */
    DEVICE_BUSY(0x80000011),
    /** The transport could not do it. */
    UNSUCCESSFUL(0xC0000001),
    /** Nothing of this kind is known to the device. */
    INVALID_DEVICE_REQUEST(0xC0000010),
    /** Somebody on the way said no. */
    ACCESS_DENIED(0xC0000022),
    /** Taken back by who asked. */
    CANCELLED(0xC0000120);

    private final int code;

    NtStatus(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }
}
