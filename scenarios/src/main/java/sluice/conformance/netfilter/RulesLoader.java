package sluice.conformance.netfilter;

import java.util.List;
import sluice.linuxstack.LinuxHost;
import sluice.rules.RuleFamily;
import sluice.rules.iptables.Diagnostic;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.iptables.Loaded;

/** Puts the rules of a case into a host. */
final class RulesLoader {
    private RulesLoader() {}

    /** Whether texts of a language can be loaded. */
    static boolean reads(String syntax) {
        return syntax.equals("iptables") || syntax.equals("ip6tables");
    }

    /** Loads a text; what is wrong with it, or nothing. */
    static List<String> strictly(LinuxHost host, String syntax, String name, String text) {
        if (!reads(syntax)) return List.of(name + ": nobody reads " + syntax + " yet");
        RuleFamily family = syntax.equals("iptables") ? RuleFamily.IP : RuleFamily.IP6;
        Loaded loaded =
                IptablesText.load(
                        host.rules().ruleset(), family, name, text, IptablesOptions.strict());
        if (!loaded.ok()) return loaded.diagnostics().stream().map(Diagnostic::toString).toList();
        return host.rules().commit().stream()
                .map(fault -> fault.place().text() + ": " + fault.text())
                .toList();
    }
}
