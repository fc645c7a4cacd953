package sluice.structure;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import sluice.time.UserThread;

/** What no layer may see, and how packages may lean on each other. */
class LayersTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("sluice");

    /** The program around the libraries: it may look at the wall clock, for progress. */
    private static final Set<String> PROGRAM =
            Set.of(
                    "sluice.attach",
                    "sluice.sniffer.live",
                    "sluice.script",
                    "sluice.run",
                    "sluice.replay",
                    "sluice.conformance",
                    "sluice.firewall",
                    "sluice.cli",
                    "sluice.report",
                    "sluice.structure");

    private static final DescribedPredicate<JavaClass> LIBRARY =
            describe(
                    "library classes",
                    type -> PROGRAM.stream().noneMatch(p -> type.getPackageName().startsWith(p)));

    /** The shard and the doors to real devices: the second clock and its threads live here. */
    private static final Set<String> LIVE =
            Set.of(
                    "sluice.live",
                    "sluice.pcap.os",
                    "sluice.pcap.tap",
                    "sluice.pcap.netns",
                    "sluice.pcap.live");

    private static final DescribedPredicate<JavaClass> LIBRARY_BUT_LIVE =
            LIBRARY.and(
                    describe(
                            "outside of the live packages",
                            type -> !LIVE.contains(type.getPackageName())));

    /**
     * User programs are blocking code on a virtual thread, and a large file is read ahead of who
     * uses it; nothing else can tell.
     */
    private static final DescribedPredicate<JavaClass> LIBRARY_WITHOUT_THREADS =
            LIBRARY_BUT_LIVE.and(
                    describe(
                            "other than UserThread and ReadAhead",
                            type ->
                                    !type.getName().startsWith(UserThread.class.getName())
                                            && !type.getName()
                                                    .startsWith("sluice.pcap.file.ReadAhead")));

    private static DescribedPredicate<JavaCall<?>> call(Class<?> owner, String... names) {
        return describe(
                "a call of " + owner.getSimpleName(),
                call ->
                        call.getTargetOwner().isEquivalentTo(owner)
                                && (names.length == 0 || Set.of(names).contains(call.getName())));
    }

    @Test
    void shouldFindTheClassesItJudges() {
        assertThat(CLASSES.stream().filter(LIBRARY).count()).isGreaterThan(100);
    }

    @Test
    void shouldSeeNoWallTime() {
        var wallTime =
                call(System.class, "currentTimeMillis", "nanoTime")
                        .or(call(java.time.Instant.class, "now"))
                        .or(call(java.time.LocalDateTime.class, "now"))
                        .or(call(java.time.ZonedDateTime.class, "now"))
                        .or(call(java.time.Clock.class))
                        .or(call(java.util.Date.class, "<init>"));
        noClasses().that(LIBRARY_BUT_LIVE).should().callCodeUnitWhere(wallTime).check(CLASSES);
    }

    @Test
    void shouldSeeNoUnseededRandomness() {
        var chance =
                call(Math.class, "random")
                        .or(call(StrictMath.class, "random"))
                        .or(call(java.util.Random.class))
                        .or(call(java.util.UUID.class, "randomUUID"))
                        .or(call(java.util.concurrent.ThreadLocalRandom.class))
                        .or(call(java.security.SecureRandom.class))
                        .or(call(java.util.random.RandomGenerator.class, "of", "getDefault"))
                        .or(call(System.class, "identityHashCode"))
                        .or(call(java.util.Collections.class, "shuffle"));
        noClasses().that(LIBRARY).should().callCodeUnitWhere(chance).check(CLASSES);
    }

    @Test
    void shouldSeeNoThreadAndNoLock() {
        noClasses()
                .that(LIBRARY_WITHOUT_THREADS)
                .should()
                .dependOnClassesThat(
                        describe(
                                "threads, executors and locks",
                                type ->
                                        type.isEquivalentTo(Thread.class)
                                                || (type.getPackageName()
                                                                .startsWith("java.util.concurrent")
                                                        && !type.isEquivalentTo(TimeUnit.class))))
                .check(CLASSES);
        for (String module : Repository.LIBRARIES) {
            for (var source : Repository.sources(module)) {
                assertThat(Repository.code(source))
                        .as(source.toString())
                        .doesNotContainPattern("\\bsynchronized\\b");
            }
        }
    }

    /** Layers cannot tell which clock runs them: nothing but programs knows the live packages. */
    @Test
    void shouldHideTheLivePackagesFromTheLayers() {
        noClasses()
                .that(LIBRARY_BUT_LIVE)
                .should()
                .dependOnClassesThat(
                        describe("live packages", type -> LIVE.contains(type.getPackageName())))
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoCyclesBetweenPackages() {
        slices().matching("sluice.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldPrintNothingFromALibrary() {
        noClasses()
                .that(LIBRARY)
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(CLASSES);
    }
}
