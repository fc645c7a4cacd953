package sluice.conformance.netfilter;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The rules of a case, in each language in which they were recorded.
 *
 * @param variants each to be played by itself; at least one
 * @param file where the text stands, relative to the case; empty if it stands in the case
 */
record CaseRuleset(List<Variant> variants, String file) {
    /** Name of the variant without rules. */
    static final String NONE = "none";

    /** No rules. */
    static final Variant WITHOUT = new Variant(NONE, NONE, List.of());

    private static final String IPTABLES = "iptables";
    private static final String IP6TABLES = "ip6tables";
    private static final String NFT = "nft";
    private static final String NFT_JSON = "nft_json";

    /**
     * One way in which the rules are written.
     *
     * @param name for reports
     * @param expectation which recorded variant it must be equal to
     * @param parts loaded one after the other
     */
    record Variant(String name, String expectation, List<Part> parts) {}

    /**
     * A text of rules.
     *
     * @param syntax {@code iptables}, {@code ip6tables}, {@code nft} or {@code nft_json}
     */
    record Part(String syntax, String text) {
        /** The name that errors give it. */
        String name() {
            return syntax;
        }
    }

    static CaseRuleset of(CaseJson json) throws CaseFault {
        json.requireOnly(Set.of(IPTABLES, IP6TABLES, NFT, NFT_JSON, "file", "syntax"));
        List<Variant> variants = new ArrayList<>();
        if (json.has("file")) {
            String syntax = json.text("syntax");
            if (!Set.of(IPTABLES, IP6TABLES, NFT).contains(syntax))
                throw new CaseFault(json.pointer() + "/syntax", "unknown syntax " + syntax);
            variants.add(
                    new Variant(
                            syntax,
                            syntax.equals(NFT) ? NFT : IPTABLES,
                            List.of(new Part(syntax, ""))));
            return new CaseRuleset(List.copyOf(variants), json.text("file"));
        }
        List<Part> tables = new ArrayList<>();
        for (String syntax : List.of(IPTABLES, IP6TABLES))
            if (json.has(syntax)) tables.add(new Part(syntax, json.text(syntax)));
        if (!tables.isEmpty()) variants.add(new Variant(IPTABLES, IPTABLES, List.copyOf(tables)));
        if (json.has(NFT))
            variants.add(new Variant(NFT, NFT, List.of(new Part(NFT, json.text(NFT)))));
        if (json.has(NFT_JSON) && namesDevices(json.at(NFT_JSON))) {
            String text = json.at(NFT_JSON).node().toString();
            variants.add(new Variant(NFT_JSON, NFT, List.of(new Part(NFT_JSON, text))));
        }
        if (variants.isEmpty()) variants.add(WITHOUT);
        return new CaseRuleset(List.copyOf(variants), "");
    }

    /**
     * Whether a list of {@code nft -j} can be loaded: nft 1.0.6 leaves the devices out of chains
     * that stand at some, so that it cannot read such a list back itself.
     */
    private static boolean namesDevices(CaseJson objects) throws CaseFault {
        for (CaseJson object : objects.items()) {
            CaseJson chain = object.at("chain");
            String hook = chain.optional("hook").orElse("");
            boolean ofDevice = hook.equals("ingress") || hook.equals("egress");
            if (ofDevice && !chain.has("dev")) return false;
        }
        return true;
    }

    /** The same with the text of {@link #file}. */
    CaseRuleset with(String text) {
        List<Variant> filled = new ArrayList<>();
        for (Variant variant : variants)
            filled.add(
                    new Variant(
                            variant.name,
                            variant.expectation,
                            List.of(new Part(variant.parts.get(0).syntax, text))));
        return new CaseRuleset(List.copyOf(filled), file);
    }
}
