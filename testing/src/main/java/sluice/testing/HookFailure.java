package sluice.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NfHook;
import sluice.trace.ContractBroken;

/** What is said when a {@link HookSchedule} made a hook break its contract. */
final class HookFailure {
    private static final List<String> BUILD_FOLDERS = List.of("target", "build");

    private HookFailure() {}

    static String text(
            HookSchedule schedule, HookPlay played, NfHook hook, Map<String, ?> options) {
        var text = new StringBuilder();
        firstBreach(text, played.breaches());
        int more = played.breaches().size() - 1;
        if (more > 0)
            text.append("and ").append(more).append(" more: ").append(played.rules()).append('\n');
        for (String finding : played.findings()) text.append(finding).append('\n');
        text.append("\nwith the ").append(schedule);
        List<String> rules = played.rules().stream().distinct().toList();
        String scenario = HookScenario.text(schedule, hook, options, rules);
        return withScenario(text, hook, scenario);
    }

    /** The first breach with what happened to its packet. */
    static void firstBreach(StringBuilder text, List<ContractBroken> breaches) {
        if (breaches.isEmpty()) return;
        ContractBroken breach = breaches.getFirst();
        text.append(breach.getMessage()).append('\n');
        for (String step : breach.history()) text.append("    ").append(step).append('\n');
    }

    /** All of the text, with the scenario and the file it was written to. */
    static String withScenario(StringBuilder text, Object part, String scenario) {
        Path file = write(part, scenario);
        text.append("\nas a scenario");
        if (file != null) text.append(" (sluice run ").append(file).append(" --classpath FOLDER)");
        return text.append(":\n").append(scenario).toString();
    }

    // Each failing try writes it anew, so the last and smallest stays.
    private static @Nullable Path write(Object hook, String scenario) {
        for (String name : BUILD_FOLDERS) {
            Path folder = Path.of(name);
            if (!Files.isDirectory(folder)) continue;
            Path file = folder.resolve("schedules").resolve(fileName(hook));
            try {
                Files.createDirectories(folder.resolve("schedules"));
                Files.writeString(file, scenario);
                return file;
            } catch (IOException _) {
                return null; // the text is in the message
            }
        }
        return null;
    }

    private static String fileName(Object hook) {
        String simple = hook.getClass().getSimpleName();
        return (simple.isEmpty() ? "hook" : simple) + ".yaml";
    }
}
