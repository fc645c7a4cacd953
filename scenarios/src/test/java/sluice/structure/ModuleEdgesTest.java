package sluice.structure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which module may use which: the complete list, and nothing beside it. */
class ModuleEdgesTest {
    private static final String MODEL = "stack-model";
    private static final String NDIS = "ndis-layer";
    private static final String NETFILTER = "netfilter-hooks";
    private static final String PCAP = "pcap-adapter";
    private static final String DRIVERS = "drivers-sim";
    private static final String LOOPBACK = "loopback";

    private static final Map<String, Set<String>> ALLOWED =
            Map.of(
                    MODEL,
                    Set.of(),
                    NDIS,
                    Set.of(MODEL),
                    NETFILTER,
                    Set.of(MODEL),
                    PCAP,
                    Set.of(MODEL),
                    DRIVERS,
                    Set.of(MODEL, NDIS, NETFILTER, PCAP),
                    LOOPBACK,
                    Set.of(MODEL, NDIS, NETFILTER),
                    "testing",
                    Set.of(MODEL, NDIS, NETFILTER),
                    "scenarios",
                    Set.of(MODEL, NDIS, NETFILTER, PCAP, DRIVERS, LOOPBACK),
                    "benchmarks",
                    Set.copyOf(Repository.MODULES.subList(0, 8)));

    /** Edges of tests alone. */
    private static final Map<String, Set<String>> ALLOWED_IN_TESTS =
            Map.of("testing", Set.of(DRIVERS));

    /** The prefix of each module's packages, as imports show it. */
    private static final Map<String, Pattern> PACKAGES =
            Map.of(
                    NDIS,
                    Pattern.compile("import (static )?sluice\\.(ndis|tdi|lsp|winstack)\\."),
                    NETFILTER,
                    Pattern.compile(
                            "import (static"
                                    + " )?sluice\\.(netfilter|route|netdev|qdisc|linuxstack)\\."),
                    PCAP,
                    Pattern.compile("import (static )?sluice\\.pcap\\."),
                    DRIVERS,
                    Pattern.compile(
                            "import (static )?sluice\\.(sim|samples|capture|userland|bump)\\."),
                    LOOPBACK,
                    Pattern.compile("import (static )?sluice\\.(msloop|npfloop|vmbridge)\\."),
                    "testing",
                    Pattern.compile("import (static )?sluice\\.testing\\."),
                    "scenarios",
                    Pattern.compile(
                            "import (static"
                                    + " )?sluice\\.(script|run|replay|conformance|cli|report)\\."));

    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>(.*?)</dependency>");
    private static final Pattern ARTIFACT =
            Pattern.compile("<artifactId>\\s*([^<\\s]+)\\s*</artifactId>");
    private static final Pattern SCOPE = Pattern.compile("<scope>\\s*([^<\\s]+)\\s*</scope>");

    static java.util.List<String> modules() {
        return Repository.MODULES;
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldDependOnAllowedModulesOnly(String module) {
        String pom = Repository.text(Repository.root().resolve(module).resolve("pom.xml"));
        Set<String> used = new TreeSet<>();
        for (Matcher each = DEPENDENCY.matcher(pom); each.find(); ) {
            Matcher artifact = ARTIFACT.matcher(each.group(1));
            if (!artifact.find() || !Repository.MODULES.contains(artifact.group(1))) continue;
            Matcher scope = SCOPE.matcher(each.group(1));
            boolean ofTests = scope.find() && scope.group(1).equals("test");
            Set<String> also = ALLOWED_IN_TESTS.getOrDefault(module, Set.of());
            if (!ofTests || !also.contains(artifact.group(1))) used.add(artifact.group(1));
        }
        assertThat(ALLOWED.get(module)).as("edges of %s", module).containsAll(used);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void shouldImportFromAllowedModulesOnly(String module) {
        for (Path source : Repository.sources(module)) {
            String code = Repository.code(source);
            PACKAGES.forEach((other, imports) -> {
                if (other.equals(module) || ALLOWED.get(module).contains(other)) return;
                assertThat(imports.matcher(code).find()).as("%s uses %s", source, other).isFalse();
            });
        }
    }

    @Test
    void shouldListEveryModuleOfTheReactor() {
        String pom = Repository.text(Repository.root().resolve("pom.xml"));
        Set<String> listed =
                Pattern.compile("<module>([^<]+)</module>")
                        .matcher(pom)
                        .results()
                        .map(found -> found.group(1))
                        .collect(Collectors.toSet());
        assertThat(listed).isEqualTo(Set.copyOf(Repository.MODULES)).isEqualTo(ALLOWED.keySet());
    }

    @Test
    void shouldKeepStackModelFreeOfRunTimeDependencies() {
        String pom = Repository.text(Repository.root().resolve("stack-model/pom.xml"));
        for (Matcher each = DEPENDENCY.matcher(pom); each.find(); ) {
            Matcher scope = SCOPE.matcher(each.group(1));
            assertThat(scope.find() ? scope.group(1) : "compile")
                    .as(each.group(1))
                    .isIn("test", "provided");
        }
    }

    @Test
    void shouldLetTheDriversUseTheFilePackageOnly() {
        for (Path source : Repository.sources(DRIVERS)) {
            assertThat(Repository.code(source))
                    .as(source.toString())
                    .doesNotContainPattern("import (static )?sluice\\.pcap\\.(?!file\\.)");
        }
    }

    @Test
    void shouldStateEveryVersionInTheParentOnly() {
        for (String module : Repository.MODULES) {
            String pom = Repository.text(Repository.root().resolve(module).resolve("pom.xml"));
            String withoutParent = pom.replaceFirst("(?s)<parent>.*?</parent>", "");
            assertThat(withoutParent).as(module).doesNotContainPattern("<version>\\s*\\d");
        }
    }
}
