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
import org.junit.jupiter.api.Test;
import sluice.cli.Main;

/**
 * The tutorial's project is built by Maven as a stranger would, against the jars of this build.
 *
 * <p>They are put into a local repository made for this test, beside links to what the machine's
 * own repository has of other people's artifacts; nothing is fetched and nothing is installed.
 */
class FirstFilterTest {
    private static final String VERSION = "0.1.0-SNAPSHOT";
    private static final List<String> NEEDED = List.of("stack-model", "ndis-layer", "testing");
    private static final Path PROJECT = Repository.root().resolve("examples/first-filter");
    private static final Pattern JAVA = Pattern.compile("(?s)```java\n(.*?)```");

    @Test
    void shouldBuildAgainstTheJarsOfThisBuild() throws IOException, InterruptedException {
        for (String module : NEEDED)
            require(Files.exists(jar(module)), jar(module) + " is not built");
        Path maven = Path.of(System.getProperty("user.home"), ".m2/repository");
        require(Files.isDirectory(maven), "there is no local repository at " + maven);
        Path folder = Repository.root().resolve("scenarios/target/first-filter");
        deleteAll(folder);
        Path repository = folder.resolve("repository");
        link(maven, repository, "org");
        link(maven.resolve("org"), repository.resolve("org"), "sluice");
        // netfilter-hooks is a dependency of the kit, though this project does not use it.
        for (String module : Repository.LIBRARIES.subList(0, 7)) install(module, repository);
        Path parent = repository.resolve("org/sluice/sluice/" + VERSION);
        Files.createDirectories(parent);
        Files.copy(
                Repository.root().resolve("pom.xml"), parent.resolve("sluice-" + VERSION + ".pom"));
        Path project = folder.resolve("project");
        copy(PROJECT, project);
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
        assertThat(said).contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0");
        assertThat(project.resolve("target/first-filter-1.0-SNAPSHOT.jar")).exists();
        runItsScenario(project, folder);
    }

    /** The tutorial's command, with the folder that this build has filled. */
    private static void runItsScenario(Path project, Path folder) throws IOException {
        String tutorial =
                Repository.text(Repository.root().resolve("docs/tutorial/first-filter.md"));
        Matcher command = Pattern.compile("(?m)^\\./sluice (run .*)$").matcher(tutorial);
        assertThat(command.find()).isTrue();
        List<String> arguments = new ArrayList<>();
        for (String word : command.group(1).split(" ", -1)) {
            arguments.add(word.replace("examples/first-filter", project.toString()));
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
                .contains("DNS_IS_BLOCKED: DNS is blocked")
                .contains("3 met, 0 failed");
    }

    @Test
    void shouldShowInTheTutorialWhatIsInTheProject() throws IOException {
        StringBuilder project = new StringBuilder();
        try (Stream<Path> files = Files.walk(PROJECT.resolve("src"))) {
            files.filter(Files::isRegularFile)
                    .sorted()
                    .map(Repository::text)
                    .forEach(project::append);
        }
        Matcher shown =
                JAVA.matcher(
                        Repository.text(
                                Repository.root().resolve("docs/tutorial/first-filter.md")));
        int blocks = 0;
        while (shown.find()) {
            assertThat(project).contains(shown.group(1));
            blocks++;
        }
        assertThat(blocks).isEqualTo(3);
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
