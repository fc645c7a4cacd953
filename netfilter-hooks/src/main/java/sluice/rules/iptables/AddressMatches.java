package sluice.rules.iptables;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import sluice.netfilter.NetInterface;
import sluice.netfilter.PacketType;
import sluice.rules.RuleHook;
import sluice.rules.expression.Fib;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.iptables.Option.Form;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Compare.Relation;
import sluice.rules.statement.InRange;
import sluice.rules.xtables.AddressType;
import sluice.rules.xtables.BridgePort;
import sluice.rules.xtables.InIpSet;
import sluice.rules.xtables.IpSet;
import sluice.rules.xtables.ReversePath;

/** Matches of addresses and devices. */
final class AddressMatches {
    private static final List<String> KINDS =
            List.of(
                    "UNSPEC",
                    "UNICAST",
                    "LOCAL",
                    "BROADCAST",
                    "ANYCAST",
                    "MULTICAST",
                    "BLACKHOLE",
                    "UNREACHABLE",
                    "PROHIBIT",
                    "THROW",
                    "NAT",
                    "XRESOLVE");

    static final List<Extension> ALL =
            List.of(
                    Extension.match(
                                    "addrtype",
                                    Extension.BOTH,
                                    AddressMatches::addrtype,
                                    Option.of(Form.CAPITALS, "src-type").not(),
                                    Option.of(Form.CAPITALS, "dst-type").not(),
                                    Option.flag("limit-iface-in"),
                                    Option.flag("limit-iface-out"))
                            .noted(
                                    "IPv6: one of the kinds must hold; the kernel asks for all of"
                                            + " some"),
                    Extension.match(
                            "iprange",
                            Extension.BOTH,
                            AddressMatches::iprange,
                            Option.of("src-range").not(),
                            Option.of("dst-range").not()),
                    Extension.match(
                                    "mac",
                                    Extension.BOTH,
                                    AddressMatches::mac,
                                    Option.of(Form.SMALL, "mac-source").not())
                            .at(RuleHook.PREROUTING, RuleHook.INPUT, RuleHook.FORWARD),
                    Extension.match(
                            "pkttype",
                            Extension.BOTH,
                            AddressMatches::pkttype,
                            Option.of(Form.SMALL, "pkt-type").not()),
                    Extension.match(
                                    "physdev",
                                    Extension.BOTH,
                                    AddressMatches::physdev,
                                    Option.of("physdev-in").not(),
                                    Option.of("physdev-out").not(),
                                    Option.flag("physdev-is-in").not(),
                                    Option.flag("physdev-is-out").not(),
                                    Option.flag("physdev-is-bridged").not())
                            .noted("bridges call iptables while bridge-nf-call-iptables is 1"),
                    Extension.match(
                                    "rpfilter",
                                    Extension.BOTH,
                                    AddressMatches::rpfilter,
                                    Option.flag("loose"),
                                    Option.flag("validmark"),
                                    Option.flag("accept-local"),
                                    Option.flag("invert"))
                            .inTables("raw", "mangle")
                            .at(RuleHook.PREROUTING),
                    Extension.match(
                                    "set",
                                    Extension.BOTH,
                                    AddressMatches::set,
                                    Option.of("match-set", "set").pair().not(),
                                    Option.flag("return-nomatch"),
                                    Option.flag("update-counters").not(),
                                    Option.flag("update-subcounters").not())
                            .noted("no conditions on a set's counters"));

    private AddressMatches() {}

    private static void addrtype(Use use, Making making) {
        Given source = use.find("src-type");
        Given destination = use.find("dst-type");
        if (source == null && destination == null)
            throw use.refused("--src-type or --dst-type is missing");
        boolean in = use.has("limit-iface-in");
        boolean out = use.has("limit-iface-out");
        if (in && out)
            throw use.refused("--limit-iface-in and --limit-iface-out exclude each other");
        String chain = making.command().requireChain().text();
        boolean receiving = chain.equals("PREROUTING") || chain.equals("INPUT");
        if (out && receiving) throw use.refused("--limit-iface-out does not go with " + chain);
        boolean sending = chain.equals("POSTROUTING") || chain.equals("OUTPUT");
        if (in && sending) throw use.refused("--limit-iface-in does not go with " + chain);
        AddressType.Limit limit =
                in ? AddressType.Limit.IN : out ? AddressType.Limit.OUT : AddressType.Limit.NONE;
        if (source != null) type(source, true, limit, making);
        if (destination != null) type(destination, false, limit, making);
    }

    private static void type(Given given, boolean source, AddressType.Limit limit, Making making) {
        int kinds = 0;
        for (String each : given.text().split(",", -1)) {
            int kind = KINDS.indexOf(each.toUpperCase(Locale.ROOT));
            if (kind < 0) throw given.refused("unknown kind of address '" + each + "'");
            kinds |= 1 << kind;
        }
        if (Integer.bitCount(kinds) != 1) {
            making.add(new AddressType(source, kinds, given.inverted(), limit));
            return;
        }
        Fib.Flag side = source ? Fib.Flag.SADDR : Fib.Flag.DADDR;
        Set<Fib.Flag> flags =
                switch (limit) {
                    case NONE -> Set.of(side);
                    case IN -> Set.of(side, Fib.Flag.IIF);
                    case OUT -> Set.of(side, Fib.Flag.OIF);
                };
        var fib = new Fib(Fib.Result.TYPE, flags, false);
        byte[] kind = Making.octets(Integer.numberOfTrailingZeros(kinds), 4);
        making.add(new Compare(fib, given.inverted() ? Relation.NE : Relation.EQ, kind));
    }

    private static void iprange(Use use, Making making) {
        use.requireAny();
        for (Given given : use.given()) {
            byte[][] range = Addresses.range(making.family(), given, given.text());
            boolean source = given.option().name().equals("src-range");
            int offset = making.ipv4() ? source ? 12 : 16 : source ? 8 : 24;
            var address = new Payload(Payload.Base.NETWORK, offset, range[0].length);
            making.add(new InRange(address, given.inverted(), range[0], range[1]));
        }
    }

    private static void mac(Use use, Making making) {
        Given given = use.require("mac-source");
        byte[] type = Making.octets(NetInterface.HARDWARE_ETHERNET, Short.BYTES);
        making.add(new Compare(new Meta(MetaKey.IIFTYPE), Relation.EQ, type));
        var source = new Payload(Payload.Base.LINK, 6, 6);
        making.add(
                new Compare(
                        source, given.inverted() ? Relation.NE : Relation.EQ, Values.mac(given)));
    }

    private static void pkttype(Use use, Making making) {
        Given given = use.require("pkt-type");
        PacketType type =
                switch (given.text().toLowerCase(Locale.ROOT)) {
                    case "unicast", "host" -> PacketType.HOST;
                    case "broadcast", "bcast" -> PacketType.BROADCAST;
                    case "multicast", "mcast" -> PacketType.MULTICAST;
                    case "otherhost" -> PacketType.OTHERHOST;
                    case "outgoing" -> PacketType.OUTGOING;
                    default -> throw given.refused("unicast, broadcast or multicast was expected");
                };
        making.add(
                new Compare(
                        new Meta(MetaKey.PKTTYPE),
                        given.inverted() ? Relation.NE : Relation.EQ,
                        new byte[] {(byte) type.code()}));
    }

    private static final Map<String, BridgePort.Option> PORT_OPTIONS =
            Map.of(
                    "physdev-in", BridgePort.Option.IN,
                    "physdev-out", BridgePort.Option.OUT,
                    "physdev-is-in", BridgePort.Option.IS_IN,
                    "physdev-is-out", BridgePort.Option.IS_OUT,
                    "physdev-is-bridged", BridgePort.Option.IS_BRIDGED);

    private static void physdev(Use use, Making making) {
        use.requireAny();
        Set<BridgePort.Option> asked = EnumSet.noneOf(BridgePort.Option.class);
        Set<BridgePort.Option> inverted = EnumSet.noneOf(BridgePort.Option.class);
        for (Given given : use.given()) {
            BridgePort.Option option =
                    Objects.requireNonNull(PORT_OPTIONS.get(given.option().name()));
            asked.add(option);
            if (given.inverted()) inverted.add(option);
        }
        making.add(
                new BridgePort(
                        textOf(use.find("physdev-in")),
                        textOf(use.find("physdev-out")),
                        asked,
                        inverted));
    }

    private static String textOf(@Nullable Given given) {
        return given == null ? "" : given.text();
    }

    private static void rpfilter(Use use, Making making) {
        making.add(new ReversePath(use.has("loose"), use.has("validmark"), use.has("invert")));
    }

    private static void set(Use use, Making making) {
        Given given = use.require("match-set");
        IpSet set = making.shared().sets().set(given.text());
        if (set == null) throw given.refused("there is no set " + given.text() + " (--ipset FILE)");
        making.add(
                new InIpSet(
                        set,
                        sides(given, given.second()),
                        use.has("return-nomatch"),
                        given.inverted()));
    }

    /** Bits of the parts that come from the source. */
    static int sides(Given given, Word word) {
        String[] sides = word.text().split(",", -1);
        if (sides.length > 6) throw new Refused(word.column(), "more than 6 of src and dst");
        int bits = 0;
        for (int i = 0; i < sides.length; i++) {
            switch (sides[i]) {
                case "src" -> bits |= 1 << i;
                case "dst" -> {}
                default ->
                        throw new Refused(
                                word.column(),
                                "--"
                                        + given.option().name()
                                        + ": src or dst was expected, not '"
                                        + sides[i]
                                        + "'");
            }
        }
        return bits;
    }
}
