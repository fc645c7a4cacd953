package sluice.testing;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NfHook;

/** A {@link HookSchedule} in the language of scenarios. */
final class HookScenario {
    private static final String HOSTS =
            """
            hosts:
              station:
                kind: linux
                nics: [{mac: "02:00:00:00:00:02", addresses: [192.0.2.2/24]}]
                routes: [{to: default, via: 192.0.2.1}]
              router:
                kind: linux
                forwarding: true
                verifier: on
                nics:
                  - {mac: "02:00:00:00:00:01", addresses: [192.0.2.1/24]}
                  - {mac: "02:00:00:00:01:01", addresses: [198.51.100.1/24]}
                hooks: [{HOOK}]
              far:
                kind: linux
                nics: [{mac: "02:00:00:00:01:02", addresses: [198.51.100.2/24]}]
                routes: [{to: default, via: 198.51.100.1}]
            links:
              - {between: [station, router/eth0], name: left}
              - {between: [router/eth1, far], name: right}
            programs:
              - udp-sink: {on: router, port: 9}
              - udp-sink: {name: far-sink, on: far, port: 9}
            """;

    private HookScenario() {}

    /**
     * The text.
     *
     * @param options of the hook; those of a record are known
     * @param rules that are expected to be broken
     */
    static String text(
            HookSchedule schedule, NfHook hook, Map<String, ?> options, List<String> rules) {
        String spec = hook(schedule, hook, options);
        var text = new StringBuilder();
        text.append("title: ").append(hook.getClass().getSimpleName()).append(" on a schedule\n");
        if (!complete(hook, options))
            text.append("# The options of the hook are not known: add them at both class:.\n");
        text.append(HOSTS.replace("HOOK", spec));
        section(text, "traffic", schedule, HookScenario::traffic);
        section(text, "steps", schedule, (action, at) -> step(action, at, spec));
        text.append("expect:\n");
        if (rules.isEmpty()) text.append("  - dropped: {on: router, at-least: 0}\n");
        for (String rule : rules)
            text.append("  - breach: {rule: ").append(rule).append(", by: hook}\n");
        return text.toString();
    }

    private interface Line {
        @Nullable String of(HookAction action, String at);
    }

    private static void section(StringBuilder text, String name, HookSchedule schedule, Line line) {
        var lines = new StringBuilder();
        int at = HookStage.FIRST_MILLIS;
        for (HookAction action : schedule.actions()) {
            at += action.afterMillis();
            String of = line.of(action, at + "ms");
            if (of != null) lines.append(of);
        }
        if (lines.length() > 0) text.append(name).append(":\n").append(lines);
    }

    private static @Nullable String traffic(HookAction action, String at) {
        return switch (action) {
            case HookAction.Datagram(int _, var way, int port, int length) ->
                    "  - udp: {from: %s, to: \"%s:%d\", length: %d, start: %s}\n"
                            .formatted(way.from(), address(way), port, length, at);
            case HookAction.Echo(int _, var way, int length) ->
                    "  - ping: {from: %s, to: %s, length: %d, start: %s}\n"
                            .formatted(way.from(), address(way), length, at);
            case HookAction.Arrival(int _, Frame frame) ->
                    "  - frame: {into: router/eth0, hex: \"%s\", start: %s} # %s\n"
                            .formatted(
                                    HexFormat.of().formatHex(HookStage.octets(frame)),
                                    at,
                                    frame.says());
            case HookAction.Answer _, HookAction.TakeOut _, HookAction.PutIn _ -> null;
        };
    }

    private static String address(HookAction.Way way) {
        return way == HookAction.Way.IN ? HookStage.ROUTER.toString() : HookStage.FAR.toString();
    }

    private static @Nullable String step(HookAction action, String at, String spec) {
        return switch (action) {
            case HookAction.Answer(int _, int count, boolean drops) ->
                    "  - {at: %s, finish-queued: {on: router, hook: hook, verdict: %s, count: %d}}\n"
                            .formatted(at, drops ? "drop" : "continue", count);
            case HookAction.TakeOut _ -> takeOut(at);
            case HookAction.PutIn _ ->
                    "  - {at: %s, register-hook: {on: router, %s}}\n".formatted(at, spec);
            case HookAction.Datagram _, HookAction.Echo _, HookAction.Arrival _ -> null;
        };
    }

    private static String takeOut(String at) {
        return "  - {at: %s, finish-queued: {on: router, hook: hook, verdict: continue}}\n"
                        .formatted(at)
                + "  - {at: %s, unregister-hook: {on: router, name: hook}}\n".formatted(at);
    }

    private static String hook(HookSchedule schedule, NfHook hook, Map<String, ?> options) {
        var text = new StringBuilder("class: ").append(hook.getClass().getName());
        text.append(", name: hook, point: ").append(schedule.point().chainName());
        return text.append(options(hook, options)).toString();
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
