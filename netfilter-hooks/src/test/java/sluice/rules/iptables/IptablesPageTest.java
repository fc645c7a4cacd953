package sluice.rules.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;

/**
 * The page about iptables lists the extensions there are. {@code -Dsluice.renew=true} writes its
 * tables anew.
 */
class IptablesPageTest {
    private static final Path PAGE =
            Path.of(System.getProperty("sluice.root", ".."), "docs", "reference", "iptables.md");

    @Test
    void shouldListEveryMatchAndTarget() throws IOException {
        Assumptions.assumeTrue(Files.exists(PAGE), "no documents beside the module");
        String page = Files.readString(PAGE);
        String fresh = put(put(page, "matches", table(false)), "targets", table(true));
        if (Boolean.getBoolean("sluice.renew")) Files.writeString(PAGE, fresh);
        else assertThat(page).isEqualTo(fresh);
    }

    private static String put(String page, String name, String table) {
        String begin = "<!-- " + name + " -->\n";
        String end = "<!-- end of " + name + " -->";
        int from = page.indexOf(begin) + begin.length();
        int to = page.indexOf(end);
        assertThat(from).as(begin).isGreaterThan(begin.length() - 1);
        assertThat(to).as(end).isGreaterThanOrEqualTo(from);
        return page.substring(0, from) + table + page.substring(to);
    }

    private static String table(boolean targets) {
        StringBuilder text =
                new StringBuilder(
                        "| name | options | where | beside the kernel |\n| --- | --- | --- | --- |\n");
        for (Extension each : Registry.extensions()) {
            if (each.target() != targets) continue;
            text.append("| `")
                    .append(each.name())
                    .append("` | ")
                    .append(options(each))
                    .append(" | ");
            text.append(where(each)).append(" | ").append(each.note()).append(" |\n");
        }
        return text.toString();
    }

    private static String options(Extension extension) {
        return extension.options().stream()
                .map(option ->
                        "`" + (option.invertible() ? "[!] " : "") + "--" + option.name() + "`")
                .collect(Collectors.joining(" "));
    }

    private static String where(Extension extension) {
        StringBuilder text = new StringBuilder();
        if (extension.families().size() == 1)
            text.append(extension.families().contains(RuleFamily.IP) ? "IPv4" : "IPv6");
        if (!extension.tables().isEmpty())
            append(
                    text,
                    "table " + String.join(", ", extension.tables().stream().sorted().toList()));
        if (!extension.hooks().isEmpty())
            append(
                    text,
                    EnumSet.copyOf(extension.hooks()).stream()
                            .map(RuleHook::name)
                            .collect(Collectors.joining(", ")));
        return text.toString();
    }

    private static void append(StringBuilder text, String part) {
        if (!text.isEmpty()) text.append("; ");
        text.append(part);
    }
}
