package sluice.conformance.kernel;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import sluice.conformance.kernel.Aim.Field;
import sluice.conformance.kernel.Aim.Range;
import sluice.rules.Chain;
import sluice.rules.Expression;
import sluice.rules.NftSet;
import sluice.rules.Rule;
import sluice.rules.RuleFamily;
import sluice.rules.RuleVerdict;
import sluice.rules.Ruleset;
import sluice.rules.SetElement;
import sluice.rules.Statement;
import sluice.rules.Table;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Concatenation;
import sluice.rules.expression.Meta;
import sluice.rules.expression.Payload;
import sluice.rules.nft.NftDevices;
import sluice.rules.statement.Compare;
import sluice.rules.statement.InRange;
import sluice.rules.statement.InSet;
import sluice.rules.statement.VerdictMap;

/** Reads from rules what packets they are about, each on the ways that lead to it. */
final class RuleAims {
    private static final int DEPTH_MAX = 8;
    private static final int AIMS_MAX = 3000;
    private static final int RANGES_MAX = 64;

    private final NftDevices devices;
    private final List<Aim> aims = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> numbers = new HashMap<>();

    private RuleAims(NftDevices devices) {
        this.devices = devices;
    }

    /** What the rules of a ruleset are about. */
    static RuleAims of(Ruleset ruleset, NftDevices devices) {
        var read = new RuleAims(devices);
        for (Table table : ruleset.tables()) {
            RuleFamily family = table.family();
            if (family == RuleFamily.ARP || family == RuleFamily.BRIDGE) continue;
            for (Chain chain : table.chains()) {
                var base = chain.base();
                if (base != null) read.walk(chain, Aim.at(family, base.hook()), 0);
            }
        }
        return read;
    }

    /** One for each rule and way to it. */
    List<Aim> aims() {
        return aims;
    }

    /** Devices that rules name; a range of {@link Field#IN} or {@link Field#OUT} is an index. */
    List<String> deviceNames() {
        return names;
    }

    private void walk(Chain chain, Aim before, int depth) {
        if (depth > DEPTH_MAX || aims.size() > AIMS_MAX) return;
        for (Rule rule : chain.rules()) {
            Map<Field, List<Range>> asked = new EnumMap<>(Field.class);
            for (Statement part : rule.statements()) collect(part, asked);
            Aim here = before.and(asked);
            aims.add(here);
            for (Statement part : rule.statements()) {
                if (part instanceof VerdictMap map) byVerdict(chain, map, here, depth);
                else for (RuleVerdict.Jump jump : part.jumps()) follow(chain, jump, here, depth);
            }
        }
    }

    private void follow(Chain from, RuleVerdict.Jump jump, Aim here, int depth) {
        Chain next = from.table().chain(jump.chain());
        if (next != null && next.base() == null) walk(next, here, depth + 1);
    }

    private void byVerdict(Chain from, VerdictMap map, Aim here, int depth) {
        for (SetElement element : map.map().elements()) {
            Map<Field, List<Range>> asked = new EnumMap<>(Field.class);
            element(map.key(), element, asked);
            Aim aim = here.and(asked);
            if (aims.size() < AIMS_MAX) aims.add(aim);
            if (element.verdict() instanceof RuleVerdict.Jump jump) follow(from, jump, aim, depth);
        }
        SetElement rest = map.map().catchAll();
        if (rest != null && rest.verdict() instanceof RuleVerdict.Jump jump)
            follow(from, jump, here, depth);
    }

    // ---- conditions ------------------------------------------------------------------------

    private void collect(Statement part, Map<Field, List<Range>> into) {
        switch (part) {
            case Compare compare -> {
                // Flags: & x != 0. What is only bounded on one side is near its bound.
                boolean about =
                        compare.relation() != Compare.Relation.NE
                                || compare.value() instanceof Bitwise;
                if (about) value(compare.value(), compare.constant(), compare.constant(), into);
            }
            case InRange range -> {
                if (!range.inverted()) value(range.value(), range.from(), range.to(), into);
            }
            case InSet in -> {
                if (!in.inverted()) set(in.key(), in.set(), into);
            }
            default -> {}
        }
    }

    private void set(Expression key, NftSet set, Map<Field, List<Range>> into) {
        int count = 0;
        for (SetElement element : set.elements()) {
            if (count++ < RANGES_MAX) element(key, element, into);
        }
    }

    private void element(Expression key, SetElement element, Map<Field, List<Range>> into) {
        if (!(key instanceof Concatenation parts)) {
            value(key, element.from(), element.to(), into);
            return;
        }
        int at = 0;
        for (Expression part : parts.parts()) {
            int length = part.lengthOctets();
            byte[] from = new byte[length];
            byte[] to = new byte[length];
            if (at + length > element.from().length) return;
            System.arraycopy(element.from(), at, from, 0, length);
            System.arraycopy(element.to(), at, to, 0, length);
            value(part, from, to, into);
            at += length + 3 & ~3; // each part begins at a register of four octets
        }
    }

    private void value(Expression about, byte[] from, byte[] to, Map<Field, List<Range>> into) {
        if (about instanceof Meta(var key)) {
            switch (key) {
                case IIFNAME -> device(Field.IN, name(from), into);
                case OIFNAME -> device(Field.OUT, name(from), into);
                case IIF -> device(Field.IN, devices.name(index(from)), into);
                case OIF -> device(Field.OUT, devices.name(index(from)), into);
                case L4PROTO -> number(Field.PROTOCOL, from, to, into);
                default -> {}
            }
            return;
        }
        byte[] last = to;
        Expression inner = about;
        if (about instanceof Bitwise(var value, var mask, var _) && mask.length == to.length) {
            inner = value;
            last = to.clone();
            // A prefix: what the mask lets go is free. Flags stay what they are compared with.
            for (int i = 0; i < last.length && mask.length > 1; i++) last[i] |= (byte) ~mask[i];
        }
        Field field = field(inner);
        if (field == null) return;
        if (inner.lengthOctets() > from.length) {
            byte[] low = Arrays.copyOf(from, inner.lengthOctets());
            byte[] high = Arrays.copyOf(last, inner.lengthOctets());
            Arrays.fill(high, last.length, high.length, (byte) 255);
            number(field, low, high, into);
        } else {
            number(field, from, last, into);
        }
    }

    private static void number(Field field, byte[] from, byte[] to, Map<Field, List<Range>> into) {
        int octets = from.length;
        boolean address = field == Field.SOURCE || field == Field.DESTINATION;
        if (address && octets < 4) {
            // The first octets of an IPv4 address.
            number(field, Arrays.copyOf(from, 4), filled(to), into);
            return;
        }
        Aim.add(into, field, new Range(new BigInteger(1, from), new BigInteger(1, to), octets));
    }

    private static byte[] filled(byte[] octets) {
        byte[] whole = Arrays.copyOf(octets, 4);
        Arrays.fill(whole, octets.length, 4, (byte) 255);
        return whole;
    }

    private static @Nullable Field field(Expression about) {
        if (!(about instanceof Payload(var base, int at, int length))) return null;
        return switch (base) {
            case NETWORK -> {
                if ((at == 12 && length <= 4) || (at == 8 && length > 4)) yield Field.SOURCE;
                if ((at == 16 && length <= 4) || at == 24) yield Field.DESTINATION;
                yield at == 9 && length == 1 ? Field.PROTOCOL : null;
            }
            case TRANSPORT -> {
                if (length == 2 && at == 0) yield Field.SOURCE_PORT;
                if (length == 2 && at == 2) yield Field.DESTINATION_PORT;
                if (length == 1 && at == 13) yield Field.FLAGS;
                yield length == 1 && at == 0 ? Field.TYPE : null;
            }
            default -> null;
        };
    }

    // ---- devices ---------------------------------------------------------------------------

    private static String name(byte[] octets) {
        int end = 0;
        while (end < octets.length && octets[end] != 0) end++;
        String name = new String(octets, 0, end, StandardCharsets.UTF_8);
        // Compared up to where it ends without a zero: any name that begins so.
        boolean prefix = end == octets.length && end < 16;
        return prefix ? name + "0" : name;
    }

    private static int index(byte[] octets) {
        // Numbers of devices are in the host's order.
        int big = new BigInteger(1, octets).intValue();
        return octets.length == 4 && (big & 0xff) == 0 ? Integer.reverseBytes(big) : big;
    }

    private void device(Field field, String name, Map<Field, List<Range>> into) {
        if (name.isEmpty()) return;
        int number =
                numbers.computeIfAbsent(
                        name,
                        _ -> {
                            names.add(name);
                            return names.size() - 1;
                        });
        BigInteger value = BigInteger.valueOf(number);
        Aim.add(into, field, new Range(value, value, 0));
    }

    /** Name of a device that a range stands for. */
    Optional<String> device(Range range) {
        int at = range.from().intValue();
        return at < names.size() ? Optional.of(names.get(at)) : Optional.empty();
    }
}
