package sluice.rules.iptables;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.nat.NatRange;
import sluice.rules.RuleHook;
import sluice.rules.expression.Constant;
import sluice.rules.statement.NatTo;

/** Targets that translate. */
final class NatTargets {
    private static final Option RANDOM = Option.flag("random");
    private static final Option FULLY = Option.flag("random-fully");
    private static final Option PERSISTENT = Option.flag("persistent");

    static final List<Extension> ALL =
            List.of(
                    Extension.target(
                                    "DNAT",
                                    Extension.BOTH,
                                    NatTargets::dnat,
                                    Option.of("to-destination"),
                                    RANDOM,
                                    PERSISTENT)
                            .inTables("nat")
                            .at(RuleHook.PREROUTING, RuleHook.OUTPUT),
                    Extension.target(
                                    "SNAT",
                                    Extension.BOTH,
                                    NatTargets::snat,
                                    Option.of("to-source"),
                                    RANDOM,
                                    FULLY,
                                    PERSISTENT)
                            .inTables("nat")
                            .at(RuleHook.POSTROUTING, RuleHook.INPUT),
                    Extension.target(
                                    "MASQUERADE",
                                    Extension.BOTH,
                                    NatTargets::masquerade,
                                    Option.of("to-ports"),
                                    RANDOM,
                                    FULLY)
                            .inTables("nat")
                            .at(RuleHook.POSTROUTING),
                    Extension.target(
                                    "REDIRECT",
                                    Extension.BOTH,
                                    NatTargets::redirect,
                                    Option.of("to-ports"),
                                    RANDOM)
                            .inTables("nat")
                            .at(RuleHook.PREROUTING, RuleHook.OUTPUT),
                    Extension.target("NETMAP", Extension.BOTH, NatTargets::netmap, Option.of("to"))
                            .inTables("nat"));

    private NatTargets() {}

    private static Set<NatRange.Flag> flags(Use use) {
        Set<NatRange.Flag> flags = EnumSet.noneOf(NatRange.Flag.class);
        if (use.has("random")) flags.add(NatRange.Flag.PROTO_RANDOM);
        if (use.has("random-fully")) flags.add(NatRange.Flag.PROTO_RANDOM_FULLY);
        if (use.has("persistent")) flags.add(NatRange.Flag.PERSISTENT);
        return flags;
    }

    private static void dnat(Use use, Making making) {
        target(use, use.require("to-destination"), NatTo.Kind.DNAT, making);
    }

    private static void snat(Use use, Making making) {
        target(use, use.require("to-source"), NatTo.Kind.SNAT, making);
    }

    /** {@code a[-b][:p[-q][/base]]}; addresses of IPv6 in brackets if ports follow. */
    private static void target(Use use, Given given, NatTo.Kind kind, Making making) {
        String text = given.text();
        String addresses = text;
        String ports = "";
        int bracket = text.indexOf(']');
        if (making.ipv4()) {
            int colon = text.indexOf(':');
            if (colon >= 0) {
                addresses = text.substring(0, colon);
                ports = text.substring(colon + 1);
                if (ports.isEmpty()) throw given.refused("a port is missing behind :");
            }
        } else if (text.startsWith("[") && bracket > 0) {
            int colon = text.indexOf("]:");
            addresses = colon < 0 ? text : text.substring(0, colon + 1);
            if (colon >= 0) ports = text.substring(colon + 2);
            addresses = addresses.replace("[", "").replace("]", "");
        }
        byte[][] range =
                addresses.isEmpty() ? null : Addresses.range(making.family(), given, addresses);
        int base = 0;
        int slash = ports.indexOf('/');
        if (slash >= 0) {
            base = Values.port(given, ports.substring(slash + 1), making.protocol());
            ports = ports.substring(0, slash);
        }
        add(
                use,
                kind,
                range,
                ports.isEmpty() ? null : ports(use, given, ports, making),
                base,
                making);
    }

    private static Values.Range ports(Use use, Given given, String text, Making making) {
        if (!Extension.WITH_PORTS.contains(making.protocol()))
            throw use.refused("ports go with -p tcp, udp, sctp or dccp only");
        int dash = text.indexOf('-');
        if (dash < 0) {
            int only = Values.port(given, text, making.protocol());
            return new Values.Range(only, only);
        }
        int from = Values.port(given, text.substring(0, dash), making.protocol());
        int to = Values.port(given, text.substring(dash + 1), making.protocol());
        if (from > to) throw given.refused("the range " + text + " ends before it begins");
        return new Values.Range(from, to);
    }

    private static void masquerade(Use use, Making making) {
        Given given = use.find("to-ports");
        Values.Range ports = given == null ? null : ports(use, given, given.text(), making);
        add(use, NatTo.Kind.MASQUERADE, null, ports, 0, making);
    }

    private static void redirect(Use use, Making making) {
        Given given = use.find("to-ports");
        Values.Range ports = given == null ? null : ports(use, given, given.text(), making);
        add(use, NatTo.Kind.REDIRECT, null, ports, 0, making);
    }

    private static void add(
            Use use,
            NatTo.Kind kind,
            byte @Nullable [][] addresses,
            Values.@Nullable Range ports,
            int base,
            Making making) {
        making.add(
                new NatTo(
                        kind,
                        addresses == null ? null : new Constant(addresses[0]),
                        addresses == null ? null : new Constant(addresses[1]),
                        ports == null ? null : Constant.number(ports.from(), Short.BYTES),
                        ports == null ? null : Constant.number(ports.to(), Short.BYTES),
                        base,
                        flags(use)));
    }

    // xt_NETMAP: the destination before routing, the source after it.
    private static void netmap(Use use, Making making) {
        Given given = use.require("to");
        Addresses.Network network =
                Addresses.network(making.family(), given.text(), given.word().column());
        if (network.prefix() < 0) throw given.refused("a network with a prefix was expected");
        byte[] last = network.address().clone();
        for (int i = 0; i < last.length; i++) last[i] |= (byte) ~network.mask()[i];
        String chain = making.command().requireChain().text();
        boolean source = chain.equals("POSTROUTING") || chain.equals("INPUT");
        boolean known = source || chain.equals("PREROUTING") || chain.equals("OUTPUT");
        if (!known) throw use.refused("only in a base chain, which says the direction");
        making.add(
                new NatTo(
                        source ? NatTo.Kind.SNAT : NatTo.Kind.DNAT,
                        new Constant(network.address()),
                        new Constant(last),
                        null,
                        null,
                        0,
                        Set.of(NatRange.Flag.NETMAP)));
    }
}
