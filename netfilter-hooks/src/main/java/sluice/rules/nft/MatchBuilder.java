package sluice.rules.nft;

import java.util.Arrays;
import java.util.List;
import sluice.rules.Expression;
import sluice.rules.Statement;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Resized;
import sluice.rules.expression.Shift;
import sluice.rules.statement.Compare;
import sluice.rules.statement.InRange;
import sluice.rules.statement.InSet;

/** Conditions of a rule (nftables, src/evaluate.c, {@code expr_evaluate_relational}). */
final class MatchBuilder {
    private final Reader reader;
    private final List<Statement> to;

    /**
     * @param to where conditions go
     */
    MatchBuilder(Reader reader, List<Statement> to) {
        this.reader = reader;
        this.to = to;
    }

    void add(St.Match match) throws NftFault {
        Ex right = match.right();
        boolean presence = asksPresence(match.left(), right);
        if (right instanceof Ex.Braces braces
                && braces.items().size() == 1
                && plain(braces.items().getFirst())) right = braces.items().getFirst();
        boolean set = right instanceof Ex.Braces || right instanceof Ex.SetName;
        if (match.left() instanceof Ex.Concat || set) {
            inSet(match, right);
            return;
        }
        if (match.left() instanceof Ex.Mapped map) {
            throw new NftFault(map.place(), "a map on the left of a comparison is not supported");
        }
        Typed left = reader.read(match.left(), presence);
        Constants constants = reader.scope().constants();
        switch (right) {
            case Ex.Range range -> {
                Span span = constants.span(range, left.type(), left.bits());
                boolean inverted = inverted(match);
                if (Arrays.compareUnsigned(span.from(), span.to()) > 0) {
                    // An hour range over midnight: everything but what lies between.
                    byte[] after = plusOne(span.to());
                    byte[] before = minusOne(span.from());
                    if (Arrays.compareUnsigned(after, before) <= 0)
                        to.add(new InRange(left.form(), !inverted, after, before));
                } else {
                    to.add(new InRange(left.form(), inverted, span.from(), span.to()));
                }
            }
            case Ex.Prefix prefix ->
                    prefix(
                            match,
                            left,
                            constants.span(prefix, left.type(), left.bits()),
                            prefix.length());
            case Ex.Word word when Constants.wildcard(word, left.type()) ->
                    to.add(
                            new Compare(
                                    left.form(),
                                    inverted(match) ? Compare.Relation.NE : Compare.Relation.EQ,
                                    constants.nameStart(word)));
            default -> {
                byte[] value = constants.value(right, left.type(), valueBits(left));
                constant(match, left, value);
                if (equality(match)) reader.context().learn(match.left(), number(value));
            }
        }
    }

    private static int valueBits(Typed left) {
        return Math.max(left.bits(), (left.octets() - 1) * 8 + 1);
    }

    private static boolean plain(Ex item) {
        return !(item instanceof Ex.Elem)
                && !(item instanceof Ex.Pair)
                && !(item instanceof Ex.Star)
                && !(item instanceof Ex.Braces);
    }

    private static boolean asksPresence(Ex left, Ex right) {
        boolean one = right instanceof Ex.Presence;
        boolean several =
                right instanceof Ex.Braces braces
                        && braces.items().stream().allMatch(item -> item instanceof Ex.Presence)
                        && !braces.items().isEmpty();
        return (one || several) && (left instanceof Ex.FibOf || left instanceof Ex.Option);
    }

    private static boolean equality(St.Match match) {
        return match.sign().isEmpty() || match.sign().equals("==");
    }

    private static boolean inverted(St.Match match) throws NftFault {
        return switch (match.sign()) {
            case "", "==" -> false;
            case "!=", "!" -> true;
            default ->
                    throw new NftFault(
                            match.right().place(), "'" + match.sign() + "' takes a single value");
        };
    }

    static int number(byte[] value) {
        int number = 0;
        for (byte octet : value) number = number << 8 | (octet & 0xff);
        return number;
    }

    private static byte[] plusOne(byte[] value) {
        byte[] next = value.clone();
        for (int i = next.length - 1; i >= 0 && ++next[i] == 0; i--) {}
        return next;
    }

    private static byte[] minusOne(byte[] value) {
        byte[] next = value.clone();
        for (int i = next.length - 1; i >= 0 && next[i]-- == 0; i--) {}
        return next;
    }

    private void inSet(St.Match match, Ex right) throws NftFault {
        boolean inverted = inverted(match);
        boolean presence = asksPresence(match.left(), right);
        List<Typed> key =
                presence ? List.of(reader.read(match.left(), true)) : reader.parts(match.left());
        boolean one = !(right instanceof Ex.Braces) && !(right instanceof Ex.SetName);
        Ex set = one ? new Ex.Braces(right.place(), List.of(right)) : right;
        var found = new SetBuilder(reader.scope()).set(set, key);
        to.add(new InSet(Reader.key(match.left(), key).form(), inverted, found));
        if (!inverted && right instanceof Ex.Braces) reader.context().learn(match.left(), -1);
    }

    private void prefix(St.Match match, Typed left, Span span, int length) throws NftFault {
        Compare.Relation relation = inverted(match) ? Compare.Relation.NE : Compare.Relation.EQ;
        if (length == left.bits()) {
            compare(left.form(), relation, span.from());
            return;
        }
        byte[] mask = Constants.prefixMask(length, left.bits(), left.octets());
        to.add(new Compare(Bitwise.and(left.form(), mask), relation, span.from()));
    }

    private void constant(St.Match match, Typed left, byte[] value) throws NftFault {
        boolean bits = left.type().bitmask();
        if (bits && match.sign().isEmpty()) {
            to.add(
                    new Compare(
                            Bitwise.and(left.form(), value),
                            Compare.Relation.NE,
                            new byte[value.length]));
            return;
        }
        if (bits && match.sign().equals("!")) {
            to.add(
                    new Compare(
                            Bitwise.and(left.form(), value),
                            Compare.Relation.EQ,
                            new byte[value.length]));
            return;
        }
        if (left.type().text() && !equality(match)) inverted(match);
        compare(left.form(), relation(match), value);
    }

    private static Compare.Relation relation(St.Match match) {
        return switch (match.sign()) {
            case "!=", "!" -> Compare.Relation.NE;
            case "<" -> Compare.Relation.LT;
            case "<=" -> Compare.Relation.LE;
            case ">" -> Compare.Relation.GT;
            case ">=" -> Compare.Relation.GE;
            default -> Compare.Relation.EQ;
        };
    }

    /**
     * Compares where the bits stand: what is shifted to the right is moved to the left in the
     * constant.
     */
    private void compare(Expression form, Compare.Relation relation, byte[] value) {
        Expression inner = form instanceof Resized resized ? resized.value() : form;
        if (inner instanceof Shift shift
                && shift.bits() < 0
                && shift.value() instanceof Bitwise masked) {
            to.add(
                    new Compare(
                            masked,
                            relation,
                            shifted(value, masked.lengthOctets(), -shift.bits())));
        } else if (form instanceof Resized resized
                && resized.value() instanceof Bitwise masked
                && resized.lengthOctets() < masked.lengthOctets()) {
            to.add(new Compare(masked, relation, shifted(value, masked.lengthOctets(), 0)));
        } else {
            to.add(new Compare(form, relation, value));
        }
    }

    static byte[] shifted(byte[] value, int octets, int bits) {
        byte[] wide = new byte[octets];
        var number = new java.math.BigInteger(1, value).shiftLeft(bits);
        byte[] digits = number.toByteArray();
        for (int i = 0; i < octets && i < digits.length; i++)
            wide[octets - 1 - i] = digits[digits.length - 1 - i];
        return wide;
    }
}
