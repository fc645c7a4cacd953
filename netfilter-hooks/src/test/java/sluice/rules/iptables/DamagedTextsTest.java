package sluice.rules.iptables;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.Table;
import sluice.rules.xtables.IpSets;

/**
 * Texts that are cut off or damaged: they are loaded, or refused with a place. With {@code
 * -Dsluice.effort=whole} every prefix and a million damaged ones.
 */
class DamagedTextsTest {
    private static final boolean WHOLE =
            System.getProperty("sluice.effort", "slice").equals("whole");
    private static final String SIGNS = "!-:\"\\,/[]|@&=+ \t0129aAxz*\u00e9\r\n";

    /** Lines with every option there is, for damage to find. */
    private static final List<String> LINES = lines();

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (Extension each : Registry.extensions()) {
            StringBuilder line =
                    new StringBuilder("-A INPUT -p tcp -s 10.0.0.0/8,1.2.3.4 ! -i eth+ ");
            line.append(each.target() ? "-j " : "-m ").append(each.name());
            for (Option option : each.options()) {
                line.append(" --").append(option.name());
                for (int i = 0; i < option.words(); i++) line.append(" 1:2,srcip,\"3 4\"/0xff");
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static void check(RuleFamily family, String text) {
        for (boolean lenient : new boolean[] {false, true}) {
            IptablesOptions options =
                    lenient ? IptablesOptions.strict().leniently() : IptablesOptions.strict();
            var ruleset = new Ruleset();
            Loaded loaded = IptablesText.load(ruleset, family, "f", text, options);
            long count = text.lines().count() + 1;
            for (Diagnostic each : loaded.diagnostics()) {
                assertThat(each.text()).isNotBlank();
                assertThat(each.place().line())
                        .as("%s in %s", each, text)
                        .isBetween(1, (int) count + 1);
                assertThat(each.place().column()).as("%s in %s", each, text).isPositive();
            }
            if (!loaded.ok()) {
                assertThat(ruleset.tables()).isEmpty();
                continue;
            }
            StringBuilder saved = new StringBuilder();
            for (Table table : ruleset.tables()) saved.append(IptablesText.save(table));
            Loaded again =
                    IptablesText.load(
                            new Ruleset(),
                            family,
                            "again",
                            saved.toString(),
                            IptablesOptions.strict());
            assertThat(again.diagnostics()).as("%s%nof%n%s", saved, text).isEmpty();
        }
    }

    @Test
    void shouldLoadOrRefuseEveryPrefix() throws IOException {
        int step = WHOLE ? 1 : 131;
        for (SharedRulesetsTest.Shared each : SharedRulesetsTest.shared()) {
            for (int end = 0; end <= each.text().length(); end += step)
                check(each.family(), each.text().substring(0, end));
        }
    }

    @Test
    void shouldLoadOrRefuseEachOptionAlone() {
        for (String line : LINES) {
            for (RuleFamily family : List.of(RuleFamily.IP, RuleFamily.IP6)) {
                for (String table : List.of("raw", "mangle", "nat", "filter", "security"))
                    check(family, "*" + table + "\n" + line + "\nCOMMIT\n");
            }
        }
    }

    @Test
    void shouldLoadOrRefuseWhatIsDamaged() throws IOException {
        List<String> rules = new ArrayList<>(LINES);
        for (SharedRulesetsTest.Shared each : SharedRulesetsTest.shared())
            each.text().lines().filter(line -> line.startsWith("-A")).forEach(rules::add);
        var random = new Random(5);
        int count = WHOLE ? 1_000_000 : 5_000;
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            String[] tables = {"raw", "mangle", "nat", "filter", "security"};
            text.append('*').append(tables[random.nextInt(tables.length)]).append('\n');
            if (random.nextBoolean()) text.append(":A - [0:0]\n:INPUT DROP [1:2]\n");
            for (int line = random.nextInt(4); line >= 0; line--)
                text.append(rules.get(random.nextInt(rules.size()))).append('\n');
            text.append("COMMIT\n");
            for (int damage = random.nextInt(4); damage >= 0; damage--) damage(text, random);
            check(random.nextInt(4) == 0 ? RuleFamily.IP6 : RuleFamily.IP, text.toString());
        }
    }

    private static void damage(StringBuilder text, Random random) {
        int at = random.nextInt(text.length());
        char sign = SIGNS.charAt(random.nextInt(SIGNS.length()));
        switch (random.nextInt(5)) {
            case 0 -> text.setCharAt(at, sign);
            case 1 -> text.insert(at, sign);
            case 2 -> text.deleteCharAt(at);
            case 3 ->
                    text.insert(
                            at,
                            text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
            default -> text.delete(at, Math.min(text.length(), at + random.nextInt(12)));
        }
        if (text.isEmpty()) text.append(' ');
    }

    @Test
    void shouldTakeOrRefuseDamagedSets() {
        String good =
                """
                create a hash:net,port family inet maxelem 10 timeout 5
                add a 10.0.0.0/8,tcp:1-5 timeout 3
                create b hash:ip family inet6
                add b fe80::1
                create c list:set
                add c a
                create d bitmap:port range 0-100
                add d 5-9
                create e hash:mac
                add e 02:00:00:00:00:01
                """;
        assertThat(new IpSets().load(good, 0)).isEmpty();
        var random = new Random(7);
        for (int i = 0; i < (WHOLE ? 200_000 : 2_000); i++) {
            var text = new StringBuilder(good);
            for (int damage = random.nextInt(3); damage >= 0; damage--) damage(text, random);
            for (IpSets.Problem each : new IpSets().load(text.toString(), 0)) {
                assertThat(each.line()).isPositive();
                assertThat(each.column()).isPositive();
            }
        }
    }
}
