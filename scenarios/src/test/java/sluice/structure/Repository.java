package sluice.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository as text: its modules, poms and sources. */
final class Repository {
    /** All modules of the reactor, lowest first. */
    static final List<String> MODULES =
            List.of(
                    "stack-model",
                    "ndis-layer",
                    "netfilter-hooks",
                    "pcap-adapter",
                    "drivers-sim",
                    "loopback",
                    "testing",
                    "scenarios",
                    "benchmarks");

    /** The modules that users build on: everything below the program itself. */
    static final List<String> LIBRARIES = MODULES.subList(0, 7);

    private static final Pattern COMMENT = Pattern.compile("(?s)/\\*.*?\\*/|//[^\\n]*");

    private Repository() {}

    static Path root() {
        return Path.of(System.getProperty("sluice.root", "..")).toAbsolutePath().normalize();
    }

    /** Main sources of a module. */
    static List<Path> sources(String module) {
        Path main = root().resolve(module).resolve("src/main/java");
        if (!Files.isDirectory(main)) return List.of();
        try (Stream<Path> files = Files.walk(main)) {
            return files.filter(path -> path.toString().endsWith(".java")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A source without its comments. */
    static String code(Path path) {
        return COMMENT.matcher(text(path)).replaceAll(" ");
    }
}
