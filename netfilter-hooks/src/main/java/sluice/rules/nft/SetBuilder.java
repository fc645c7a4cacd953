package sluice.rules.nft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sluice.rules.NamedObject;
import sluice.rules.NftSet;
import sluice.rules.RuleVerdict;
import sluice.rules.SetElement;
import sluice.rules.SetOptions;
import sluice.rules.SetType;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;

/** Sets and maps that are written within rules, and elements of those with names. */
final class SetBuilder {
    private final Scope scope;

    SetBuilder(Scope scope) {
        this.scope = scope;
    }

    /** Type and length of one part of a key or of data. */
    record Part(DataType type, int bits) {
        int octets() {
            return (bits + 7) / 8;
        }

        static Part of(Typed typed) {
            return new Part(typed.type(), Math.max(typed.bits(), 8 * (typed.octets() - 1) + 1));
        }

        static Part of(String word, int octets) {
            DataType type = DataType.of(word).orElse(DataType.INTEGER);
            return new Part(
                    type,
                    type.bits() > 0 && (type.bits() + 7) / 8 == octets ? type.bits() : octets * 8);
        }
    }

    /** What elements lead to. */
    sealed interface Data {
        /** Nothing: a set. */
        record Nothing() implements Data {}

        /** Verdicts. */
        record Verdicts() implements Data {}

        /** Values; {@code interval} if each is a first and a last one. */
        record Values(List<Part> parts, boolean interval) implements Data {}

        /** Objects of a kind. */
        record Objects(String kind) implements Data {}
    }

    // ---- sets as rules use them --------------------------------------------------------------

    /** The set to look a key up in. */
    NftSet set(Ex right, List<Typed> key) throws NftFault {
        if (right instanceof Ex.SetName name) {
            NftSet set = scope.set(name);
            fits(name, set, key);
            if (set.type().dataOctets() != 0 || !set.type().dataTypes().isEmpty())
                throw new NftFault(name.place(), "'" + name.name() + "' is a map, not a set");
            return set;
        }
        return anonymous(braces(right), key, new Data.Nothing());
    }

    /** The map of verdicts to look a key up in. */
    NftSet verdicts(Ex mapping, List<Typed> key) throws NftFault {
        if (mapping instanceof Ex.SetName name) {
            NftSet set = scope.set(name);
            fits(name, set, key);
            if (!set.type().verdicts())
                throw new NftFault(name.place(), "'" + name.name() + "' is no map of verdicts");
            return set;
        }
        return anonymous(braces(mapping), key, new Data.Verdicts());
    }

    /** The map of objects to look a key up in. */
    NftSet objects(Ex mapping, List<Typed> key, String kind) throws NftFault {
        if (mapping instanceof Ex.SetName name) {
            NftSet set = scope.set(name);
            fits(name, set, key);
            if (!set.type().dataTypes().equals(List.of(kind)))
                throw new NftFault(
                        name.place(), "'" + name.name() + "' is no map of " + kind + " objects");
            return set;
        }
        return anonymous(braces(mapping), key, new Data.Objects(kind));
    }

    /**
     * The map of values to look a key up in.
     *
     * @param data what they should be; null to take the map's own type
     */
    NftSet map(Ex mapping, List<Typed> key, @Nullable List<Typed> data) throws NftFault {
        if (mapping instanceof Ex.SetName name) {
            NftSet set = scope.set(name);
            fits(name, set, key);
            if (set.type().dataTypes().isEmpty())
                throw new NftFault(name.place(), "'" + name.name() + "' is a set, not a map");
            return set;
        }
        if (data == null)
            throw new NftFault(mapping.place(), "the type of this map's values is not known here");
        List<Part> parts = new ArrayList<>();
        for (Typed each : data) parts.add(Part.of(each));
        return anonymous(braces(mapping), key, new Data.Values(parts, false));
    }

    private static Ex.Braces braces(Ex ex) throws NftFault {
        if (ex instanceof Ex.Braces braces) return braces;
        throw new NftFault(ex.place(), "a set in braces or '@' and a name is expected");
    }

    private static void fits(Ex.SetName name, NftSet set, List<Typed> key) throws NftFault {
        List<String> types = set.type().keyTypes();
        boolean same = types.size() == key.size();
        for (int i = 0; same && i < key.size(); i++) {
            Typed part = key.get(i);
            String word = part.type().word();
            boolean alike =
                    word.equals(types.get(i))
                            || word.equals("integer")
                            || types.get(i).equals("integer");
            same = alike && part.octets() == set.type().partOctets()[i];
        }
        if (same) return;
        List<String> words = new ArrayList<>();
        for (Typed part : key) words.add(part.type().word());
        throw new NftFault(
                name.place(),
                "datatype mismatch: the set '"
                        + name.name()
                        + "' has keys of "
                        + String.join(" . ", types)
                        + ", the expression is of "
                        + String.join(" . ", words));
    }

    /** A set of its elements. */
    NftSet anonymous(Ex.Braces braces, List<Typed> key, Data data) throws NftFault {
        List<Part> parts = new ArrayList<>();
        for (Typed each : key) parts.add(Part.of(each));
        List<Ex> items = new ArrayList<>();
        flatten(braces, items);
        if (items.isEmpty()) throw new NftFault(braces.place(), "a set without elements");
        List<SetElement> elements = new ArrayList<>();
        SetElement catchAll = null;
        boolean interval = false;
        for (Ex item : items) {
            SetElement element = element(item, parts, data, List.of());
            if (isCatchAll(item)) {
                catchAll = element;
                continue;
            }
            interval |= !Arrays.equals(element.from(), element.to());
            elements.add(element);
        }
        var set = new NftSet("", type(parts, data), SetOptions.anonymous(interval));
        if (data instanceof Data.Nothing && interval && parts.size() == 1)
            elements = merged(elements);
        for (SetElement element : elements) {
            if (set.add(element, 0) == NftSet.Added.OVERLAPS)
                throw new NftFault(braces.place(), "elements that overlap");
        }
        if (catchAll != null) set.setCatchAll(catchAll);
        return set;
    }

    private static SetType type(List<Part> parts, Data data) {
        List<String> words = new ArrayList<>();
        int[] octets = new int[parts.size()];
        for (int i = 0; i < octets.length; i++) {
            words.add(parts.get(i).type().word());
            octets[i] = parts.get(i).octets();
        }
        return switch (data) {
            case Data.Nothing _ -> new SetType(words, octets, List.of(), 0);
            case Data.Verdicts _ -> new SetType(words, octets, List.of("verdict"), 0);
            case Data.Objects objects -> new SetType(words, octets, List.of(objects.kind()), 0);
            case Data.Values values -> {
                List<String> kinds = new ArrayList<>();
                for (Part part : values.parts()) kinds.add(part.type().word());
                yield new SetType(words, octets, kinds, octetsOf(values));
            }
        };
    }

    /** Length of a map's values. */
    static int octetsOf(Data.Values values) {
        int sum = 0;
        for (Part part : values.parts())
            sum += values.parts().size() == 1 ? part.octets() : SetType.padded(part.octets());
        return values.interval() ? 2 * sum : sum;
    }

    /** Elements without those within others; those that touch become one. */
    static List<SetElement> merged(List<SetElement> elements) {
        List<SetElement> sorted = new ArrayList<>(elements);
        sorted.sort((a, b) -> Arrays.compareUnsigned(a.from(), b.from()));
        List<SetElement> merged = new ArrayList<>();
        for (SetElement each : sorted) {
            SetElement last = merged.isEmpty() ? null : merged.getLast();
            if (last == null || !touches(last.to(), each.from())) {
                merged.add(each);
            } else if (Arrays.compareUnsigned(each.to(), last.to()) > 0) {
                merged.set(
                        merged.size() - 1,
                        new SetElement(
                                last.from(), each.to(), null, null, null, last.statements()));
            }
        }
        return merged;
    }

    /** Whether a key is not behind another one, or right behind it. */
    private static boolean touches(byte[] to, byte[] from) {
        if (Arrays.compareUnsigned(from, to) <= 0) return true;
        byte[] next = to.clone();
        for (int i = next.length - 1; i >= 0 && ++next[i] == 0; i--) {}
        return Arrays.equals(next, from);
    }

    // ---- elements ----------------------------------------------------------------------------

    /** Elements of braces within braces, as variables make them. */
    void flatten(Ex.Braces braces, List<Ex> to) throws NftFault {
        for (Ex item : braces.items()) {
            if (item instanceof Ex.Braces inner) {
                flatten(inner, to);
            } else {
                scope.load.countElement(item.place());
                to.add(item);
            }
        }
    }

    private static Ex keyOf(Ex item) {
        Ex key = item instanceof Ex.Pair pair ? pair.key() : item;
        return key instanceof Ex.Elem elem ? elem.key() : key;
    }

    static boolean isCatchAll(Ex item) {
        return keyOf(item) instanceof Ex.Star;
    }

    /** An element of what is written. */
    SetElement element(Ex item, List<Part> parts, Data data, List<St> setStatements)
            throws NftFault {
        Ex key = keyOf(item);
        Span span = key(key, parts);
        List<Statement> statements = new ArrayList<>();
        Ex.Elem elem = elemOf(item);
        List<St> written =
                elem != null && !elem.statements().isEmpty() ? elem.statements() : setStatements;
        for (St each : written) statements.add(Stateful.of(each));
        if (!(item instanceof Ex.Pair pair)) {
            if (!(data instanceof Data.Nothing))
                throw new NftFault(
                        item.place(), "an element of a map needs ':' and what it leads to");
            return new SetElement(span.from(), span.to(), null, null, null, statements);
        }
        return switch (data) {
            case Data.Nothing _ ->
                    throw new NftFault(item.place(), "an element of a set leads to nothing");
            case Data.Verdicts _ ->
                    new SetElement(
                            span.from(), span.to(), null, verdict(pair.data()), null, statements);
            case Data.Objects objects ->
                    new SetElement(
                            span.from(),
                            span.to(),
                            null,
                            null,
                            object(objects.kind(), pair.data()),
                            statements);
            case Data.Values values ->
                    new SetElement(
                            span.from(),
                            span.to(),
                            value(pair.data(), values),
                            null,
                            null,
                            statements);
        };
    }

    static Ex.@Nullable Elem elemOf(Ex item) {
        Ex key = item instanceof Ex.Pair pair ? pair.key() : item;
        return key instanceof Ex.Elem elem ? elem : null;
    }

    static RuleVerdict verdict(Ex ex) throws NftFault {
        if (!(ex instanceof Ex.Verdict verdict))
            throw new NftFault(ex.place(), "a verdict is expected here");
        return switch (verdict.word()) {
            case "accept" -> RuleVerdict.ACCEPT;
            case "drop" -> RuleVerdict.DROP;
            case "continue" -> RuleVerdict.NEXT;
            case "return" -> RuleVerdict.RETURN;
            case "jump" -> RuleVerdict.jump(verdict.chain());
            default -> RuleVerdict.goTo(verdict.chain());
        };
    }

    private NamedObject object(String kind, Ex ex) throws NftFault {
        NamedObject object =
                ex instanceof Ex.Word word ? scope.table.object(kind, word.text()) : null;
        if (object == null) throw new NftFault(ex.place(), "there is no " + kind + " of this name");
        return object;
    }

    private byte[] value(Ex ex, Data.Values values) throws NftFault {
        Span span = key(ex, values.parts());
        if (!values.interval()) {
            if (!span.single()) throw new NftFault(ex.place(), "a single value is expected here");
            return span.from();
        }
        byte[] both = Arrays.copyOf(span.from(), 2 * span.from().length);
        System.arraycopy(span.to(), 0, both, span.from().length, span.to().length);
        return both;
    }

    /** A key of one or several parts. */
    Span key(Ex ex, List<Part> parts) throws NftFault {
        if (parts.size() == 1) {
            if (ex instanceof Ex.Concat)
                throw new NftFault(ex.place(), "a key of one part is expected here");
            return scope.constants().span(ex, parts.getFirst().type(), parts.getFirst().bits());
        }
        List<Ex> written = ex instanceof Ex.Concat concat ? concat.parts() : List.of();
        int length = 0;
        for (Part part : parts) length += SetType.padded(part.octets());
        byte[] from = new byte[length];
        byte[] to = new byte[length];
        boolean all = ex instanceof Ex.Star;
        if (!all && written.size() != parts.size())
            throw new NftFault(ex.place(), "a key of " + parts.size() + " parts is expected here");
        int at = 0;
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Span span = scope.constants().span(all ? ex : written.get(i), part.type(), part.bits());
            System.arraycopy(span.from(), 0, from, at, span.from().length);
            System.arraycopy(span.to(), 0, to, at, span.to().length);
            at += SetType.padded(part.octets());
        }
        return new Span(from, to);
    }

    /** When an element that is added now expires. */
    static void live(SetElement element, Ex item, SetOptions options, long now, SourcePlace place)
            throws NftFault {
        Ex.Elem elem = elemOf(item);
        long timeout =
                elem == null || elem.timeoutNanos() < 0
                        ? options.timeoutNanos()
                        : elem.timeoutNanos();
        boolean stated = elem != null && (elem.timeoutNanos() >= 0 || elem.expiresNanos() >= 0);
        if (stated && !options.expires())
            throw new NftFault(place, "the set has no timeouts: it needs 'flags timeout'");
        if (timeout <= 0) return;
        long left =
                elem == null || elem.expiresNanos() < 0
                        ? timeout
                        : Math.min(elem.expiresNanos(), timeout);
        element.live(timeout, now - (timeout - left));
    }
}
