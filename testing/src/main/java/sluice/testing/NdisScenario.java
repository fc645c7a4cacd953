package sluice.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.ndis.BugCheck;
import sluice.ndis.NdisDriver;

/** An {@link NdisSchedule} in the language of scenarios, and what is said when it failed. */
final class NdisScenario {
    private static final String HOSTS =
            """
            hosts:
              win:
                kind: windows
                verifier: strict
                nics:
                  - name: lan
                    mac: "02:00:00:00:00:01"
                    transmit-slots: 4
                    addresses: [192.0.2.1/24]
                    drivers: [{DRIVER}]
              lin:
                kind: linux
                nics: [{mac: "02:00:00:00:00:02", addresses: [192.0.2.2/24]}]
            links:
              - {between: [win/lan, lin], name: cable, rate: 100Mbit, queue: 1000}
            programs:
              - udp-sink: {on: win, port: 9}
              - udp-sink: {name: far-sink, on: lin, port: 9}
            """;

    private NdisScenario() {}

    static String failure(
            NdisSchedule schedule, NdisPlay played, NdisDriver driver, Map<String, ?> options) {
        var text = new StringBuilder(list(schedule, played));
        List<String> rule =
                played.bugCheck().map(bugCheck -> List.of(bugCheck.rule().id())).orElse(List.of());
        String scenario = text(schedule, driver, options, rule);
        return HookFailure.withScenario(text, driver, scenario);
    }

    /** What was wrong, and the list of actions. */
    static String list(NdisSchedule schedule, NdisPlay played) {
        var text = new StringBuilder();
        Optional<BugCheck> end = played.bugCheck();
        HookFailure.firstBreach(text, played.breaches());
        end.ifPresent(bugCheck -> {
            text.append(bugCheck.stopLine()).append('\n');
            if (!bugCheck.at().isEmpty()) text.append("at ").append(bugCheck.at()).append('\n');
        });
        int more = played.breaches().size() - 1;
        if (more > 0)
            text.append("and ").append(more).append(" more: ").append(played.rules()).append('\n');
        for (String finding : played.findings()) text.append(finding).append('\n');
        return text.append("\nwith the ").append(schedule).toString();
    }

    /**
     * The text.
     *
     * @param options of the driver; those of a record are known
     * @param rule the one that the machine is expected to end by, if any
     */
    static String text(
            NdisSchedule schedule, NdisDriver driver, Map<String, ?> options, List<String> rule) {
        String spec =
                "class: %s, name: driver%s"
                        .formatted(
                                driver.getClass().getName(), ScenarioText.options(driver, options));
        var text = new StringBuilder();
        text.append("title: ").append(driver.getClass().getSimpleName()).append(" on a schedule\n");
        if (!ScenarioText.complete(driver, options))
            text.append("# The options of the driver are not known: add them at each class:.\n");
        if (schedule.actions().stream().anyMatch(NdisAction.Frames.class::isInstance))
            text.append("# A protocol of the kit's sent frames too; that cannot be said here.\n");
        text.append(HOSTS.replace("DRIVER", spec));
        ScenarioText.section(
                text,
                "traffic",
                NdisStage.FIRST_MILLIS,
                schedule.actions(),
                NdisAction::afterMillis,
                NdisScenario::traffic);
        ScenarioText.section(
                text,
                "steps",
                NdisStage.FIRST_MILLIS,
                schedule.actions(),
                NdisAction::afterMillis,
                (action, at) -> step(action, at, spec));
        text.append("expect:\n");
        if (rule.isEmpty()) text.append("  - dropped: {on: win, at-least: 0}\n");
        for (String broken : rule)
            text.append("  - bug-check: {on: win, rule: ").append(broken).append("}\n");
        return text.toString();
    }

    private static @Nullable String traffic(NdisAction action, String at) {
        return switch (action) {
            case NdisAction.Datagram(int _, boolean outgoing, int port, int length) ->
                    ScenarioText.udp(from(outgoing), to(outgoing), port, length, at);
            case NdisAction.Echo(int _, boolean outgoing, int length) ->
                    ScenarioText.ping(from(outgoing), to(outgoing), length, at);
            case NdisAction.Arrival(int _, Frame frame) ->
                    ScenarioText.frame("win/lan", NdisStage.octets(frame), at, frame.says());
            case NdisAction.Reset _,
                    NdisAction.Cable _,
                    NdisAction.Neighbour _,
                    NdisAction.TakeOut _,
                    NdisAction.PutIn _,
                    NdisAction.Pause _,
                    NdisAction.Power _,
                    NdisAction.Binding _,
                    NdisAction.Cancel _,
                    NdisAction.SurpriseRemoval _,
                    NdisAction.Frames _,
                    NdisAction.Shortage _ ->
                    null;
        };
    }

    private static String from(boolean outgoing) {
        return outgoing ? "win" : "lin";
    }

    private static String to(boolean outgoing) {
        return (outgoing ? NdisStage.LIN : NdisStage.WIN).toString();
    }

    private static String neighbour(boolean in, boolean filter) {
        String name = filter ? NdisStage.FILTER : NdisStage.NEIGHBOUR;
        String kind = filter ? "lwf-count" : "passthru";
        return in
                ? "insert-driver: {on: win/lan, driver: %s, name: %s}".formatted(kind, name)
                : "remove-driver: {on: win/lan, name: %s}".formatted(name);
    }

    private static String onNic(String what) {
        return what + ": {on: win/lan}";
    }

    private static @Nullable String step(NdisAction action, String at, String spec) {
        String what =
                switch (action) {
                    case NdisAction.Reset(int _, boolean ofDriver) ->
                            "reset: {on: win/lan" + (ofDriver ? ", driver: driver}" : "}");
                    case NdisAction.Cable(int _, boolean up) ->
                            "link: {name: cable, state: " + (up ? "up}" : "down}");
                    case NdisAction.Neighbour(int _, boolean in, boolean filter) ->
                            neighbour(in, filter);
                    case NdisAction.TakeOut _ -> "remove-driver: {on: win/lan, name: driver}";
                    case NdisAction.PutIn _ -> "insert-driver: {on: win/lan, " + spec + "}";
                    case NdisAction.Datagram _,
                            NdisAction.Echo _,
                            NdisAction.Arrival _,
                            NdisAction.Frames _ ->
                            null;
                    case NdisAction.Pause(int _, boolean on) ->
                            on ? onNic("pause") : onNic("restart");
                    case NdisAction.Power(int _, boolean asleep) ->
                            "power: {on: win/lan, state: " + (asleep ? "D3}" : "D0}");
                    case NdisAction.Binding(int _, boolean bound) ->
                            bound ? onNic("bind") : onNic("unbind");
                    case NdisAction.Cancel _ -> onNic("cancel");
                    case NdisAction.SurpriseRemoval _ -> onNic("surprise-remove");
                    case NdisAction.Shortage(int _, int count) ->
                            "fault: {on: win, by: driver, times: " + count + "}";
                };
        return what == null ? null : "  - {at: " + at + ", " + what + "}\n";
    }
}
