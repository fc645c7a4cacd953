package sluice.cli;

import java.io.IOException;
import java.nio.file.Path;
import sluice.firewall.RulesOnly;
import sluice.firewall.RulesText;
import sluice.firewall.Syntax;

/** {@code sluice firewall list}: a ruleset written anew. */
record FirewallListRequest(Path rules, FirewallRules.How how) implements Request {
    @Override
    public ExitCode carryOut(Console console) throws IOException {
        try {
            RulesText text = FirewallRules.read(rules, how);
            boolean nft = text.syntax() == Syntax.NFT || text.syntax() == Syntax.JSON;
            if (console.json() && !nft)
                throw new FirewallRules.Refused(
                        "--format json: rules of iptables have no form in JSON");
            RulesOnly.Listed listed = RulesOnly.list(text, how.options(), console.json());
            if (FirewallRules.complain(listed.read(), console)) return ExitCode.USAGE;
            if (!console.json()) FirewallRules.ignored(listed.read(), console);
            console.out().print(listed.text());
            return ExitCode.DONE;
        } catch (FirewallRules.Refused refused) {
            console.complain(refused.text());
            return ExitCode.USAGE;
        }
    }
}
