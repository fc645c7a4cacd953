package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import sluice.packet.wire.IpProtocols;
import sluice.rules.NftSet;
import sluice.rules.SetElement;
import sluice.rules.SetOptions;
import sluice.rules.SetType;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Exthdr;
import sluice.rules.expression.Payload;
import sluice.rules.iptables.Option.Form;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Compare.Relation;
import sluice.rules.statement.InSet;
import sluice.rules.xtables.EitherPort;
import sluice.rules.xtables.HeaderThere;
import sluice.rules.xtables.TcpOptionThere;

/** Matches of transport headers. */
final class TransportMatches {
    private static final int MULTIPORT_MAX = 15;
    private static final int TCP_FLAGS = 13;
    private static final int SYN_MASK = 0x17;
    private static final int SYN = 0x02;

    private static final Option SPORT = Option.of(Form.PORTS, "sport", "source-port").not();
    private static final Option DPORT = Option.of(Form.PORTS, "dport", "destination-port").not();

    private static final Map<String, Integer> FLAGS =
            Map.of(
                    "FIN", 1, "SYN", 2, "RST", 4, "PSH", 8, "ACK", 16, "URG", 32, "ALL", 63, "NONE",
                    0);

    static final List<Extension> ALL =
            List.of(
                    Extension.match(
                                    "tcp",
                                    Extension.BOTH,
                                    TransportMatches::tcp,
                                    SPORT,
                                    DPORT,
                                    Option.of(Form.CAPITALS, "tcp-flags").pair().not(),
                                    Option.flag("syn").not(),
                                    Option.of(Form.DECIMAL, "tcp-option").not())
                            .forProtocols(Set.of(IpProtocols.TCP))
                            .written(TransportMatches::tcpText)
                            .noted(
                                    "a header that is cut off does not match, as in iptables-nft; iptables-legacy drops the packet"),
                    Extension.match("udp", Extension.BOTH, TransportMatches::ports, SPORT, DPORT)
                            .forProtocols(Set.of(IpProtocols.UDP)),
                    Extension.match(
                                    "udplite",
                                    Extension.BOTH,
                                    TransportMatches::ports,
                                    SPORT,
                                    DPORT)
                            .forProtocols(Set.of(IpProtocols.UDP_LITE)),
                    Extension.match("sctp", Extension.BOTH, TransportMatches::ports, SPORT, DPORT)
                            .forProtocols(Set.of(IpProtocols.SCTP))
                            .noted("ports only, no chunk types"),
                    Extension.match("dccp", Extension.BOTH, TransportMatches::ports, SPORT, DPORT)
                            .forProtocols(Set.of(IpProtocols.DCCP))
                            .noted("ports only, no packet types"),
                    Extension.match(
                                    "multiport",
                                    Extension.BOTH,
                                    TransportMatches::multiport,
                                    Option.of(Form.PORTS, "sports", "source-ports").not(),
                                    Option.of(Form.PORTS, "dports", "destination-ports").not(),
                                    Option.of(Form.PORTS, "ports").not())
                            .forProtocols(Extension.WITH_PORTS),
                    Extension.match(
                                    "icmp",
                                    Extension.IP4,
                                    TransportMatches::icmp,
                                    Option.of("icmp-type").not())
                            .forProtocols(Set.of(IpProtocols.ICMP))
                            .written(TransportMatches::icmpText),
                    Extension.match(
                                    "icmp6",
                                    Extension.IP6,
                                    TransportMatches::icmp,
                                    Option.of("icmpv6-type").not())
                            .forProtocols(Set.of(IpProtocols.ICMPV6))
                            .written(TransportMatches::icmpText),
                    Extension.match(
                                    "esp",
                                    Extension.BOTH,
                                    TransportMatches::esp,
                                    Option.of("espspi").not())
                            .forProtocols(Set.of(IpProtocols.ESP)),
                    Extension.match(
                                    "ah",
                                    Extension.IP4,
                                    TransportMatches::ah,
                                    Option.of("ahspi").not())
                            .forProtocols(Set.of(IpProtocols.AH)),
                    Extension.match(
                            "ah",
                            Extension.IP6,
                            TransportMatches::ah6,
                            Option.of("ahspi").not(),
                            Option.of("ahlen").not(),
                            Option.flag("ahres")));

    private TransportMatches() {}

    private static void ports(Use use, Making making) {
        Given source = use.find("sport");
        Given destination = use.find("dport");
        if (source != null) port(source, making, 0);
        if (destination != null) port(destination, making, Short.BYTES);
    }

    private static void port(Given given, Making making, int offset) {
        Values.Range range = Values.ports(given, given.text(), making.protocol());
        making.transport(offset, Short.BYTES, range.from(), range.to(), given.inverted());
    }

    private static void tcp(Use use, Making making) {
        ports(use, making);
        Given flags = use.find("tcp-flags");
        Given syn = use.find("syn");
        if (flags != null && syn != null) throw syn.refused("--tcp-flags is there already");
        if (flags != null)
            flags(making, bits(flags.word()), bits(flags.second()), flags.inverted());
        if (syn != null) flags(making, SYN_MASK, SYN, syn.inverted());
        Given option = use.find("tcp-option");
        if (option != null)
            making.add(new TcpOptionThere(Values.whole(option, 1, 255), option.inverted()));
    }

    private static void flags(Making making, int mask, int wanted, boolean inverted) {
        var octet = new Payload(Payload.Base.TRANSPORT, TCP_FLAGS, 1);
        making.add(
                new Compare(
                        Bitwise.and(octet, new byte[] {(byte) mask}),
                        inverted ? Relation.NE : Relation.EQ,
                        new byte[] {(byte) wanted}));
    }

    private static int bits(Word word) {
        int bits = 0;
        for (String name : word.text().split(",", -1)) {
            Integer bit = FLAGS.get(name.toUpperCase(Locale.ROOT));
            if (bit == null)
                throw new Refused(word.column(), "--tcp-flags: unknown flag '" + name + "'");
            bits |= bit;
        }
        return bits;
    }

    private static String tcpText(Use use, Making making) {
        StringBuilder text = new StringBuilder();
        for (String name : List.of("sport", "dport", "tcp-flags", "syn", "tcp-option")) {
            Given given = use.find(name);
            if (given == null) continue;
            boolean flags = name.equals("tcp-flags");
            if (!flags && !name.equals("syn")) {
                Canonical.option(text, given, making);
                continue;
            }
            text.append(given.inverted() ? " ! --tcp-flags " : " --tcp-flags ");
            text.append(names(flags ? bits(given.word()) : SYN_MASK)).append(' ');
            text.append(names(flags ? bits(given.second()) : SYN));
        }
        return text.toString();
    }

    private static String names(int bits) {
        if (bits == 0) return "NONE";
        List<String> names = new ArrayList<>();
        for (String name : List.of("FIN", "SYN", "RST", "PSH", "ACK", "URG")) {
            if ((bits & FLAGS.getOrDefault(name, 0)) != 0) names.add(name);
        }
        return String.join(",", names);
    }

    private static void multiport(Use use, Making making) {
        Given given = use.requireOne("sports", "dports", "ports");
        NftSet set =
                new NftSet(
                        "",
                        new SetType(List.of("inet_service"), new int[] {Short.BYTES}, List.of(), 0),
                        SetOptions.anonymous(true));
        int count = 0;
        for (String each : given.text().split(",", -1)) {
            Values.Range range = Values.ports(given, each, making.protocol());
            count += each.indexOf(':') >= 0 ? 2 : 1;
            if (count > MULTIPORT_MAX)
                throw given.refused("more than " + MULTIPORT_MAX + " ports (a range is two)");
            add(set, range);
        }
        making.add(new HeaderThere(2 * Short.BYTES));
        if (given.option().name().equals("ports")) {
            making.add(new EitherPort(set, given.inverted()));
        } else {
            int offset = given.option().name().equals("sports") ? 0 : Short.BYTES;
            var port = new Payload(Payload.Base.TRANSPORT, offset, Short.BYTES);
            making.add(new InSet(port, given.inverted(), set));
        }
    }

    /** Ranges may overlap in a list, but not in a set: what is there already is left out. */
    private static void add(NftSet set, Values.Range range) {
        int from = range.from();
        while (from <= range.to()) {
            while (from <= range.to() && set.find(Making.octets(from, 2), 0, 0) != null) from++;
            int to = from;
            while (to < range.to() && set.find(Making.octets(to + 1, 2), 0, 0) == null) to++;
            if (from > range.to()) return;
            byte[] low = Making.octets(from, Short.BYTES);
            byte[] high = Making.octets(to, Short.BYTES);
            set.add(new SetElement(low, high, null, null, null, List.of()), 0);
            from = to + 1;
        }
    }

    // ---- ICMP -------------------------------------------------------------------------------

    private static void icmp(Use use, Making making) {
        boolean v6 = use.extension().name().equals("icmp6");
        Given given = use.require(v6 ? "icmpv6-type" : "icmp-type");
        IcmpNames.Type type = IcmpNames.type(given, v6);
        making.add(new HeaderThere(8));
        if (type.any()) {
            if (given.inverted()) making.transport(0, 1, 0, 255, true);
            return;
        }
        if (type.anyCode()) {
            making.transport(0, 1, type.type(), type.type(), given.inverted());
        } else {
            int wanted = type.type() << 8 | type.code();
            making.transport(0, 2, wanted, wanted, given.inverted());
        }
    }

    private static String icmpText(Use use, Making making) {
        boolean v6 = use.extension().name().equals("icmp6");
        Given given = use.require(v6 ? "icmpv6-type" : "icmp-type");
        return (given.inverted() ? " ! --" : " --")
                + given.option().name()
                + " "
                + IcmpNames.type(given, v6).text();
    }

    // ---- IPsec headers ------------------------------------------------------------------------

    private static void esp(Use use, Making making) {
        making.add(new HeaderThere(8));
        Given given = use.find("espspi");
        if (given != null) index(given, making, 0);
    }

    private static void ah(Use use, Making making) {
        making.add(new HeaderThere(12));
        Given given = use.find("ahspi");
        if (given != null) index(given, making, 4);
    }

    private static void index(Given given, Making making, int offset) {
        long[] range = indexes(given);
        making.add(
                Making.test(
                        new Payload(Payload.Base.TRANSPORT, offset, 4),
                        4,
                        range[0],
                        range[1],
                        given.inverted()));
    }

    private static long[] indexes(Given given) {
        String text = given.text();
        int colon = text.indexOf(':');
        String low = colon < 0 ? text : text.substring(0, colon);
        String high = colon < 0 ? text : text.substring(colon + 1);
        long from = low.isEmpty() ? 0 : Values.number(given, low, 0xffff_ffffL);
        long to = high.isEmpty() ? 0xffff_ffffL : Values.number(given, high, 0xffff_ffffL);
        if (from > to) throw given.refused("the range " + text + " ends before it begins");
        return new long[] {from, to};
    }

    private static void ah6(Use use, Making making) {
        var there = new Exthdr(Exthdr.Kind.IPV6, IpProtocols.AH, 0, 1, true);
        making.add(new Compare(there, Relation.EQ, new byte[] {1}));
        Given spi = use.find("ahspi");
        if (spi != null) {
            long[] range = indexes(spi);
            var value = new Exthdr(Exthdr.Kind.IPV6, IpProtocols.AH, 4, 4, false);
            making.add(Making.test(value, 4, range[0], range[1], spi.inverted()));
        }
        Given length = use.find("ahlen");
        if (length != null) {
            int octets = Values.whole(length, 8, 1028) / 4 - 2;
            var value = new Exthdr(Exthdr.Kind.IPV6, IpProtocols.AH, 1, 1, false);
            making.add(Making.test(value, 1, octets, octets, length.inverted()));
        }
        if (use.has("ahres")) {
            var value = new Exthdr(Exthdr.Kind.IPV6, IpProtocols.AH, 2, 2, false);
            making.add(Making.test(value, 2, 0, 0, false));
        }
    }
}
