package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import sluice.netfilter.HookPoint;
import sluice.netfilter.NfPriority;

/** The reference pages that say what the program takes say all of it, and nothing else. */
class CliPageTest {
    private static final Path REFERENCE =
            Path.of(System.getProperty("sluice.root", ".."), "docs", "reference");
    private static final String MARK = "-Dsluice.write=true -->\n";

    private final StringBuilder out = new StringBuilder();

    @Test
    void shouldListEveryCommandAndOption() throws IOException {
        Path page = REFERENCE.resolve("cli.md");
        String text = Files.readString(page);
        CommandSpec root = FullParser.model().getCommandSpec();
        out.append("\n## Options of every command\n");
        options(root.options().stream());
        command(root, "sluice");
        int end = text.indexOf(MARK) + MARK.length();
        if (Boolean.getBoolean("sluice.write")) {
            Files.writeString(page, text.substring(0, end) + out);
            return;
        }
        assertThat(text.substring(end)).isEqualTo(out.toString());
        for (ExitCode code : ExitCode.values()) {
            assertThat(text).contains("\n| " + code.code() + " | ");
        }
    }

    private void command(CommandSpec spec, String path) {
        if (!spec.root().equals(spec)) describe(spec, path);
        spec.subcommands().forEach((name, sub) -> command(sub.getCommandSpec(), path + " " + name));
    }

    private void describe(CommandSpec spec, String path) {
        out.append("\n## `").append(path);
        List<PositionalParamSpec> parameters = spec.positionalParameters();
        parameters.forEach(each -> out.append(' ').append(each.paramLabel()));
        out.append("`\n\n").append(String.join(" ", spec.usageMessage().description()));
        out.append('\n');
        if (!parameters.isEmpty()) out.append('\n');
        for (PositionalParamSpec each : parameters) {
            out.append("- `").append(each.paramLabel()).append("`: ");
            out.append(String.join(" ", each.description())).append('\n');
        }
        options(spec.options().stream().filter(option -> !option.inherited()));
    }

    private void options(Stream<OptionSpec> options) {
        List<OptionSpec> shown = options.filter(option -> !option.hidden()).toList();
        if (shown.isEmpty()) return;
        out.append("\n| option | |\n|---|---|\n");
        for (OptionSpec option : shown) {
            String value = option.arity().max() == 0 ? "" : " " + option.paramLabel();
            String names = String.join("`, `", option.names()) + value;
            out.append("| `").append(names.replace("|", "\\|")).append("` | ");
            out.append(String.join(" ", option.description())).append(" |\n");
        }
    }

    @Test
    void shouldListEveryHookPointAndPriorityWithItsNumber() throws IOException {
        String page = Files.readString(REFERENCE.resolve("hooks.md"));
        for (HookPoint point : HookPoint.values()) {
            assertThat(page)
                    .contains(
                            "| `%s` | %d | `%s` |"
                                    .formatted(point.name(), point.code(), point.chainName()));
        }
        for (NfPriority priority : NfPriority.values()) {
            assertThat(page).contains("| `%s` | %d |".formatted(priority.name(), priority.value()));
        }
    }
}
