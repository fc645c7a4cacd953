package sluice.testing;

import java.util.List;
import java.util.Map;
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
        if (!ScenarioText.complete(hook, options))
            text.append("# The options of the hook are not known: add them at both class:.\n");
        text.append(HOSTS.replace("HOOK", spec));
        ScenarioText.section(
                text,
                "traffic",
                HookStage.FIRST_MILLIS,
                schedule.actions(),
                HookAction::afterMillis,
                HookScenario::traffic);
        ScenarioText.section(
                text,
                "steps",
                HookStage.FIRST_MILLIS,
                schedule.actions(),
                HookAction::afterMillis,
                (action, at) -> step(action, at, spec));
        text.append("expect:\n");
        if (rules.isEmpty()) text.append("  - dropped: {on: router, at-least: 0}\n");
        for (String rule : rules)
            text.append("  - breach: {rule: ").append(rule).append(", by: hook}\n");
        return text.toString();
    }

    private static @Nullable String traffic(HookAction action, String at) {
        return switch (action) {
            case HookAction.Datagram(int _, var way, int port, int length) ->
                    ScenarioText.udp(way.from(), address(way), port, length, at);
            case HookAction.Echo(int _, var way, int length) ->
                    ScenarioText.ping(way.from(), address(way), length, at);
            case HookAction.Arrival(int _, Frame frame) ->
                    ScenarioText.frame("router/eth0", HookStage.octets(frame), at, frame.says());
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
        return text.append(ScenarioText.options(hook, options)).toString();
    }
}
