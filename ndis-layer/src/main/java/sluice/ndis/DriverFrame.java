package sluice.ndis;

import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Finds the line of a driver that is to blame, on a breach only. */
final class DriverFrame {
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private DriverFrame() {}

    /** The innermost frame that is not the wrapper's, the core's or the library's; or empty. */
    static String nearest() {
        return WALKER.walk(frames ->
                frames.filter(frame -> isDriver(frame.getDeclaringClass()))
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse(""));
    }

    private static boolean isDriver(Class<?> type) {
        String name = type.getPackageName();
        if (name.startsWith("java.") || name.startsWith("jdk.")) return false;
        if (name.startsWith("sluice.ndis")) return !isOurs(type);
        return !name.matches("sluice\\.(time|world|packet|nic|defer|trace)(\\..*)?");
    }

    /** Tests live in the wrapper's package and bring drivers of their own. */
    private static boolean isOurs(Class<?> type) {
        return java.util.Objects.equals(location(type), location(Ndis.class));
    }

    private static @Nullable Object location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null ? null : source.getLocation();
    }
}
