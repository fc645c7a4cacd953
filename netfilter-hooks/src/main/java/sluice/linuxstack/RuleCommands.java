package sluice.linuxstack;

import java.util.List;
import java.util.Optional;
import sluice.rules.RuleEngine;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftJsonWriter;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;
import sluice.rules.nft.NftWriter;

/** {@code iptables}, {@code ip6tables} and {@code nft} of an administrator, on a running host. */
final class RuleCommands {
    private final RuleEngine rules;

    RuleCommands(RuleEngine rules) {
        this.rules = rules;
    }

    static boolean takes(String program) {
        return switch (program) {
            case "iptables", "ip6tables", "nft" -> true;
            default -> false;
        };
    }

    /**
     * Does what a command line says; all of it, or nothing.
     *
     * @throws IllegalArgumentException if it is not understood, or cannot be done
     */
    void run(String program, String text) {
        Ruleset ruleset = rules.ruleset();
        Ruleset.Saved before = ruleset.save();
        List<String> wrong =
                program.equals("nft")
                        ? nft(ruleset, text.substring(program.length()).trim())
                        : iptables(ruleset, program, text);
        if (wrong.isEmpty()) {
            Optional<Ruleset.Fault> fault = rules.commit();
            if (fault.isEmpty()) return;
            wrong = List.of(fault.get().text());
        }
        before.restore();
        throw new IllegalArgumentException(wrong.getFirst());
    }

    static String list(RuleEngine rules, String text) {
        return switch (String.join(" ", text.trim().split("\\s+"))) {
            case "nft list ruleset" -> NftWriter.text(rules.ruleset());
            case "nft -j list ruleset" -> NftJsonWriter.text(rules.ruleset());
            default ->
                    throw new IllegalArgumentException(
                            "nft list ruleset or nft -j list ruleset was expected");
        };
    }

    private List<String> nft(Ruleset ruleset, String line) {
        var devices = NftDevices.of(rules.host());
        return NftText.load(ruleset, devices, "nft", line, NftOptions.strict()).errors().stream()
                .map(error -> error.line())
                .toList();
    }

    private static List<String> iptables(Ruleset ruleset, String program, String line) {
        RuleFamily family = program.equals("iptables") ? RuleFamily.IP : RuleFamily.IP6;
        return IptablesText.command(ruleset, family, program, line, IptablesOptions.strict())
                .diagnostics()
                .stream()
                .map(Object::toString)
                .toList();
    }
}
