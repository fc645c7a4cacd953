package sluice.ndis;

import java.util.Arrays;

/**
 * A status with its buffer ({@code NDIS_STATUS_INDICATION}).
 *
 * @param status what is indicated
 * @param buffer what goes with it, empty if nothing
 */
public record StatusIndication(NdisStatus status, byte[] buffer) {
    private static final byte[] NOTHING = {};

    /** A status without a buffer. */
    public static StatusIndication of(NdisStatus status) {
        return new StatusIndication(status, NOTHING);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StatusIndication(NdisStatus its, byte[] octets)
                && status == its
                && Arrays.equals(buffer, octets);
    }

    @Override
    public int hashCode() {
        return 31 * status.hashCode() + Arrays.hashCode(buffer);
    }

    @Override
    public String toString() {
        return status.ddkName() + " with " + buffer.length + " octets";
    }
}
