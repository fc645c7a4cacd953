package sluice.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The libraries are modules that another module can be compiled against. */
class ModulePathTest {
    private static final Set<String> WITHOUT_JQWIK =
            Set.of(
                    "sluice.model",
                    "sluice.ndis",
                    "sluice.netfilter",
                    "sluice.pcap",
                    "sluice.drivers",
                    "sluice.loopback");

    /** Built libraries, and the few jars they require, as a module path. */
    private static List<Path> modulePath() {
        List<Path> path = new ArrayList<>();
        for (String module : Repository.LIBRARIES) {
            Path classes = Repository.root().resolve(module).resolve("target/classes");
            if (!module.equals("testing") && Files.exists(classes.resolve("module-info.class")))
                path.add(classes);
        }
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .filter(jar -> jar.getFileName().toString().matches("(jspecify|slf4j-api)-.*jar"))
                .forEach(path::add);
        return path;
    }

    private static List<ModuleDescriptor> ours() {
        return ModuleFinder.of(modulePath().toArray(Path[]::new)).findAll().stream()
                .map(ModuleReference::descriptor)
                .filter(descriptor -> descriptor.name().startsWith("sluice."))
                .toList();
    }

    @Test
    void shouldResolveAsOneGraph() {
        Set<String> names = ours().stream().map(ModuleDescriptor::name).collect(Collectors.toSet());
        assertThat(names).contains("sluice.model");
        assertThat(WITHOUT_JQWIK).containsAll(names);
        Configuration resolved =
                ModuleLayer.boot()
                        .configuration()
                        .resolve(
                                ModuleFinder.of(),
                                ModuleFinder.of(modulePath().toArray(Path[]::new)),
                                names);
        assertThat(resolved.modules()).hasSizeGreaterThanOrEqualTo(names.size());
    }

    @Test
    void shouldExportNoInternals() {
        for (ModuleDescriptor module : ours()) {
            assertThat(module.exports())
                    .as(module.name())
                    .noneMatch(export -> export.source().contains(".internal"));
            assertThat(module.isOpen()).isFalse();
            assertThat(module.isAutomatic()).isFalse();
        }
    }

    @Test
    void shouldLetAConsumerCompileAgainstThem(@TempDir Path folder) throws IOException {
        String requires =
                ours().stream()
                        .map(module -> "  requires " + module.name() + ";\n")
                        .sorted()
                        .collect(Collectors.joining());
        Path descriptor = folder.resolve("module-info.java");
        Files.writeString(descriptor, "module consumer {\n" + requires + "}\n");
        Path source = folder.resolve("consumer/Consumer.java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source,
                """
                package consumer;
                import sluice.world.World;
                import sluice.world.WorldOptions;
                public final class Consumer {
                    public static void main(String[] arguments) {
                        try (var world = new World(WorldOptions.DEFAULT, null)) {
                            world.runToQuiescence();
                        }
                    }
                }
                """);
        var messages = new StringWriter();
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled =
                    compiler.getTask(
                                    messages,
                                    files,
                                    null,
                                    List.of(
                                            "--module-path",
                                            modulePath().stream()
                                                    .map(Path::toString)
                                                    .collect(
                                                            Collectors.joining(File.pathSeparator)),
                                            "-d",
                                            folder.resolve("out").toString()),
                                    null,
                                    files.getJavaFileObjects(descriptor, source))
                            .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
    }
}
