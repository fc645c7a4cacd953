package sluice.testing;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What schedules of hooks and of drivers say alike in the language of scenarios. */
final class ScenarioText {
    /** A line of a section; null for an action that is of another. */
    interface Line<A> {
        @Nullable String of(A action, String at);
    }

    private ScenarioText() {}

    /**
     * A section with a line for each action that has one; nothing if none has.
     *
     * @param firstMillis when the time of the first action begins to count
     */
    static <A> void section(
            StringBuilder text,
            String name,
            int firstMillis,
            List<A> actions,
            ToIntFunction<A> afterMillis,
            Line<A> line) {
        var lines = new StringBuilder();
        int at = firstMillis;
        for (A action : actions) {
            at += afterMillis.applyAsInt(action);
            String of = line.of(action, at + "ms");
            if (of != null) lines.append(of);
        }
        if (lines.length() > 0) text.append(name).append(":\n").append(lines);
    }

    static String udp(String from, Object to, int port, int length, String at) {
        return "  - udp: {from: %s, to: \"%s:%d\", length: %d, start: %s}\n"
                .formatted(from, to, port, length, at);
    }

    static String ping(String from, Object to, int length, String at) {
        return "  - ping: {from: %s, to: %s, length: %d, start: %s}\n"
                .formatted(from, to, length, at);
    }

    static String frame(String into, byte[] octets, String at, String says) {
        return "  - frame: {into: %s, hex: \"%s\", start: %s} # %s\n"
                .formatted(into, HexFormat.of().formatHex(octets), at, says);
    }

    /** {@code , options: {...}} of a hook or driver, or nothing. */
    static String options(Object hook, Map<String, ?> options) {
        Map<String, Object> all = new LinkedHashMap<>(components(hook));
        all.putAll(options);
        if (all.isEmpty()) return "";
        var words = new StringJoiner(", ", ", options: {", "}");
        all.forEach((name, value) -> words.add(name + ": " + word(value)));
        return words.toString();
    }

    private static String word(Object value) {
        if (value instanceof Number || value instanceof Boolean) return value.toString();
        return '"' + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static Map<String, Object> components(Object hook) {
        Map<String, Object> found = new LinkedHashMap<>();
        RecordComponent[] components = hook.getClass().getRecordComponents();
        if (components == null) return found;
        for (RecordComponent component : components) {
            try {
                var accessor = component.getAccessor();
                accessor.setAccessible(true);
                found.put(component.getName(), accessor.invoke(hook));
            } catch (ReflectiveOperationException | RuntimeException _) {
                return Map.of(); // not to be seen from here: the scenario says so
            }
        }
        return found;
    }

    static boolean complete(Object hook, Map<String, ?> options) {
        Class<?> type = hook.getClass();
        if (!Modifier.isPublic(type.getModifiers()) || type.isSynthetic()) return false;
        if (!options.isEmpty()) return true;
        RecordComponent[] components = type.getRecordComponents();
        if (components != null) return components.length == components(hook).size();
        for (var constructor : type.getConstructors())
            if (constructor.getParameterCount() == 0) return true;
        return false;
    }
}
