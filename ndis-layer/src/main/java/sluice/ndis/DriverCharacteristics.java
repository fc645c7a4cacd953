package sluice.ndis;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a driver says of itself when it registers ({@code NDIS_MINIPORT_CHARACTERISTICS}, {@code
 * NDIS_PROTOCOL_CHARACTERISTICS}, {@code NDIS_FILTER_DRIVER_CHARACTERISTICS}).
 *
 * @param majorVersion the version whose contract it keeps
 * @param minorVersion behind the dot
 * @param name its name
 * @param driver its handlers: a {@link Miniport}, {@link Miniport6}, {@link Protocol}, {@link
 *     Protocol6} or {@link LightweightFilter}
 * @param unload what runs when a filter driver is unloaded; it deregisters there
 */
public record DriverCharacteristics(
        int majorVersion, int minorVersion, String name, Object driver, Runnable unload) {
    /** Of a driver that is not unloaded. */
    public DriverCharacteristics(int majorVersion, int minorVersion, String name, Object driver) {
        this(majorVersion, minorVersion, name, driver, () -> {});
    }

    private static @Nullable NdisVersion versionOf(int major, int minor) {
        for (NdisVersion each : NdisVersion.values())
            if (each.major() == major && each.minor() == minor) return each;
        return null;
    }

    /**
     * What is wrong with it for a wrapper of {@code own} version: null if nothing is.
     *
     * <p>Choice: minor versions that the wrapper does not tell apart are not served.
     */
    @Nullable Registered refusal(NdisVersion own, Class<?> contract) {
        NdisVersion claimed = versionOf(majorVersion, minorVersion);
        String version = majorVersion + "." + minorVersion;
        if (claimed == null)
            return Registered.refused(NdisStatus.BAD_VERSION, version + " is not served");
        if (!own.isAtLeast(claimed))
            return Registered.refused(
                    NdisStatus.BAD_VERSION, version + " is newer than " + own + " of the wrapper");
        if (!contract.isInstance(driver))
            return Registered.refused(
                    NdisStatus.BAD_CHARACTERISTICS,
                    "no " + contract.getSimpleName() + " of version " + version);
        for (String handler : required(contract)) {
            if (!Overridden.is(driver, contract, handler))
                return Registered.refused(
                        NdisStatus.BAD_CHARACTERISTICS, "the " + handler + " handler is missing");
        }
        return null;
    }

    boolean is6() {
        return majorVersion >= 6;
    }

    private List<String> required(Class<?> contract) {
        if (contract == Protocol.class) return List.of("bindAdapter");
        if (contract == Protocol6.class) return List.of("bindAdapter");
        if (contract == Miniport.class) return List.of("halt", "request", "reset");
        if (contract == Miniport6.class) return List.of("halt", "request", "pause", "restart");
        if (contract != LightweightFilter.class) return List.of();
        boolean receives =
                Overridden.is(driver, contract, "receiveNetBufferLists")
                        || Overridden.is(driver, contract, "returnNetBufferLists");
        List<String> always = List.of("attach", "detach", "pause", "restart");
        return receives ? List.of("attach", "detach", "pause", "restart", "status") : always;
    }
}
