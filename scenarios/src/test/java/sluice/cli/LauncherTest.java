package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a scratch copy, with stand-ins for java and mvn that say how they were called.
 */
class LauncherTest {
    @TempDir Path folder;
    private Path project;
    private Path tools;
    private Path jdk;

    record Ended(int code, String out, String err) {}

    @BeforeEach
    void copyTheLauncher() throws IOException {
        Path launcher = Path.of(System.getProperty("sluice.root", "..")).resolve("sluice");
        if (!Files.isExecutable(launcher) || !Files.isExecutable(Path.of("/bin/sh"))) {
            System.err.println("skipped: no POSIX shell here");
            Assumptions.abort("no POSIX shell here");
        }
        project = Files.createDirectories(folder.resolve("it's a project"));
        Files.copy(
                launcher,
                project.resolve("sluice"),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectories(project.resolve("scenarios/src/main/java"));
        Files.writeString(project.resolve("pom.xml"), "");
        Files.writeString(project.resolve("scenarios/pom.xml"), "");
        Files.writeString(project.resolve("scenarios/src/main/java/A.java"), "");
        tools = Files.createDirectories(folder.resolve("tools"));
        jdk = fakeJdk("new-jdk", "25.0.3");
        program(tools.resolve("java"), ""); // hides a real one further on the path
        program(
                tools.resolve("mvn"),
                """
                echo built >>"$PWD/builds"
                [ ! -e "$PWD/broken" ] || { echo "no such symbol"; exit 1; }
                mkdir -p scenarios/target/lib && : >scenarios/target/sluice.jar && : >scenarios/target/lib/a.jar
                """);
    }

    @Test
    void shouldBuildOnFirstUseSayingSoAndNotAgain() throws Exception {
        Ended first = launch(Map.of("JAVA_HOME", jdk.toString()), "decode", "a b.pcap");
        assertThat(first.err())
                .isEqualTo(
                        "sluice: first run, building (about a minute; later runs start at once)\n");
        assertThat(first.out())
                .contains("sluice.cli.Main")
                .contains("[decode] [a b.pcap]")
                .contains("-short.aot");
        Ended second = launch(Map.of(), "run", "x");
        assertThat(second.err()).isEmpty();
        assertThat(second.out())
                .contains("[run] [x]")
                .doesNotContain("-short.aot")
                .doesNotContain("TieredStopAtLevel=1");
        assertThat(builds()).isEqualTo(1);
    }

    /** The JVM maps a file of loaded classes only where the same permissions were given. */
    @Test
    void shouldStartWithThePermissionsItWasTrainedWith() throws Exception {
        launch(Map.of("JAVA_HOME", jdk.toString()), "--version");
        String permission = "[--enable-native-access=ALL-UNNAMED]";
        String trained = Files.readString(project.resolve("target/sluice-build.log"));
        assertThat(trained.split("AOTCacheOutput", -1)).hasSize(3);
        assertThat(trained.split(java.util.regex.Pattern.quote(permission), -1)).hasSize(3);
        for (String command : java.util.List.of("decode", "run", "capture", "attach", "filter")) {
            assertThat(launch(Map.of(), command).out()).as(command).contains(permission);
        }
    }

    @Test
    void shouldBuildAgainWhenASourceIsNewer() throws Exception {
        launch(Map.of("JAVA_HOME", jdk.toString()), "x");
        FileTime later = FileTime.from(Instant.now().plusSeconds(60));
        Files.setLastModifiedTime(project.resolve("scenarios/src/main/java/A.java"), later);
        Ended again = launch(Map.of("JAVA_HOME", jdk.toString()), "x");
        assertThat(again.err()).isEqualTo("sluice: sources have changed, building\n");
        assertThat(builds()).isEqualTo(2);
    }

    @Test
    void shouldShowTheEndOfTheLogWhenTheBuildFails() throws Exception {
        Files.writeString(project.resolve("broken"), "");
        Ended failed = launch(Map.of("JAVA_HOME", jdk.toString()), "x");
        assertThat(failed.code()).isEqualTo(70);
        assertThat(failed.err())
                .contains("no such symbol")
                .contains("sluice: the build failed; the whole log is ");
        Files.delete(project.resolve("broken"));
        assertThat(launch(Map.of("JAVA_HOME", jdk.toString()), "x").code()).isZero();
    }

    @Test
    void shouldWorkThroughASymbolicLink() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("linked"), project.resolve("sluice"));
        Ended ended = run(link, Map.of("JAVA_HOME", jdk.toString()), "x");
        assertThat(ended.out()).contains("[x]");
        assertThat(project.resolve(".sluice-state")).exists();
    }

    @Test
    void shouldPassOverJdksThatAreTooOld() throws Exception {
        Path old = fakeJdk("old-jdk", "17.0.1");
        Ended ended =
                launch(
                        Map.of("JAVA_HOME", old.toString(), "SLUICE_JDK_FOLDERS", jdk.toString()),
                        "x");
        assertThat(ended.code()).isZero();
        assertThat(Files.readString(project.resolve(".sluice-state"))).contains(jdk.toString());
    }

    @Test
    void shouldSayWhatToInstallInOneLine() throws Exception {
        Path old = fakeJdk("old-jdk", "17.0.1");
        Ended ended =
                launch(
                        Map.of("JAVA_HOME", old.toString(), "SLUICE_JDK_FOLDERS", old.toString()),
                        "x");
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).startsWith("sluice: a JDK 25 or newer is needed").hasLineCount(1);
    }

    @Test
    void shouldBuildOnceWhenTwoStartTogether() throws Exception {
        Process one = start(project.resolve("sluice"), Map.of("JAVA_HOME", jdk.toString()), "x");
        Process other = start(project.resolve("sluice"), Map.of("JAVA_HOME", jdk.toString()), "x");
        assertThat(ended(one).code()).isZero();
        assertThat(ended(other).code()).isZero();
        assertThat(builds()).isBetween(1L, 2L);
        assertThat(project.resolve("target/sluice-build.lock")).doesNotExist();
        assertThat(launch(Map.of(), "x").err()).isEmpty();
    }

    private long builds() throws IOException {
        return Files.readAllLines(project.resolve("builds")).size();
    }

    private Path fakeJdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        program(
                home.resolve("bin/java"),
                """
                for word in "$@"; do
                  case $word in -XX:AOTCacheOutput=*) : >"${word#*=}" ;; esac
                  printf '[%s] ' "$word"
                done
                """);
        program(home.resolve("bin/javac"), "");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private static void program(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private Ended launch(Map<String, String> environment, String... args) throws Exception {
        return run(project.resolve("sluice"), environment, args);
    }

    private Ended run(Path launcher, Map<String, String> environment, String... args)
            throws Exception {
        return ended(start(launcher, environment, args));
    }

    private Process start(Path launcher, Map<String, String> environment, String... args)
            throws IOException {
        var command = new java.util.ArrayList<String>();
        command.add(launcher.toString());
        command.addAll(java.util.List.of(args));
        var builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", tools + ":/usr/bin:/bin");
        builder.environment().putIfAbsent("SLUICE_JDK_FOLDERS", "");
        return builder.start();
    }

    private static Ended ended(Process process) throws Exception {
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), out, err);
    }
}
