package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.RuleFamily;
import sluice.rules.Statement;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Compare.Relation;
import sluice.rules.statement.InRange;

/** A rule while its statements are made. */
final class Making {
    private final RuleFamily family;
    private final String table;
    private final Command command;
    private final Shared shared;
    private final List<Statement> statements = new ArrayList<>();

    Making(RuleFamily family, String table, Command command, Shared shared) {
        this.family = family;
        this.table = table;
        this.command = command;
        this.shared = shared;
    }

    RuleFamily family() {
        return family;
    }

    boolean ipv4() {
        return family == RuleFamily.IP;
    }

    String table() {
        return table;
    }

    /** What the rules of a host have in common. */
    Shared shared() {
        return shared;
    }

    List<Statement> statements() {
        return statements;
    }

    Command command() {
        return command;
    }

    /** The protocol the rule is for; 0 if it is for any, or for all but one. */
    int protocol() {
        Command.Part protocol = command.protocol;
        return protocol == null || protocol.inverted() ? 0 : command.protocolNumber;
    }

    void add(Statement statement) {
        statements.add(statement);
    }

    /** A field of the transport header against a number or an interval. */
    void transport(int offsetOctets, int lengthOctets, int from, int to, boolean inverted) {
        add(
                test(
                        new Payload(Payload.Base.TRANSPORT, offsetOctets, lengthOctets),
                        lengthOctets,
                        from,
                        to,
                        inverted));
    }

    /** A field of the IP header against a number or an interval. */
    void network(int offsetOctets, int lengthOctets, int from, int to, boolean inverted) {
        add(
                test(
                        new Payload(Payload.Base.NETWORK, offsetOctets, lengthOctets),
                        lengthOctets,
                        from,
                        to,
                        inverted));
    }

    /** {@code meta}, 4 octets, against an interval. */
    void meta(MetaKey key, long from, long to, boolean inverted) {
        add(test(new Meta(key), key.lengthOctets(), from, to, inverted));
    }

    /** A value against a number or an interval. */
    static Statement test(
            sluice.rules.Expression value, int lengthOctets, long from, long to, boolean inverted) {
        byte[] low = octets(from, lengthOctets);
        if (from == to) return new Compare(value, inverted ? Relation.NE : Relation.EQ, low);
        return new InRange(value, inverted, low, octets(to, lengthOctets));
    }

    /** Some bits of a value against a number. */
    static Statement masked(
            sluice.rules.Expression value,
            int lengthOctets,
            long mask,
            long wanted,
            boolean inverted) {
        long all = lengthOctets == 8 ? -1 : (1L << (8 * lengthOctets)) - 1;
        sluice.rules.Expression bits =
                (mask & all) == all ? value : Bitwise.and(value, octets(mask, lengthOctets));
        return new Compare(
                bits, inverted ? Relation.NE : Relation.EQ, octets(wanted, lengthOctets));
    }

    static byte[] octets(long value, int lengthOctets) {
        byte[] octets = new byte[lengthOctets];
        for (int i = 0; i < lengthOctets && i < Long.BYTES; i++)
            octets[lengthOctets - 1 - i] = (byte) (value >>> (8 * i));
        return octets;
    }
}
