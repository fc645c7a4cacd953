package sluice.conformance.kernel;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import sluice.rules.RuleFamily;
import sluice.rules.RuleHook;

/**
 * Packets that a rule speaks of, by what it and the rules that lead to it ask.
 *
 * @param hook where the way to it begins
 * @param values of the fields that are asked for; a field has one of its ranges
 */
record Aim(RuleFamily family, RuleHook hook, Map<Field, List<Range>> values) {
    /** What rules ask of a packet. */
    enum Field {
        SOURCE,
        DESTINATION,
        SOURCE_PORT,
        DESTINATION_PORT,
        PROTOCOL,
        FLAGS,
        TYPE,
        IN,
        OUT
    }

    /**
     * Values of a field, both ends included; of devices the number of a name.
     *
     * @param octets of the value
     */
    record Range(BigInteger from, BigInteger to, int octets) {}

    /** Nothing is asked. */
    static Aim at(RuleFamily family, RuleHook hook) {
        return new Aim(family, hook, Map.of());
    }

    /** This and more; where both ask for a field, the later rule is heeded. */
    Aim and(Map<Field, List<Range>> more) {
        if (more.isEmpty()) return this;
        Map<Field, List<Range>> all = new EnumMap<>(Field.class);
        all.putAll(values);
        all.putAll(more);
        return new Aim(family, hook, Collections.unmodifiableMap(all));
    }

    List<Range> of(Field field) {
        return values.getOrDefault(field, List.of());
    }

    /** Adds a range to those of a field. */
    static void add(Map<Field, List<Range>> into, Field field, Range range) {
        into.computeIfAbsent(field, _ -> new ArrayList<>()).add(range);
    }
}
