package sluice.firewall;

import java.util.List;
import sluice.firewall.check.Finding;
import sluice.firewall.check.RulesCheck;
import sluice.rules.Chain;
import sluice.rules.Ruleset;
import sluice.rules.Table;

/** Rules by themselves, without a host: every interface they name is there. */
public final class RulesOnly {
    private RulesOnly() {}

    /**
     * What was found.
     *
     * @param rules how many there are
     */
    public record Checked(ReadRules read, long rules, List<Finding> findings) {}

    /** Reads rules and looks through them. */
    public static Checked check(RulesText text, RulesReader.Options options) {
        var ruleset = new Ruleset();
        ReadRules read = RulesReader.read(ruleset, text, options);
        if (!read.loaded()) return new Checked(read, 0, List.of());
        long rules = 0;
        for (Table table : ruleset.tables())
            for (Chain chain : table.chains()) rules += chain.rules().size();
        return new Checked(read, rules, RulesCheck.findings(ruleset));
    }
}
