package sluice.userland;

/** How a request to a device or an object ended, with its NTSTATUS (ntstatus.h). */
public enum DeviceStatus {
    /** Done. */
    SUCCESS(0x0000_0000),
    /** A read found nothing; it does not wait. */
    NO_MORE_ENTRIES(0x8000_001A),
    /** A parameter makes no sense: a length, an identity that does not wait. */
    INVALID_PARAMETER(0xC000_000D),
    /** Not of this size. */
    INVALID_BUFFER_SIZE(0xC000_0206),
    /** The handle does not allow it, or somebody else has the device. */
    ACCESS_DENIED(0xC000_0022),
    /** No object of that name. */
    OBJECT_NAME_NOT_FOUND(0xC000_0034),
    /** The directory of the name does not exist. */
    OBJECT_PATH_NOT_FOUND(0xC000_003A),
    /** The device is not open. */
    INVALID_DEVICE_STATE(0xC000_0184);

    private final int code;

    DeviceStatus(int code) {
        this.code = code;
    }

    /** Its NTSTATUS. */
    public int code() {
        return code;
    }
}
