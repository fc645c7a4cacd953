package sluice.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import sluice.linuxstack.LinuxHost;
import sluice.rules.RuleFamily;
import sluice.rules.Ruleset;
import sluice.rules.SourcePlace;
import sluice.rules.iptables.IptablesOptions;
import sluice.rules.iptables.IptablesText;
import sluice.rules.nft.NftDevices;
import sluice.rules.nft.NftJson;
import sluice.rules.nft.NftOptions;
import sluice.rules.nft.NftText;
import sluice.rules.xtables.IpSets;

/** Reads rules in any language, and puts them into force. */
public final class RulesReader {
    private RulesReader() {}

    /**
     * How rules are read.
     *
     * @param lenient what is not understood is left out and listed, in place of an error
     * @param sets sets that rules of iptables name, as {@code ipset save} prints them
     * @param setsName name of their file
     */
    public record Options(boolean lenient, String sets, String setsName) {
        /** All must be understood, and no sets are known. */
        public static final Options STRICT = new Options(false, "", "");
    }

    /** Reads rules onto a host; they are in force unless there are errors. */
    public static ReadRules load(LinuxHost host, RulesText rules, Options options) {
        Ruleset ruleset = host.rules().ruleset();
        Ruleset.Saved before = ruleset.save();
        ReadRules read = read(ruleset, NftDevices.of(host.rules().host()), rules, options);
        if (!read.loaded()) return read;
        Optional<Ruleset.Fault> fault = host.rules().commit();
        if (fault.isEmpty()) return read;
        before.restore();
        host.rules().commit();
        Complaint complaint = new Complaint(fault.get().place(), fault.get().text());
        return new ReadRules(List.of(complaint), read.ignored());
    }

    /** Reads rules by themselves: every interface they name is there. */
    static ReadRules read(Ruleset into, RulesText rules, Options options) {
        return read(into, NftDevices.any(), rules, options);
    }

    private static ReadRules read(
            Ruleset into, NftDevices devices, RulesText rules, Options options) {
        return switch (rules.syntax()) {
            case IPTABLES -> iptables(into, RuleFamily.IP, rules, options);
            case IP6TABLES -> iptables(into, RuleFamily.IP6, rules, options);
            case NFT, JSON -> nft(into, devices, rules, options);
        };
    }

    private static ReadRules iptables(
            Ruleset into, RuleFamily family, RulesText rules, Options options) {
        List<Complaint> errors = new ArrayList<>();
        var sets = new IpSets();
        for (IpSets.Problem each : sets.load(options.sets(), 0)) {
            var place = new SourcePlace(options.setsName(), each.line(), each.column());
            errors.add(new Complaint(place, each.text()));
        }
        if (!errors.isEmpty()) return new ReadRules(errors, List.of());
        IptablesOptions how = IptablesOptions.strict().withSets(sets);
        if (options.lenient()) how = how.leniently();
        var loaded = IptablesText.load(into, family, rules.name(), rules.text(), how);
        loaded.diagnostics().forEach(each -> errors.add(new Complaint(each.place(), each.text())));
        List<Complaint> ignored = new ArrayList<>();
        loaded.ignored()
                .forEach(each ->
                        ignored.add(new Complaint(each.place(), each.why() + ": " + each.what())));
        return new ReadRules(errors, ignored);
    }

    private static ReadRules nft(
            Ruleset into, NftDevices devices, RulesText rules, Options options) {
        NftOptions how = options.lenient() ? NftOptions.lenientOnes() : NftOptions.strict();
        how = how.with(new FileIncludes());
        var loaded =
                rules.syntax() == Syntax.JSON
                        ? NftJson.load(into, devices, rules.name(), rules.text(), how)
                        : NftText.load(into, devices, rules.name(), rules.text(), how);
        List<Complaint> errors = new ArrayList<>();
        loaded.errors().forEach(each -> errors.add(new Complaint(each.place(), each.text())));
        List<Complaint> ignored = new ArrayList<>();
        loaded.ignored().forEach(each -> ignored.add(new Complaint(each.place(), each.text())));
        return new ReadRules(errors, ignored);
    }
}
