package sluice.rules.compiled;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.Rule;
import sluice.rules.SetElement;
import sluice.rules.Statement;
import sluice.rules.expression.Bitwise;
import sluice.rules.statement.Compare;
import sluice.rules.statement.InRange;
import sluice.rules.statement.InSet;

/**
 * Something that must hold of one field for a rule to match: its number, masked, lies in one of
 * these intervals, bounds included and without sign; or in none of them.
 *
 * @param mask of the bits that are looked at
 * @param from least numbers
 * @param to greatest numbers
 * @param inverted whether it must lie in none
 */
record Condition(Field field, long mask, long[] from, long[] to, boolean inverted) {
    private static final int WHOLE_OCTETS_MAX = Long.BYTES;
    private static final int ELEMENTS_MAX = 64;

    /** Those of a rule: of the conditions at its beginning, before anything takes effect. */
    static List<Condition> of(Rule rule) {
        List<Condition> found = new ArrayList<>();
        for (Statement part : rule.statements()) {
            if (!part.pure()) break;
            switch (part) {
                case Compare compare -> ofCompare(compare, found);
                case InRange range -> ofRange(range, found);
                case InSet set -> ofSet(set, found);
                default -> {}
            }
        }
        return found;
    }

    /** Whether an index over the plain number can hold it: all bits are looked at. */
    boolean indexable() {
        return !inverted && mask == -1L;
    }

    /** How many numbers it lets through, at most {@link Long#MAX_VALUE}. */
    long span() {
        long sum = from.length;
        for (int i = 0; i < from.length; i++) {
            long width = to[i] - from[i];
            sum = width < 0 || sum + width < 0 ? Long.MAX_VALUE : sum + width;
        }
        return sum;
    }

    private static void ofCompare(Compare compare, List<Condition> found) {
        Expression value = compare.value();
        int length = value.lengthOctets();
        byte[] constant = compare.constant();
        byte[] mask = new byte[length];
        for (int i = 0; i < constant.length && i < length; i++) mask[i] = -1;
        if (value instanceof Bitwise(Expression inner, byte[] bits, byte[] flip)) {
            for (byte octet : flip) if (octet != 0) return;
            if (inner.lengthOctets() != length) return;
            value = inner;
            for (int i = 0; i < length; i++) mask[i] &= bits[i];
            if (compare.relation() != Compare.Relation.EQ
                    && compare.relation() != Compare.Relation.NE) return;
        }
        byte[] wanted = java.util.Arrays.copyOf(constant, length);
        if (length <= WHOLE_OCTETS_MAX) {
            var field = new Field(value, Field.View.WHOLE);
            compared(
                    field,
                    compare.relation(),
                    field.number(mask, length),
                    field.number(wanted, length),
                    length,
                    constant.length,
                    found);
        } else if (compare.relation() == Compare.Relation.EQ) {
            boolean all = true;
            for (byte octet : mask) all &= octet == -1;
            var field = new Field(value, all ? Field.View.FOLDED : Field.View.HIGH);
            if (all)
                found.add(
                        interval(
                                field, field.number(wanted, length), field.number(wanted, length)));
            else equal(field, field.number(mask, length), field.number(wanted, length), -1L, found);
        }
    }

    private static void compared(
            Field field,
            Compare.Relation relation,
            long mask,
            long wanted,
            int length,
            int constantOctets,
            List<Condition> found) {
        long greatest = length == Long.BYTES ? -1L : (1L << (8 * length)) - 1;
        if (relation != Compare.Relation.EQ
                && constantOctets < length
                && relation != Compare.Relation.NE) return;
        switch (relation) {
            case EQ -> equal(field, mask, wanted, greatest, found);
            case NE ->
                    found.add(
                            new Condition(
                                    field, mask, new long[] {wanted}, new long[] {wanted}, true));
            case LT -> {
                if (wanted != 0) found.add(interval(field, 0, wanted - 1));
            }
            case LE -> found.add(interval(field, 0, wanted));
            case GT -> {
                if (wanted != greatest) found.add(interval(field, wanted + 1, greatest));
            }
            case GE -> found.add(interval(field, wanted, greatest));
        }
    }

    /** A masked number: an interval if the mask is a prefix. */
    private static void equal(
            Field field, long mask, long wanted, long greatest, List<Condition> found) {
        if ((wanted & ~mask) != 0) return; // never holds; the plain walk finds out
        long open = ~mask & greatest;
        if (mask == 0) return;
        if ((open & (open + 1)) == 0) found.add(interval(field, wanted, wanted | open));
        else found.add(new Condition(field, mask, new long[] {wanted}, new long[] {wanted}, false));
    }

    private static Condition interval(Field field, long from, long to) {
        return new Condition(field, -1L, new long[] {from}, new long[] {to}, false);
    }

    private static void ofRange(InRange range, List<Condition> found) {
        Expression value = range.value();
        int length = value.lengthOctets();
        if (range.from().length != length || range.to().length != length) return;
        boolean whole = length <= WHOLE_OCTETS_MAX;
        if (!whole && range.inverted()) return;
        var field = new Field(value, whole ? Field.View.WHOLE : Field.View.HIGH);
        long from = field.number(range.from(), length);
        long to = field.number(range.to(), length);
        if (Long.compareUnsigned(from, to) > 0) return;
        found.add(new Condition(field, -1L, new long[] {from}, new long[] {to}, range.inverted()));
    }

    private static void ofSet(InSet in, List<Condition> found) {
        NftSet set = in.set();
        int length = in.key().lengthOctets();
        if (in.inverted() || set.size() == 0 || set.size() > ELEMENTS_MAX) return;
        if (set.type().partOctets().length != 1 || length > WHOLE_OCTETS_MAX) return;
        var field = new Field(in.key(), Field.View.WHOLE);
        List<SetElement> elements = set.elements();
        elements.sort((a, b) -> java.util.Arrays.compareUnsigned(a.from(), b.from()));
        long[] from = new long[elements.size()];
        long[] to = new long[elements.size()];
        for (int i = 0; i < from.length; i++) {
            from[i] = field.number(elements.get(i).from(), length);
            to[i] = field.number(elements.get(i).to(), length);
        }
        found.add(new Condition(field, -1L, from, to, false));
    }
}
