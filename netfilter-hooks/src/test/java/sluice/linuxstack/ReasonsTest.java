package sluice.linuxstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sluice.conntrack.ConntrackDrop;
import sluice.conntrack.ConntrackEnd;
import sluice.nat.NatDrop;
import sluice.netdev.NetdevDrop;
import sluice.netdev.NetdevEnd;
import sluice.netfilter.NetfilterDrop;
import sluice.packet.Fate;
import sluice.qdisc.QdiscDrop;

/** Each reason is raised at exactly one place, so that a count by reason says where. */
class ReasonsTest {
    @Test
    void shouldRaiseEachReasonAtOnePlace() throws IOException {
        List<String> wrong = new ArrayList<>();
        check(LinuxDrop.values(), wrong);
        check(LinuxEnd.values(), wrong);
        check(NetfilterDrop.values(), wrong);
        check(NetdevDrop.values(), wrong);
        check(ConntrackDrop.values(), wrong);
        check(ConntrackEnd.values(), wrong);
        check(NatDrop.values(), wrong);
        check(NetdevEnd.values(), wrong);
        check(QdiscDrop.values(), wrong);
        assertThat(wrong).isEmpty();
    }

    @Test
    void shouldSayEachReasonInOtherWords() {
        Set<String> texts = new HashSet<>();
        List<Fate> all = new ArrayList<>();
        all.addAll(List.of(LinuxDrop.values()));
        all.addAll(List.of(LinuxEnd.values()));
        all.addAll(List.of(NetfilterDrop.values()));
        all.addAll(List.of(NetdevDrop.values()));
        all.addAll(List.of(QdiscDrop.values()));
        all.addAll(List.of(ConntrackDrop.values()));
        all.addAll(List.of(NatDrop.values()));
        for (Fate fate : all) assertThat(texts.add(fate.text())).as(fate.name()).isTrue();
    }

    private static void check(Fate[] fates, List<String> wrong) throws IOException {
        String type = ((Enum<?>) fates[0]).getDeclaringClass().getSimpleName();
        String code = code(type);
        for (Fate fate : fates) {
            Matcher uses = Pattern.compile(type + "\\." + fate.name() + "\\b").matcher(code);
            int count = 0;
            while (uses.find()) count++;
            if (count != 1) wrong.add(type + "." + fate.name() + " is raised at " + count);
        }
    }

    /** All main code but the enum itself, without comments. */
    private static String code(String type) throws IOException {
        var code = new StringBuilder();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
                if (file.endsWith(type + ".java")) continue;
                code.append(Files.readString(file));
            }
        }
        return code.toString().replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("//[^\n]*", "");
    }
}
