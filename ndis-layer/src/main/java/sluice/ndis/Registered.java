package sluice.ndis;

import org.jspecify.annotations.Nullable;

/**
 * What became of an attempt to register a driver.
 *
 * @param status SUCCESS, BAD_VERSION, BAD_CHARACTERISTICS or RESOURCES
 * @param handle the registration, if there is one
 * @param detail why not, empty if it was registered
 */
public record Registered(NdisStatus status, @Nullable Registration handle, String detail) {
    static Registered refused(NdisStatus status, String detail) {
        return new Registered(status, null, detail);
    }
}
