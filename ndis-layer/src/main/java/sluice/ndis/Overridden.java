package sluice.ndis;

import java.lang.reflect.Method;

/**
 * Which callbacks a driver overrides; looked up once, when it is put in. For the wrapper and for
 * conveniences on top of raw drivers.
 */
public final class Overridden {
    private Overridden() {}

    /**
     * Whether the class of {@code driver} has its own implementation of the callback, inherited
     * ones included, and not the one of {@code contract}; of one of them, if several have the name.
     */
    public static boolean is(Object driver, Class<?> contract, String callback) {
        boolean known = false;
        for (Method declared : contract.getDeclaredMethods()) {
            if (!declared.getName().equals(callback) || declared.isSynthetic()) continue;
            known = true;
            try {
                Method found = driver.getClass().getMethod(callback, declared.getParameterTypes());
                if (found.getDeclaringClass() != contract) return true;
            } catch (NoSuchMethodException absent) {
                return true; // cannot happen for a public interface; calling it is always right
            }
        }
        if (known) return false;
        throw new IllegalArgumentException(contract + " has no callback " + callback);
    }
}
