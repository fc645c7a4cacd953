package sluice.ndis;

/** Power states of a device ({@code NDIS_DEVICE_POWER_STATE}), with their numbers. */
public enum DevicePower {
    /** Working. */
    D0(1),
    /** Sleeping lightly. */
    D1(2),
    /** Sleeping. */
    D2(3),
    /** Off. */
    D3(4);

    private final int code;

    DevicePower(int code) {
        this.code = code;
    }

    /** The number. */
    public int code() {
        return code;
    }
}
