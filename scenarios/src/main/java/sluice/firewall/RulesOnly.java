package sluice.firewall;

import java.util.List;
import sluice.firewall.check.Finding;
import sluice.firewall.check.RulesCheck;
import sluice.rules.Chain;
import sluice.rules.Ruleset;
import sluice.rules.Table;
import sluice.rules.iptables.IptablesText;
import sluice.rules.nft.NftJsonWriter;
import sluice.rules.nft.NftWriter;

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

    /**
     * Rules written anew.
     *
     * @param text in the language they were read in; rules of nft as JSON if that was asked for
     */
    public record Listed(ReadRules read, String text) {}

    /**
     * Reads rules and writes them anew, as {@code nft list ruleset}, {@code nft -j list ruleset} or
     * {@code iptables-save} would.
     *
     * @param json rules of nft as JSON; those of iptables have no such form
     */
    public static Listed list(RulesText text, RulesReader.Options options, boolean json) {
        var ruleset = new Ruleset();
        ReadRules read = RulesReader.read(ruleset, text, options);
        if (!read.loaded()) return new Listed(read, "");
        return switch (text.syntax()) {
            case NFT, JSON ->
                    new Listed(read, json ? NftJsonWriter.text(ruleset) : NftWriter.text(ruleset));
            case IPTABLES, IP6TABLES -> {
                var saved = new StringBuilder();
                for (Table table : ruleset.tables()) saved.append(IptablesText.save(table));
                yield new Listed(read, saved.toString());
            }
        };
    }
}
