package sluice.benchmarks.rules;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.Counter;
import sluice.rules.Rule;
import sluice.rules.RuleVerdict;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Constant;
import sluice.rules.expression.Ct;
import sluice.rules.expression.CtKey;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Decide;
import sluice.rules.statement.InRange;

/**
 * Lists of rules that do not match the benchmark's packet, a UDP datagram from 10.0.0.2 port 40000
 * to 10.0.1.2 port 7.
 */
final class RuleLists {
    private static final Payload SOURCE = new Payload(Payload.Base.NETWORK, 12, 4);
    private static final Payload DESTINATION = new Payload(Payload.Base.NETWORK, 16, 4);
    private static final Payload PORT = new Payload(Payload.Base.TRANSPORT, 2, 2);
    private static final int NETS = 0xac10_0000;

    private RuleLists() {}

    /** How the rules look. */
    enum Kind {
        /** {@code -s 172.16.x.y/32}. */
        ADDRESS,
        /** {@code -p udp --dport P}. */
        PORTS,
        /** {@code -s 172.16.x.0/24 ! -d 10.0.1.2}: two fields, the first indexed. */
        NETS,
        /** {@code ! -d 10.0.1.2}: nothing that an index could hold. */
        LINEAR,
        /** As in rulesets of the wild: states, ports, prefixes, interfaces, flags, types. */
        MIX
    }

    static List<Rule> of(Kind kind, int count) {
        List<Rule> rules = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            List<Statement> parts = new ArrayList<>(parts(kind, i));
            parts.add(new Counter());
            parts.add(new Decide(RuleVerdict.DROP));
            rules.add(new Rule(SourcePlace.NONE, kind + " " + i, parts, ""));
        }
        return rules;
    }

    private static List<Statement> parts(Kind kind, int i) {
        return switch (kind) {
            case ADDRESS -> List.of(equal(SOURCE, Constant.number(NETS + i, 4).octets()));
            case PORTS -> List.of(protocol(17), port(1024 + i));
            case NETS -> List.of(prefix(SOURCE, NETS + (i << 8), 24), notHere());
            case LINEAR -> List.of(notHere());
            case MIX -> mixed(i);
        };
    }

    // Shares of matches counted in the rulesets that people publish: of 20 rules 5 ask for a state,
    // 6 for a port of TCP, 2 for one of UDP, 3 for a prefix, 2 for a device, 1 for flags, 1 for a
    // type.
    private static List<Statement> mixed(int i) {
        return switch (i % 20) {
            case 0, 4, 8, 12, 16 -> List.of(state(), port(2000 + i));
            case 1, 5, 9, 13, 17, 18 -> List.of(protocol(6), port(1024 + i));
            case 2, 10 -> List.of(protocol(17), range(1024 + i, 1030 + i));
            case 3, 7, 11 -> List.of(prefix(SOURCE, NETS + (i << 4), 28));
            case 6, 14 -> List.of(device("veth" + i));
            case 15 -> List.of(protocol(6), flags());
            default ->
                    List.of(
                            protocol(1),
                            equal(new Payload(Payload.Base.TRANSPORT, 0, 1), new byte[] {8}));
        };
    }

    private static Statement equal(Payload field, byte[] octets) {
        return new Compare(field, Compare.Relation.EQ, octets);
    }

    private static Statement prefix(Payload field, int address, int length) {
        byte[] mask = Constant.number(-1L << (32 - length), 4).octets();
        byte[] octets = Constant.number(address, 4).octets();
        for (int i = 0; i < octets.length; i++) octets[i] &= mask[i];
        return new Compare(Bitwise.and(field, mask), Compare.Relation.EQ, octets);
    }

    private static Statement notHere() {
        return new Compare(
                DESTINATION, Compare.Relation.NE, Constant.number(0x0a00_0102, 4).octets());
    }

    private static Statement protocol(int number) {
        return new Compare(
                new Meta(MetaKey.L4PROTO), Compare.Relation.EQ, new byte[] {(byte) number});
    }

    private static Statement port(int number) {
        return equal(PORT, Constant.number(number, 2).octets());
    }

    private static Statement range(int from, int to) {
        return new InRange(
                PORT, false, Constant.number(from, 2).octets(), Constant.number(to, 2).octets());
    }

    private static Statement device(String name) {
        return new Compare(new Meta(MetaKey.IIFNAME), Compare.Relation.EQ, Meta.nameValue(name));
    }

    private static Statement state() {
        byte[] mask = Constant.number(Ct.ESTABLISHED | Ct.RELATED, 4).octets();
        return new Compare(
                Bitwise.and(new Ct(CtKey.STATE, null), mask), Compare.Relation.NE, new byte[4]);
    }

    private static Statement flags() {
        return new Compare(
                Bitwise.and(new Payload(Payload.Base.TRANSPORT, 13, 1), new byte[] {0x17}),
                Compare.Relation.EQ,
                new byte[] {2});
    }
}
