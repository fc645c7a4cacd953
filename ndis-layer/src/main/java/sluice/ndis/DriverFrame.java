package sluice.ndis;

import java.security.CodeSource;
import org.jspecify.annotations.Nullable;

/** Finds the line of a driver that is to blame, on a breach only. */
final class DriverFrame {
    private static final StackWalker WALKER =
            StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final String WRAPPER = "sluice.ndis.";

    private DriverFrame() {}

    /** The innermost frame that is not the wrapper's, the core's or the library's; or empty. */
    static String nearest() {
        return WALKER.walk(frames ->
                frames.filter(frame -> isDriver(frame.getDeclaringClass()))
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse(""));
    }

    /** The innermost of a driver where it was thrown; or empty. */
    static String of(Throwable thrown) {
        for (StackTraceElement frame : thrown.getStackTrace()) {
            if (isDriver(frame.getClassName()))
                return frame.getFileName() + ":" + frame.getLineNumber();
        }
        return "";
    }

    private static boolean isDriver(String className) {
        if (!mayBeDriver(className.substring(0, Math.max(0, className.lastIndexOf('.')))))
            return false;
        if (!className.startsWith(WRAPPER)) return true;
        try {
            return !isOurs(Class.forName(className, false, DriverFrame.class.getClassLoader()));
        } catch (ClassNotFoundException _) {
            return true; // of another loader: a driver's jar
        }
    }

    private static boolean isDriver(Class<?> type) {
        return mayBeDriver(type.getPackageName())
                && !(type.getName().startsWith(WRAPPER) && isOurs(type));
    }

    private static boolean mayBeDriver(String packageName) {
        if (packageName.startsWith("java.") || packageName.startsWith("jdk.")) return false;
        return !packageName.matches("sluice\\.(time|world|packet|nic|defer|trace)(\\..*)?");
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
