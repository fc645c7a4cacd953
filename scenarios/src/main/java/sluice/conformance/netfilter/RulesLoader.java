package sluice.conformance.netfilter;

import sluice.linuxstack.LinuxHost;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.nft.Diagnostic;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftJson;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;

import java.util.List;

/** Puts the rules of a case into a host. */
final class RulesLoader {
    private RulesLoader() {}

    /** Whether texts of a language can be loaded. */
    static boolean reads(String syntax) {
        return switch (syntax) {
            case "iptables", "ip6tables", "nft", "nft_json" -> true;
            default -> false;
        };
    }

    /** Loads a text; what is wrong with it, or nothing. */
    static List<String> strictly(LinuxHost host, String syntax, String name, String text) {
        Ruleset into = host.rules().ruleset();
        var devices = NftDevices.of(host.rules().host());
        List<String> wrong =
                switch (syntax) {
                    case "iptables" -> tables(into, RuleFamily.IP, name, text);
                    case "ip6tables" -> tables(into, RuleFamily.IP6, name, text);
                    case "nft" ->
                            lines(
                                    NftText.load(into, devices, name, text, NftOptions.strict())
                                            .errors());
                    case "nft_json" ->
                            lines(
                                    NftJson.load(into, devices, name, text, NftOptions.strict())
                                            .errors());
                    default -> List.of(name + ": nobody reads " + syntax + " yet");
                };
        if (!wrong.isEmpty()) return wrong;
        return host.rules().commit().stream()
                .map(fault -> fault.place().text() + ": " + fault.text())
                .toList();
    }

    private static List<String> tables(Ruleset into, RuleFamily family, String name, String text) {
        return IptablesText.load(into, family, name, text, IptablesOptions.strict())
                .diagnostics()
                .stream()
                .map(Object::toString)
                .toList();
    }

    private static List<String> lines(List<Diagnostic> errors) {
        return errors.stream().map(Diagnostic::line).toList();
    }
}
