package sluice.firewall.check;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import sluice.firewall.check.Values.Range;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.SetElement;
import sluice.rules.Statement;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Payload;
import sluice.rules.statement.Compare;
import sluice.rules.statement.InRange;
import sluice.rules.statement.InSet;

/**
 * What must hold of a packet, all of it: values that things have, and conditions that are not
 * looked into and are the same only if they are equal.
 */
final class Conditions {
    private static final int BITS_PER_OCTET = 8;
    private static final int RANGES_MAX = 2000;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_OCTETS = 4;

    private final Map<Expression, Values> values = new LinkedHashMap<>();
    private final Set<Statement> others = new HashSet<>();

    private record Known(Expression about, Values values) {}

    /** Nothing must hold. */
    boolean isEmpty() {
        return values.isEmpty() && others.isEmpty();
    }

    /** Whether nothing can fulfil it. */
    boolean contradictory() {
        return values.values().stream().anyMatch(Values::isEmpty);
    }

    /** Adds a condition that only looks. */
    void add(Statement condition) {
        Optional<Known> known = known(condition);
        if (known.isEmpty()) others.add(condition);
        else add(known.get().about, known.get().values);
    }

    private void add(Expression about, Values some) {
        Values before = values.get(about);
        values.put(about, before == null || before.bits() != some.bits() ? some : before.and(some));
    }

    /** Both together. */
    Conditions and(Conditions other) {
        var both = new Conditions();
        values.forEach(both::add);
        other.values.forEach(both::add);
        both.others.addAll(others);
        both.others.addAll(other.others);
        return both;
    }

    /** Whether whatever fulfils this fulfils the other one, too. */
    boolean implies(Conditions other) {
        if (!others.containsAll(other.others)) return false;
        for (Map.Entry<Expression, Values> wanted : other.values.entrySet()) {
            Values mine = values.get(wanted.getKey());
            if (mine == null
                    || mine.bits() != wanted.getValue().bits()
                    || !mine.within(wanted.getValue())) return false;
        }
        return true;
    }

    /** Whether it says anything of what is meant, or might. */
    boolean mentions(Predicate<Expression> what) {
        return !others.isEmpty() || values.keySet().stream().anyMatch(what);
    }

    /** Only what says nothing of what is meant. */
    Conditions without(Predicate<Expression> what) {
        var left = new Conditions();
        values.forEach((about, some) -> {
            if (!what.test(about)) left.add(about, some);
        });
        return left;
    }

    // ---- conditions as values --------------------------------------------------------------

    private static Optional<Known> known(Statement condition) {
        return switch (condition) {
            case Compare compare -> compare(compare);
            case InRange range -> {
                int bits = range.value().lengthOctets() * BITS_PER_OCTET;
                Values within = Values.of(bits, low(range.from(), bits), high(range.to(), bits));
                yield masked(range.value(), range.inverted() ? within.complement() : within);
            }
            case InSet in -> in(in);
            default -> Optional.empty();
        };
    }

    private static Optional<Known> compare(Compare compare) {
        int bits = compare.value().lengthOctets() * BITS_PER_OCTET;
        BigInteger low = low(compare.constant(), bits);
        BigInteger high = high(compare.constant(), bits);
        BigInteger max = Values.max(bits);
        Values equal = Values.of(bits, low, high);
        Values found =
                switch (compare.relation()) {
                    case EQ -> equal;
                    case NE -> equal.complement();
                    case LT -> Values.of(bits, BigInteger.ZERO, low.subtract(BigInteger.ONE));
                    case LE -> Values.of(bits, BigInteger.ZERO, high);
                    case GT -> Values.of(bits, high.add(BigInteger.ONE), max);
                    case GE -> Values.of(bits, low, max);
                };
        return masked(compare.value(), found);
    }

    private static Optional<Known> in(InSet in) {
        NftSet set = in.set();
        if (!set.options().constant() || set.type().partOctets().length != 1)
            return Optional.empty();
        if (set.size() > RANGES_MAX) return Optional.empty();
        int bits = in.key().lengthOctets() * BITS_PER_OCTET;
        List<Range> ranges = new ArrayList<>();
        for (SetElement element : set.elements()) {
            if (!element.statements().isEmpty() || element.timeoutNanos() != 0)
                return Optional.empty();
            ranges.add(new Range(low(element.from(), bits), high(element.to(), bits)));
        }
        Values found = Values.of(bits, ranges);
        return masked(in.key(), in.inverted() ? found.complement() : found);
    }

    // A constant that is shorter than the value is compared with its beginning.
    private static BigInteger low(byte[] octets, int bits) {
        return new BigInteger(1, octets).shiftLeft(bits - octets.length * BITS_PER_OCTET);
    }

    private static BigInteger high(byte[] octets, int bits) {
        int left = bits - octets.length * BITS_PER_OCTET;
        return low(octets, bits).add(Values.max(left));
    }

    private static boolean isStartOfAddress(Payload part) {
        return part.base() == Payload.Base.NETWORK
                && (part.offsetOctets() == IPV4_SOURCE
                        || part.offsetOctets() == IPV4_SOURCE + IPV4_OCTETS)
                && part.lengthOctets() < IPV4_OCTETS;
    }

    /** Values of {@code x & mask} as those of {@code x}, where the mask is that of a prefix. */
    private static Optional<Known> masked(Expression about, Values found) {
        if (about instanceof Payload part && isStartOfAddress(part)) {
            // The first octets of an IPv4 address: prefixes of whole octets are read so.
            int bits = IPV4_OCTETS * BITS_PER_OCTET;
            int shift = bits - found.bits();
            List<Range> ranges = new ArrayList<>();
            for (Range range : found.ranges())
                ranges.add(
                        new Range(
                                range.from().shiftLeft(shift),
                                range.to().shiftLeft(shift).add(Values.max(shift))));
            var whole = new Payload(part.base(), part.offsetOctets(), IPV4_OCTETS);
            return Optional.of(new Known(whole, Values.of(bits, ranges)));
        }
        if (!(about instanceof Bitwise masked)) return Optional.of(new Known(about, found));
        for (byte octet : masked.flip())
            if (octet != 0) return Optional.of(new Known(about, found));
        int bits = found.bits();
        BigInteger mask = new BigInteger(1, masked.mask());
        BigInteger rest = Values.max(bits).subtract(mask);
        boolean prefix = rest.add(BigInteger.ONE).bitCount() == 1;
        if (!prefix || masked.mask().length * BITS_PER_OCTET != bits)
            return Optional.of(new Known(about, found));
        // A prefix keeps the order: x & mask is from..to if x is from..(to | rest), with from
        // rounded up and to rounded down to values the mask lets through.
        List<Range> ranges = new ArrayList<>();
        for (Range range : found.ranges()) {
            BigInteger from = range.from().add(rest).andNot(rest);
            BigInteger to = range.to().andNot(rest).add(rest);
            ranges.add(new Range(from, to));
        }
        return masked(masked.value(), Values.of(bits, ranges));
    }
}
