package sluice.winstack;

import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import sluice.edge.SocketEdge;
import sluice.edge.SocketHandler;
import sluice.edge.TcpListenHandler;
import sluice.edge.TcpSocketHandler;
import sluice.time.MachineStopped;

/**
 * The border between two neighbours in a process: the program, libraries in the place of
 * ws2_32.dll, layered providers, and at the bottom the system. A library that throws, called from
 * above or told from below, ends the process. What the program or the system throws passes through
 * as it is.
 *
 * <pre>
 *   upper  ("" for the program)
 *     calls go down, sockets come back         news come up
 *   lower  ("" for the system)
 * </pre>
 *
 * <p>Stands there only where a library is loaded.
 */
final class LayerBorder {
    private final WindowsProcess process;
    private final String upper;
    private final String lower;

    /** What is seen from above in place of each socket below. */
    private final Map<Object, WeakReference<Object>> seen = new WeakHashMap<>();

    LayerBorder(WindowsProcess process, String upper, String lower) {
        this.process = process;
        this.upper = upper;
        this.lower = lower;
    }

    /** The lower one's table as the upper one has it. */
    ServiceProvider around(ServiceProvider table) {
        return (ServiceProvider) fromAbove(ServiceProvider.class, table);
    }

    /** Loads the upper one over {@code table}. */
    ServiceProvider load(ServiceProvider table, UnaryOperator<ServiceProvider> library) {
        try {
            return library.apply(around(table));
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError thrown) {
            if (process.isForeign(thrown)) throw thrown;
            process.endBy(upper, thrown);
            throw new MachineStopped(process.toString());
        }
    }

    private static Object proxy(Class<?> type, InvocationHandler calls) {
        return Proxy.newProxyInstance(
                ServiceProvider.class.getClassLoader(), new Class<?>[] {type}, calls);
    }

    private static boolean isFault(Throwable thrown) {
        return thrown instanceof RuntimeException
                || thrown instanceof AssertionError
                || thrown instanceof LinkageError
                || thrown instanceof StackOverflowError;
    }

    /** Those of every object; null for a call of the interface. */
    private static @Nullable Object asObject(
            Object self, Method method, Object target, Object @Nullable [] arguments) {
        if (method.getDeclaringClass() != Object.class) return null;
        return switch (method.getName()) {
            case "equals" -> arguments != null && arguments[0] == self;
            case "hashCode" -> target.hashCode();
            default -> target.toString();
        };
    }

    // ---- downwards

    private Object fromAbove(Class<?> type, Object target) {
        WeakReference<Object> known = seen.get(target);
        Object before = known == null ? null : known.get();
        if (before != null && type.isInstance(before)) return before;
        Object made =
                proxy(type, (self, method, arguments) -> callDown(self, target, method, arguments));
        seen.put(target, new WeakReference<>(made));
        return made;
    }

    private @Nullable Object callDown(
            Object self, Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        Object plain = asObject(self, method, target, arguments);
        if (plain != null) return plain;
        if (process.hasEnded()) throw new MachineStopped(process.toString());
        Class<?>[] types = method.getParameterTypes();
        Object[] passed = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < passed.length; i++)
            if (isHandler(types[i]) && passed[i] != null)
                passed[i] = fromBelow(types[i], passed[i]);
        try {
            Object result = method.invoke(target, passed);
            Class<?> type = method.getReturnType();
            boolean socket = result != null && SocketEdge.Socket.class.isAssignableFrom(type);
            return socket && result != null ? fromAbove(type, result) : result;
        } catch (InvocationTargetException wrapped) {
            throw thrownBelow(Objects.requireNonNull(wrapped.getCause()));
        }
    }

    private static boolean isHandler(Class<?> type) {
        return type == SocketHandler.class
                || type == TcpSocketHandler.class
                || type == TcpListenHandler.class;
    }

    private Throwable thrownBelow(Throwable thrown) {
        if (!isFault(thrown)) return thrown;
        if (lower.isEmpty()) process.passes(thrown);
        if (process.isForeign(thrown)) return thrown;
        process.endBy(lower, thrown);
        return new MachineStopped(process.toString());
    }

    // ---- upwards

    private Object fromBelow(Class<?> type, Object target) {
        return proxy(type, (self, method, arguments) -> callUp(self, target, method, arguments));
    }

    private @Nullable Object callUp(
            Object self, Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        Object plain = asObject(self, method, target, arguments);
        if (plain != null) return plain;
        if (process.hasEnded()) return null; // news return nothing
        Class<?>[] types = method.getParameterTypes();
        Object[] passed = arguments == null ? new Object[0] : arguments.clone();
        for (int i = 0; i < passed.length; i++)
            if (SocketEdge.Socket.class.isAssignableFrom(types[i]) && passed[i] != null)
                passed[i] = fromAbove(types[i], passed[i]);
        try {
            return method.invoke(target, passed);
        } catch (InvocationTargetException wrapped) {
            Throwable thrown = thrownAbove(Objects.requireNonNull(wrapped.getCause()));
            if (thrown != null) throw thrown;
            return null;
        }
    }

    /** Null if the system below goes on. */
    private @Nullable Throwable thrownAbove(Throwable thrown) {
        if (thrown instanceof MachineStopped) {
            boolean processOnly = process.hasEnded() && !process.isMachineStopped();
            return processOnly && lower.isEmpty() ? null : thrown;
        }
        if (!isFault(thrown)) return thrown;
        if (upper.isEmpty()) process.passes(thrown);
        if (process.isForeign(thrown)) return thrown;
        process.endBy(upper, thrown);
        return lower.isEmpty() ? null : new MachineStopped(process.toString());
    }
}
