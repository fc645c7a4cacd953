package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sluice.packet.DropReason;
import sluice.packet.Fate;

/**
 * The pages say what the program does. Each {@code console} block is a command with what it prints,
 * {@code ...} standing for anything; a block below {@code <!-- file: NAME -->} is a file that the
 * page's commands use, Java sources are compiled into {@code build}.
 */
class DocsTest {
    private static final Path ROOT =
            Path.of(System.getProperty("sluice.root", "..")).toAbsolutePath();
    private static final Pattern BLOCK =
            Pattern.compile("(?:<!-- file: (\\S+) -->\\n)?```(\\w*)\\n(.*?)```", Pattern.DOTALL);

    @TempDir private Path folder;

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            List<Path> pages =
                    new ArrayList<>(
                            docs.filter(each -> each.toString().endsWith(".md")).sorted().toList());
            pages.add(ROOT.resolve("README.md"));
            return pages;
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void shouldPrintWhatThePageShows(Path page) throws IOException {
        Files.copy(ROOT.resolve("examples/office-lan.pcap"), folder.resolve("office-lan.pcap"));
        List<Path> sources = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(page));
        while (blocks.find()) {
            if (blocks.group(1) != null) {
                Path file = Files.writeString(folder.resolve(blocks.group(1)), blocks.group(3));
                if (file.toString().endsWith(".java")) sources.add(file);
            } else if (blocks.group(2).equals("console")) {
                compile(sources);
                command(blocks.group(3));
            }
        }
    }

    private void compile(List<Path> sources) throws IOException {
        Path build = Files.createDirectories(folder.resolve("build"));
        for (Path source : sources) {
            int status =
                    ToolProvider.getSystemJavaCompiler()
                            .run(
                                    null,
                                    null,
                                    null,
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    "-proc:none",
                                    "-d",
                                    build.toString(),
                                    source.toString());
            assertThat(status).as(source.toString()).isZero();
        }
    }

    /** As a shell parts them: at blanks, but not within single quotes. */
    private static List<String> words(String line) {
        return Pattern.compile("'([^']*)'|\\S+")
                .matcher(line)
                .results()
                .map(word -> word.group(1) == null ? word.group() : word.group(1))
                .toList();
    }

    private void command(String block) {
        int end = block.indexOf('\n');
        String line = block.substring(0, end);
        assertThat(line).startsWith("$ ./sluice ");
        List<String> arguments = new ArrayList<>();
        for (String word : words(line.substring("$ ./sluice ".length()))) {
            Path own = folder.resolve(word);
            arguments.add(
                    Files.exists(own)
                            ? own.toString()
                            : word.startsWith("examples/") ? ROOT.resolve(word).toString() : word);
        }
        if (List.of("run", "replay").contains(arguments.getFirst())) {
            arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        }
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.err()).as(line).doesNotContain("\tat ");
        // told on the other stream
        boolean told = block.contains("contract broken") || block.contains("sluice: bug check: ");
        boolean breach = told || block.contains("bug check ");
        assertThat(told ? run.err() : run.out()).as(line).matches(shown(block.substring(end + 1)));
        int expected = line.contains("--until") ? 1 : 0;
        assertThat(run.code()).as(line).isEqualTo(breach ? 3 : expected);
    }

    /** The text as a pattern: a line of dots for any lines, dots in a line for any words. */
    private static Pattern shown(String text) {
        var pattern = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (line.equals("...")) {
                pattern.append("(?:.*\\n)*?");
            } else if (!line.isEmpty()) {
                pattern.append(
                                Stream.of(line.split("\\.\\.\\.", -1))
                                        .map(Pattern::quote)
                                        .reduce((a, b) -> a + ".*" + b)
                                        .orElse(""))
                        .append("\\n");
            }
        }
        return Pattern.compile(pattern.toString());
    }

    /** Written anew with {@code -Dsluice.renew=true}, as the schema is. */
    @Test
    void shouldListEveryReason() throws IOException {
        Path page = ROOT.resolve("docs/reference/drop-reasons.md");
        List<String> dropped = new ArrayList<>();
        List<String> other = new ArrayList<>();
        for (Fate fate : fates()) {
            String row = "| %s | `%s` | %s |%n".formatted(fate.area(), fate.name(), fate.text());
            (fate instanceof DropReason ? dropped : other).add(row);
        }
        assertThat(dropped).hasSizeGreaterThan(100);
        String table = "| area | reason | what it means |\n|---|---|---|\n";
        String text =
                REASONS_INTRODUCTION
                        + "\n## Dropped\n\n"
                        + table
                        + sorted(dropped)
                        + "\n## Delivered or used up\n\n"
                        + table
                        + sorted(other);
        if (Boolean.getBoolean("sluice.renew")) {
            Files.writeString(page, text);
        } else {
            assertThat(Files.readString(page)).isEqualTo(text);
        }
    }

    private static final String REASONS_INTRODUCTION =
            """
            # How packets end

            Every packet ends under exactly one reason; each reason is raised at exactly one place of the code, so its count says where.
            A driver or hook of your own adds reasons of its own.
            """;

    private static String sorted(List<String> rows) {
        return String.join("", rows.stream().sorted().toList());
    }

    private static List<Fate> fates() throws IOException {
        List<Fate> fates = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path module : modules.sorted().toList()) {
                Path sources = module.resolve("src/main/java");
                boolean ours = !module.endsWith("benchmarks") && !module.endsWith("testing");
                if (!ours || !Files.isDirectory(sources)) continue;
                try (Stream<Path> files = Files.walk(sources)) {
                    files.filter(file -> isEnumOfReasons(file))
                            .map(file -> sources.relativize(file).toString())
                            .sorted()
                            .forEach(name -> fates.addAll(constants(name)));
                }
            }
        }
        return fates;
    }

    private static boolean isEnumOfReasons(Path file) {
        if (!file.toString().endsWith(".java")) return false;
        try {
            return Files.readString(file)
                    .matches("(?s).*public enum \\w+ implements (DropReason|Consumption).*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Fate> constants(String name) {
        try {
            Class<?> type = Class.forName(name.replace(".java", "").replace('/', '.'));
            List<Fate> fates = new ArrayList<>();
            for (Object constant : type.getEnumConstants()) fates.add((Fate) constant);
            return fates;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
