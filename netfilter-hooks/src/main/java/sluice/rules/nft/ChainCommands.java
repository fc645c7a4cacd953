package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import sluice.rules.Chain;
import sluice.rules.ChainBase;
import sluice.rules.ChainType;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;
import sluice.rules.Table;

/** Chains: where they stand, and where in them a rule goes. */
final class ChainCommands {
    /** Tracking stands here: nat must come behind it. */
    private static final int PRIORITY_CONNTRACK = -200;

    private static final Map<String, Integer> PRIORITIES =
            Map.of(
                    "raw",
                    -300,
                    "mangle",
                    -150,
                    "dstnat",
                    -100,
                    "filter",
                    0,
                    "security",
                    50,
                    "srcnat",
                    100);
    private static final Map<String, Integer> BRIDGE_PRIORITIES =
            Map.of("dstnat", -300, "filter", -200, "out", 100, "srcnat", 300);
    private static final Set<RuleHook> IP_HOOKS =
            Set.of(
                    RuleHook.PREROUTING,
                    RuleHook.INPUT,
                    RuleHook.FORWARD,
                    RuleHook.OUTPUT,
                    RuleHook.POSTROUTING);

    private ChainCommands() {}

    /** Makes a chain, or changes its policy. */
    static Chain make(Loader loader, Cmd.MakeChain make, Table table) throws NftFault {
        String name = make.spot().name();
        Chain known = table.chain(name);
        if (known != null && make.operation().equals("create"))
            throw new NftFault(make.place(), "chain " + name + " exists");
        Cmd.Base written = make.base();
        ChainBase base = written == null ? null : base(loader, written, table.family());
        boolean drops = false;
        if (make.policy() instanceof Ex.Word word && word.text().equals("drop")) drops = true;
        else if (make.policy() != null && !Ex.isWord(make.policy(), "accept"))
            throw new NftFault(make.policy().place(), "a policy is accept or drop");
        if (make.policy() != null && base == null && (known == null || known.base() == null))
            throw new NftFault(make.policy().place(), "only base chains have a policy");
        if (known != null && base != null && !base.equals(known.base()))
            throw new NftFault(make.place(), "chain " + name + " exists and stands elsewhere");
        Chain chain = table.addChain(name, make.place());
        if (base != null) chain.setBase(base);
        if (make.policy() != null) chain.setDropsAtEnd(drops);
        return chain;
    }

    private static ChainBase base(Loader loader, Cmd.Base written, RuleFamily family)
            throws NftFault {
        ChainType type =
                switch (written.type()) {
                    case "filter" -> ChainType.FILTER;
                    case "nat" -> ChainType.NAT;
                    case "route" -> ChainType.ROUTE;
                    default ->
                            throw new NftFault(
                                    written.place(),
                                    "there is no chain type " + Lexer.excerpt(written.type()));
                };
        RuleHook hook =
                RuleHook.of(written.hook())
                        .orElseThrow(() ->
                                new NftFault(
                                        written.place(),
                                        "there is no hook " + Lexer.excerpt(written.hook())));
        if (!stands(family, hook))
            throw new NftFault(
                    written.place(), "family " + family.word() + " has no hook " + hook.word());
        boolean ip =
                family == RuleFamily.IP || family == RuleFamily.IP6 || family == RuleFamily.INET;
        boolean fits =
                switch (type) {
                    case FILTER -> true;
                    case NAT -> ip && IP_HOOKS.contains(hook) && hook != RuleHook.FORWARD;
                    case ROUTE -> ip && hook == RuleHook.OUTPUT;
                };
        if (!fits)
            throw new NftFault(
                    written.place(),
                    "a chain of type "
                            + written.type()
                            + " can not stand at "
                            + hook.word()
                            + " in family "
                            + family.word());
        int priority = priority(written, family, hook);
        if (type == ChainType.NAT && priority <= PRIORITY_CONNTRACK)
            throw new NftFault(
                    written.place(),
                    "a chain of type nat needs a priority above " + PRIORITY_CONNTRACK);
        List<String> devices = new ArrayList<>();
        for (Ex device : written.devices()) devices(loader, device, devices);
        boolean needs = hook == RuleHook.INGRESS || hook == RuleHook.EGRESS;
        if (needs == devices.isEmpty())
            throw new NftFault(
                    written.place(),
                    needs
                            ? "hook " + hook.word() + " needs a device"
                            : "hook " + hook.word() + " takes no device");
        return new ChainBase(type, hook, priority, devices);
    }

    private static void devices(Loader loader, Ex device, List<String> to) throws NftFault {
        switch (device) {
            case Ex.Word word -> {
                if (loader.load.devices.index(word.text()) == 0)
                    throw new NftFault(
                            word.place(),
                            "there is no device '" + Lexer.excerpt(word.text()) + "'");
                to.add(word.text());
            }
            case Ex.Braces braces -> {
                for (Ex item : braces.items()) devices(loader, item, to);
            }
            default -> throw new NftFault(device.place(), "the name of a device is expected");
        }
    }

    private static boolean stands(RuleFamily family, RuleHook hook) {
        return switch (family) {
            case IP, IP6, BRIDGE -> IP_HOOKS.contains(hook);
            case INET -> IP_HOOKS.contains(hook) || hook == RuleHook.INGRESS;
            case ARP -> hook == RuleHook.INPUT || hook == RuleHook.OUTPUT;
            case NETDEV -> hook == RuleHook.INGRESS || hook == RuleHook.EGRESS;
        };
    }

    private static int priority(Cmd.Base written, RuleFamily family, RuleHook hook)
            throws NftFault {
        Ex ex = written.priority();
        long value;
        switch (ex) {
            case Ex.Num number when number.value().bitLength() < 32 ->
                    value = number.value().longValue();
            case Ex.Word word when Constants.numeric(word.text()) && word.text().length() < 10 ->
                    value = ParserBase.big(word.text()).longValue();
            case Ex.Word word -> {
                boolean bridge = family == RuleFamily.BRIDGE;
                Integer named = (bridge ? BRIDGE_PRIORITIES : PRIORITIES).get(word.text());
                boolean fits =
                        switch (word.text()) {
                            case "dstnat" -> hook == RuleHook.PREROUTING || bridge;
                            case "srcnat" -> hook == RuleHook.POSTROUTING || bridge;
                            case "filter" -> true;
                            default ->
                                    bridge
                                            || (family != RuleFamily.ARP
                                                    && family != RuleFamily.NETDEV);
                        };
                if (named == null || !fits)
                    throw new NftFault(
                            word.place(),
                            "'"
                                    + Lexer.excerpt(word.text())
                                    + "' is no priority of family "
                                    + family.word()
                                    + " at "
                                    + hook.word());
                value = named;
            }
            default ->
                    throw new NftFault(
                            ex.place(), "a priority is a number, or a name and a number");
        }
        value += written.offset();
        if (value != (int) value) throw new NftFault(ex.place(), "a priority has 32 bits");
        return (int) value;
    }

    /** Index at which a rule goes in, or that it replaces. */
    static int index(Cmd.MakeRule make, Chain chain) throws NftFault {
        int size = chain.rules().size();
        boolean behind = make.operation().equals("add") || make.operation().equals("create");
        int found;
        switch (make.by()) {
            case "" -> {
                if (make.operation().equals("replace"))
                    throw new NftFault(make.place(), "replace needs a handle");
                return behind ? size : 0;
            }
            case "index" -> found = make.number() < size ? (int) make.number() : -1;
            default -> found = byHandle(chain, make.number());
        }
        if (found < 0)
            throw new NftFault(
                    make.place(),
                    "chain " + chain.name() + " has no rule of " + make.by() + " " + make.number());
        return behind ? found + 1 : found;
    }

    /** Index of the rule of a handle, or -1. */
    static int byHandle(Chain chain, long handle) {
        for (int i = 0; i < chain.rules().size(); i++)
            if (chain.rules().get(i).handle() == handle) return i;
        return -1;
    }
}
