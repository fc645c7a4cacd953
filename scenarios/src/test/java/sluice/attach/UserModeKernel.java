package sluice.attach;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/**
 * A Linux kernel as a program of its own (Debian's user-mode-linux) that runs one class of the
 * tests, for what the machine's own kernel was built without. It sees this machine's files; its
 * devices, addresses and modules are its own.
 */
final class UserModeKernel {
    private static final Path KERNEL = Path.of("/usr/bin/linux.uml");
    private static final Path MODULES = Path.of("/usr/lib/uml/modules");
    private static final String BEGUN = "the kernel has started";
    private static final String DONE = "the check has ended with 0";

    private UserModeKernel() {}

    /** What is missing here to start one; null if nothing is. */
    static @Nullable String missing() {
        if (!Files.exists(KERNEL) || !Files.isDirectory(MODULES))
            return "there is no user-mode-linux";
        if (Stream.of("/sbin/modprobe", "/usr/sbin/modprobe")
                .noneMatch(p -> Files.exists(Path.of(p)))) return "there is no modprobe (kmod)";
        return null;
    }

    /**
     * Starts it, loads the modules and runs the class's {@code main}.
     *
     * @param folder for its files
     * @return what it printed; skips the test, saying so, where no such kernel gets to run
     * @throws AssertionError if the class did not end with 0; with all that was printed
     */
    static String run(Path folder, Class<?> main, String... modules)
            throws IOException, InterruptedException {
        Path init = folder.resolve("init");
        Path lib = Files.createDirectories(folder.resolve("lib/modules"));
        List<Path> links = new ArrayList<>();
        try (var versions = Files.list(MODULES)) {
            for (Path version : versions.toList())
                links.add(Files.createSymbolicLink(lib.resolve(version.getFileName()), version));
        }
        // What the kernel asks for by itself (ciphers) comes from the same place.
        Path loader = folder.resolve("modprobe");
        script(loader, "exec modprobe -d %s \"$@\"\n".formatted(folder));
        script(
                init,
                """
                echo %7$s
                mount -t proc proc /proc
                mount -t sysfs sys /sys
                mount -t tmpfs run /run
                echo %1$s > /proc/sys/kernel/modprobe
                for module in %2$s; do %1$s $module; done
                mkdir -p /dev/net
                [ -e /dev/net/tun ] || mknod /dev/net/tun c 10 200
                ip link set dev lo up
                %3$s --enable-native-access=ALL-UNNAMED -XX:TieredStopAtLevel=1 -cp %4$s %5$s && echo %6$s
                halt -f
                """
                        .formatted(
                                loader,
                                String.join(" ", modules),
                                Path.of(System.getProperty("java.home"), "bin/java"),
                                String.join(File.pathSeparator, classPath(main)),
                                main.getName(),
                                DONE,
                                BEGUN));
        Path log = folder.resolve("log");
        Process kernel =
                new ProcessBuilder(
                                KERNEL.toString(),
                                "mem=1G",
                                "rootfstype=hostfs",
                                "rootflags=/",
                                "rw",
                                "quiet",
                                "init=" + init,
                                "con=null",
                                "con0=null,fd:1")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        if (!kernel.waitFor(200, TimeUnit.SECONDS)) kernel.destroyForcibly().waitFor();
        for (Path link : links) Files.delete(link);
        String said = Files.readString(log);
        if (!said.contains(BEGUN)) {
            String why = "user-mode-linux does not start here: " + said;
            System.err.println("skipped: " + why);
            Assumptions.abort(why);
        }
        if (!said.contains(DONE)) throw new AssertionError(said);
        return said;
    }

    private static void script(Path file, String text) throws IOException {
        Files.writeString(file, "#!/bin/sh\nPATH=/usr/sbin:/usr/bin:/sbin:/bin\n" + text);
        if (!file.toFile().setExecutable(true)) throw new IOException("not executable: " + file);
    }

    /** All that this program was started with, as one class path, whether modules or not. */
    private static Set<String> classPath(Class<?> main) {
        Set<String> all = new LinkedHashSet<>();
        String name = main.getName().replace('.', '/') + ".class";
        URL own = requireNonNull(main.getClassLoader().getResource(name));
        String file = Path.of(URI.create(own.toString())).toString();
        all.add(file.substring(0, file.length() - name.length() - 1));
        all.addAll(List.of(System.getProperty("java.class.path").split(File.pathSeparator, -1)));
        for (ResolvedModule module : ModuleLayer.boot().configuration().modules()) {
            module.reference()
                    .location()
                    .filter(uri -> "file".equals(uri.getScheme()))
                    .ifPresent(uri -> all.add(Path.of(uri).toString()));
        }
        return all;
    }
}
