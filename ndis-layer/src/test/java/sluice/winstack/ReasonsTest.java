package sluice.winstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sluice.ndis.NdisDrop;
import sluice.ndis.NdisEnd;
import sluice.packet.Fate;

/** A count by reason says where: every reason is raised at exactly one place of this module. */
class ReasonsTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void shouldRaiseEveryReasonAtExactlyOnePlace() throws IOException {
        Map<String, Integer> uses = new TreeMap<>();
        for (Fate[] reasons :
                List.of(
                        WindowsDrop.values(),
                        WindowsEnd.values(),
                        NdisDrop.values(),
                        NdisEnd.values())) {
            for (Fate reason : reasons)
                uses.put(reason.getClass().getSimpleName() + "." + reason.name(), 0);
        }
        Pattern use = Pattern.compile("\\b(?:Windows|Ndis)(?:Drop|End)\\.[A-Z][A-Z0-9_]+");
        for (Path file : sources()) {
            Matcher found = use.matcher(Files.readString(file));
            while (found.find()) uses.merge(found.group(), 1, Integer::sum);
        }
        assertThat(uses.values()).isNotEmpty();
        assertThat(uses).allSatisfy((reason, count) -> assertThat(count).as(reason).isEqualTo(1));
    }

    private static List<Path> sources() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(SOURCES)) {
            walk.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
        }
        return files;
    }
}
