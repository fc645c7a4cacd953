package sluice.conformance.netfilter;

import java.util.List;
import sluice.firewall.Complaint;
import sluice.firewall.RulesReader;
import sluice.firewall.RulesText;
import sluice.firewall.Syntax;
import sluice.linuxstack.LinuxHost;

/** Puts the rules of a case into a host. */
final class RulesLoader {
    private RulesLoader() {}

    /** Loads a text; what is wrong with it, or nothing. */
    static List<String> strictly(LinuxHost host, String syntax, String name, String text) {
        Syntax language =
                switch (syntax) {
                    case "iptables" -> Syntax.IPTABLES;
                    case "ip6tables" -> Syntax.IP6TABLES;
                    case "nft" -> Syntax.NFT;
                    default -> Syntax.JSON;
                };
        var rules = new RulesText(name, language, text);
        return RulesReader.load(host, rules, RulesReader.Options.STRICT).errors().stream()
                .map(Complaint::line)
                .toList();
    }
}
