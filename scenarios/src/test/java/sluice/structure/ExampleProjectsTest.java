package sluice.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sluice.cli.Main;

/**
 * Each tutorial's project is built by Maven as a stranger would, against the jars of this build.
 *
 * <p>They are put into a local repository made for this test, beside links to what the machine's
 * own repository has of other people's artifacts; nothing is fetched and nothing is installed.
 */
class ExampleProjectsTest {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final List<String> NEEDED =
            List.of("stack-model", "ndis-layer", "netfilter-hooks", "testing");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    /** A project and its page: how many tests, what its scenario says, blocks shown on the page. */
    enum Example {
        FIRST_FILTER("first-filter", 3, "DNS_IS_BLOCKED: DNS is blocked", 4),
        FIRST_HOOK("first-hook", 1, "2 met", 2);

        private final String folder;
        private final int tests;
        private final String said;
        private final int blocks;

        Example(String folder, int tests, String said, int blocks) {
            this.folder = folder;
            this.tests = tests;
            this.said = said;
            this.blocks = blocks;
        }

        Path project() {
            return Repository.root().resolve("examples").resolve(folder);
        }

        String page() {
            return Repository.text(Repository.root().resolve("docs/tutorial/" + folder + ".md"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldBuildAgainstTheJarsOfThisBuild(Example example)
            throws IOException, InterruptedException {
        for (String module : NEEDED)
            require(Files.exists(jar(module)), jar(module) + " is not built");
        Path maven = Path.of(System.getProperty("user.home"), ".m2/repository");
        require(Files.isDirectory(maven), "there is no local repository at " + maven);
        Path folder = Repository.root().resolve("scenarios/target").resolve(example.folder);
        deleteAll(folder);
        Path repository = folder.resolve("repository");
        link(maven, repository, "org");
        link(maven.resolve("org"), repository.resolve("org"), "sluice");
        for (String module : Repository.LIBRARIES.subList(0, 7)) install(module, repository);
        Path parent = repository.resolve("org/sluice/sluice/" + VERSION);
        Files.createDirectories(parent);
        Files.copy(
                Repository.root().resolve("pom.xml"), parent.resolve("sluice-" + VERSION + ".pom"));
        Path project = folder.resolve("project");
        copy(example.project(), project);
        Path log = folder.resolve("log");
        Process build =
                new ProcessBuilder("mvn", "-B", "-o", "-Dmaven.repo.local=" + repository, "package")
                        .directory(project.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(build.waitFor(5, TimeUnit.MINUTES)).isTrue();
        String said = Files.readString(log);
        // What a stranger fetches first may not be on this machine, and this test fetches nothing.
        require(!said.contains("in offline mode"), "Maven lacks a plugin or artifact offline");
        assertThat(build.exitValue()).as(said).isZero();
        assertThat(said)
                .contains("Tests run: " + example.tests + ", Failures: 0, Errors: 0, Skipped: 0");
        assertThat(project.resolve("target/" + example.folder + "-1.0-SNAPSHOT.jar")).exists();
        runItsScenario(example, project, folder);
    }

    /** The command of page or scenario, with the folder that this build has filled. */
    private static void runItsScenario(Example example, Path project, Path folder)
            throws IOException {
        Matcher command =
                Pattern.compile("(?m)^# Run with: \\./sluice (run .*)$")
                        .matcher(Repository.text(example.project().resolve("scenario.yaml")));
        assertThat(command.find()).isTrue();
        assertThat(example.page()).contains("\n./sluice " + command.group(1) + "\n");
        List<String> arguments = new ArrayList<>();
        for (String word : command.group(1).split(" ", -1)) {
            arguments.add(word.replace("examples/" + example.folder, project.toString()));
        }
        arguments.addAll(List.of("--out", folder.resolve("out").toString()));
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int code =
                Main.run(
                        arguments.toArray(String[]::new),
                        InputStream.nullInputStream(),
                        new PrintStream(out, false, StandardCharsets.UTF_8),
                        new PrintStream(err, false, StandardCharsets.UTF_8));
        assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(example.said)
                .contains("0 failed");
    }

    @ParameterizedTest
    @EnumSource
    void shouldShowInTheTutorialWhatIsInTheProject(Example example) throws IOException {
        StringBuilder project = new StringBuilder();
        try (Stream<Path> files = Files.walk(example.project().resolve("src"))) {
            files.filter(Files::isRegularFile)
                    .sorted()
                    .map(Repository::text)
                    .forEach(project::append);
        }
        Matcher shown = JAVA.matcher(example.page());
        int blocks = 0;
        while (shown.find()) {
            // a tutorial may begin with a hook that is wrong
            if (project.indexOf(shown.group(1)) >= 0) blocks++;
            else assertThat(example).isEqualTo(Example.FIRST_HOOK);
        }
        assertThat(blocks).isEqualTo(example.blocks);
    }

    private static void require(boolean there, String otherwise) {
        if (there) return;
        System.err.println("skipped: " + otherwise);
        Assumptions.abort(otherwise);
    }

    private static Path jar(String module) {
        return Repository.root().resolve(module + "/target/" + module + "-" + VERSION + ".jar");
    }

    private static void install(String module, Path repository) throws IOException {
        if (!Files.exists(jar(module))) return;
        Path to = repository.resolve("org/sluice/" + module + "/" + VERSION);
        Files.createDirectories(to);
        Files.copy(jar(module), to.resolve(jar(module).getFileName()));
        Files.copy(
                Repository.root().resolve(module + "/pom.xml"),
                to.resolve(module + "-" + VERSION + ".pom"));
    }

    /** A folder of links to all in {@code from} but one, which becomes a folder of its own. */
    private static void link(Path from, Path to, String but) throws IOException {
        Files.createDirectories(to);
        List<Path> entries = new ArrayList<>();
        try (Stream<Path> files = Files.list(from)) {
            files.forEach(entries::add);
        }
        for (Path entry : entries) {
            if (!entry.getFileName().toString().equals(but))
                Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (from.relativize(file).startsWith("target")) continue;
                if (Files.isDirectory(file)) Files.createDirectories(target);
                else Files.copy(file, target);
            }
        }
    }

    /** Links are deleted, not what they lead to. */
    private static void deleteAll(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
    }
}
