package sluice.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules about the text of the sources themselves. */
class SourcesTest {
    /** Few files should be above 400 lines: one table or one state machine; none above this. */
    private static final int LINES_MAX = 600;

    /** How recordings are named: what to look for where the recordings themselves are not. */
    private static final Pattern RECORDING =
            Pattern.compile(
                    "office-lan|\\b(dp|go|lp|ng|pn|pp|rp|sv|syn|td|zk)-[a-z0-9_.-]+\\.(pcap|pcapng|cap)\\b");

    /** A path that is there on one machine only, as a program would write it down. */
    private static final Pattern MACHINE_PATH =
            Pattern.compile("/(tmp|root)/|\"/(home|work|var)\\b");

    @Test
    void shouldMarkEveryPackageNullMarkedAndSayWhatItIs() {
        for (String module : Repository.MODULES) {
            Set<Path> packages = new TreeSet<>();
            for (Path source : Repository.sources(module)) {
                if (!source.endsWith("module-info.java")) packages.add(source.getParent());
            }
            for (Path each : packages) {
                Path info = each.resolve("package-info.java");
                assertThat(info).exists();
                assertThat(Repository.text(info))
                        .as(info.toString())
                        .contains("@NullMarked", "/**");
            }
        }
    }

    @Test
    void shouldDescribeEveryLibraryAsAModule() {
        for (String module : Repository.LIBRARIES) {
            if (Repository.sources(module).isEmpty()) continue;
            assertThat(Repository.root().resolve(module).resolve("src/main/java/module-info.java"))
                    .exists();
        }
    }

    @Test
    void shouldKeepFilesShort() {
        List<String> wrong = new ArrayList<>();
        for (String module : Repository.MODULES) {
            for (Path source : Repository.sources(module)) {
                long lines = Repository.text(source).lines().count();
                if (lines > LINES_MAX) wrong.add(source + " has " + lines + " lines");
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** What a merge leaves where two changes met does not get in, neither in docs nor elsewhere. */
    @Test
    void shouldHoldNoTracesOfAMerge() throws IOException {
        Pattern trace = Pattern.compile("(?m)^(<{7} |>{7} |={7}$)");
        List<Path> wrong = new ArrayList<>();
        List<Path> roots = new ArrayList<>();
        for (String name : List.of("docs", "examples", "benchmarks/peers")) {
            roots.add(Repository.root().resolve(name));
        }
        for (String module : Repository.MODULES) {
            roots.add(Repository.root().resolve(module).resolve("src"));
        }
        for (Path root : roots) {
            if (!Files.isDirectory(root)) continue;
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.toString().matches(".*\\.(md|java|yaml|json|sh|c|xml|txt|tsv)"))
                        continue;
                    if (trace.matcher(Repository.text(file)).find()) wrong.add(file);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** Nothing is made to pass by knowing a recording: no main source names one. */
    @Test
    void shouldNameNoRecording() throws IOException {
        Set<String> names = new HashSet<>();
        Path shared = Repository.root().resolve("../shared").normalize();
        for (String folder : List.of("captures", "captures-own", "conformance", "rulesets")) {
            Path path = shared.resolve(folder);
            if (!Files.isDirectory(path)) continue;
            try (Stream<Path> files = Files.walk(path)) {
                files.filter(Files::isRegularFile)
                        .map(file -> file.getFileName().toString())
                        .map(file -> file.replaceFirst("\\.(pcap|pcapng|cap|gz|tsv|txt|json)$", ""))
                        .filter(SourcesTest::isTelling)
                        .forEach(names::add);
            }
        }
        if (names.isEmpty())
            System.err.println("no recordings at ../shared: only patterns are looked for");
        for (String module : Repository.MODULES) {
            if (module.equals("benchmarks")) continue;
            for (Path source : Repository.sources(module)) {
                String text = Repository.text(source);
                // The command line may name the example that is shipped beside it.
                if (source.toString().contains("/sluice/cli/"))
                    text = text.replace("office-lan.pcap", "");
                assertThat(text)
                        .as(source.toString())
                        .doesNotContainPattern(RECORDING)
                        .doesNotContainPattern(MACHINE_PATH)
                        .doesNotContain("captures/", "captures-own", "../shared");
                for (String name : names)
                    assertThat(text.contains(name)).as("%s names %s", source, name).isFalse();
            }
        }
    }

    /** Long enough, and no plain word, so that finding it in a source is no accident. */
    private static boolean isTelling(String name) {
        return name.length() >= 8 && name.matches(".*[-_0-9].*");
    }
}
