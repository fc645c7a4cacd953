package sluice.structure;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaFieldAccess;
import com.tngtech.archunit.core.domain.Source;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sluice.packet.Fate;

/** A count by reason says where in the code, because each reason is raised at one place. */
class ReasonsTest {
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("sluice");

    private static List<JavaField> reasons() {
        return CLASSES.stream()
                .filter(type -> type.isEnum() && type.isAssignableTo(Fate.class))
                .flatMap(type -> type.getFields().stream())
                .filter(field -> field.getRawType().equals(field.getOwner()))
                .toList();
    }

    /** Naming a reason in a report or a decision table is not raising it. */
    private static boolean raises(JavaFieldAccess access) {
        JavaClass from = access.getOriginOwner();
        String place = from.getPackageName();
        boolean program =
                place.matches("sluice\\.(attach|script|run|replay|conformance|cli|report)(\\..*)?");
        boolean switchTable =
                from.getName().matches(".*\\$\\d+")
                        && access.getOrigin().getName().equals("<clinit>");
        return !program
                && !switchTable
                && !from.equals(access.getTargetOwner())
                && access.getAccessType() == JavaFieldAccess.AccessType.GET;
    }

    /** Asking whether it was this reason is not raising it: the source line tells the two apart. */
    private static boolean isComparison(JavaFieldAccess access) {
        JavaClass from = access.getOriginOwner();
        String file =
                from.getPackageName().replace('.', '/')
                        + "/"
                        + from.getSource().flatMap(Source::getFileName).orElse("");
        String name = access.getTargetOwner().getSimpleName() + "." + access.getTarget().getName();
        for (String module : Repository.MODULES) {
            for (Path source : Repository.sources(module)) {
                if (!source.endsWith(file)) continue;
                List<String> lines = Repository.text(source).lines().toList();
                String line = lines.get(access.getLineNumber() - 1);
                return line.matches(".*[=!]= *" + Pattern.quote(name) + "\\b.*");
            }
        }
        return false;
    }

    @Test
    void shouldRaiseEachReasonAtExactlyOnePlace() {
        List<String> wrong = new ArrayList<>();
        for (JavaField reason : reasons()) {
            List<String> places =
                    reason.getAccessesToSelf().stream()
                            .filter(ReasonsTest::raises)
                            .filter(access -> !isComparison(access))
                            .map(access ->
                                    access.getOrigin().getFullName() + ":" + access.getLineNumber())
                            .distinct()
                            .sorted()
                            .toList();
            if (places.size() != 1) wrong.add(reason.getFullName() + " is raised at " + places);
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldHaveNoCatchAll() {
        assertThat(reasons()).isNotEmpty();
        assertThat(reasons().stream().map(JavaField::getName))
                .noneMatch(name ->
                        name.matches("(?i)(.*_)?(other|unknown|misc|generic|unspecified|else)"));
    }
}
