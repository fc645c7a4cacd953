package sluice.rules.nft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import sluice.rules.Counter;
import sluice.rules.NamedObject;
import sluice.rules.NftSet;
import sluice.rules.RuleFamily;
import sluice.rules.SetElement;
import sluice.rules.SetOptions;
import sluice.rules.SetType;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.Table;

/** Sets, maps and objects with names, and their elements. */
final class SetCommands {
    private static final Set<String> FLAGS = Set.of("constant", "dynamic", "interval", "timeout");
    private static final int KEY_OCTETS_MAX = 64;

    /** What nft itself states for sets that packets add to. */
    private static final int DYNAMIC_SIZE_MAX = 65_535;

    private final Loader loader;

    SetCommands(Loader loader) {
        this.loader = loader;
    }

    // ---- sets --------------------------------------------------------------------------------

    void make(Cmd.MakeSet make, Table table) throws NftFault {
        Cmd.Types key = make.key();
        if (key == null) throw new NftFault(make.place(), "the type of the keys is missing");
        var scope = new Scope(loader.load, table);
        List<SetBuilder.Part> keyParts = parts(key, scope);
        Cmd.Types written = make.data();
        boolean objects = !make.objectKind().isEmpty();
        if (make.map() != (written != null || objects))
            throw new NftFault(
                    make.place(),
                    make.map()
                            ? "the type of what the map leads to is missing"
                            : "a set leads to nothing");
        SetBuilder.Data data = new SetBuilder.Data.Nothing();
        if (objects) data = new SetBuilder.Data.Objects(make.objectKind());
        else if (written != null && written.names().equals(List.of("verdict")))
            data = new SetBuilder.Data.Verdicts();
        else if (written != null)
            data = new SetBuilder.Data.Values(parts(written, scope), leadsToSpans(make));
        for (String flag : make.flags())
            if (!FLAGS.contains(flag))
                throw new NftFault(make.place(), "there is no flag " + Lexer.excerpt(flag));
        SetOptions options = options(make);
        SetType type = type(keyParts, data);
        if (type.keyOctets() > KEY_OCTETS_MAX)
            throw new NftFault(make.place(), "a key of more than " + KEY_OCTETS_MAX + " octets");
        NftSet set = table.set(make.spot().name());
        if (set == null) {
            set = new NftSet(make.spot().name(), type, options);
            table.addSet(set);
        } else if (make.operation().equals("create")) {
            throw new NftFault(make.place(), "set " + make.spot().name() + " exists");
        } else if (!same(set.type(), type)) {
            throw new NftFault(
                    make.place(), "set " + make.spot().name() + " exists with other types");
        } else {
            loader.remember(set);
        }
        if (!make.statements().isEmpty()) loader.load.setStatements.put(set, make.statements());
        Ex.Braces elements = make.elements();
        if (elements != null) add(set, elements, data(set), make.operation(), scope);
    }

    private static boolean same(SetType a, SetType b) {
        return a.keyTypes().equals(b.keyTypes())
                && Arrays.equals(a.partOctets(), b.partOctets())
                && a.dataTypes().equals(b.dataTypes());
    }

    /** Whether elements lead to ranges of values, as nat may use them. */
    private static boolean leadsToSpans(Cmd.MakeSet make) {
        Ex.Braces elements = make.elements();
        if (elements == null) return false;
        for (Ex item : elements.items()) {
            if (item instanceof Ex.Pair pair
                    && (pair.data() instanceof Ex.Prefix || pair.data() instanceof Ex.Range))
                return true;
        }
        return false;
    }

    private static SetOptions options(Cmd.MakeSet make) {
        Set<String> flags = new HashSet<>(make.flags());
        boolean timeouts = flags.contains("timeout") || make.timeoutNanos() > 0;
        int size = flags.contains("dynamic") ? DYNAMIC_SIZE_MAX : NftSet.SIZE_MAX_DEFAULT;
        if (make.sizeMax() > 0) size = (int) Math.min(make.sizeMax(), NftSet.SIZE_MAX_DEFAULT);
        return new SetOptions(
                flags.contains("constant"),
                flags.contains("interval"),
                make.autoMerge(),
                flags.contains("dynamic"),
                timeouts,
                Math.max(make.timeoutNanos(), 0),
                size);
    }

    private static SetType type(List<SetBuilder.Part> key, SetBuilder.Data data) {
        List<String> words = new ArrayList<>();
        for (SetBuilder.Part part : key) words.add(part.type().word());
        int[] octets = key.stream().mapToInt(SetBuilder.Part::octets).toArray();
        return switch (data) {
            case SetBuilder.Data.Nothing _ -> new SetType(words, octets, List.of(), 0);
            case SetBuilder.Data.Verdicts _ -> new SetType(words, octets, List.of("verdict"), 0);
            case SetBuilder.Data.Objects objects ->
                    new SetType(words, octets, List.of(objects.kind()), 0);
            case SetBuilder.Data.Values values -> {
                List<String> kinds = new ArrayList<>();
                for (SetBuilder.Part part : values.parts()) kinds.add(part.type().word());
                yield new SetType(words, octets, kinds, SetBuilder.octetsOf(values));
            }
        };
    }

    private static List<SetBuilder.Part> parts(Cmd.Types types, Scope scope) throws NftFault {
        List<SetBuilder.Part> parts = new ArrayList<>();
        Ex typeOf = types.typeOf();
        if (typeOf != null) {
            // What it reads matters, not what must be asked before it is read.
            var reader =
                    new Reader(scope, new ProtocolContext(RuleFamily.BRIDGE, new ArrayList<>()));
            for (Ex each : typeOf instanceof Ex.Concat concat ? concat.parts() : List.of(typeOf)) {
                var alone =
                        new Reader(
                                scope, new ProtocolContext(RuleFamily.BRIDGE, new ArrayList<>()));
                parts.add(SetBuilder.Part.of((parts.isEmpty() ? reader : alone).read(each)));
            }
            return parts;
        }
        for (String name : types.names()) {
            DataType type =
                    DataType.of(name)
                            .orElseThrow(() ->
                                    new NftFault(
                                            types.place(),
                                            "there is no type " + Lexer.excerpt(name)));
            if (type.bits() == 0)
                throw new NftFault(
                        types.place(), "type " + name + " has no length of its own: use typeof");
            parts.add(new SetBuilder.Part(type, type.bits()));
        }
        return parts;
    }

    /** What elements of a set lead to, from its type. */
    private static SetBuilder.Data data(NftSet set) {
        SetType type = set.type();
        if (type.dataTypes().isEmpty()) return new SetBuilder.Data.Nothing();
        if (type.verdicts()) return new SetBuilder.Data.Verdicts();
        if (type.dataOctets() == 0) return new SetBuilder.Data.Objects(type.dataTypes().getFirst());
        List<SetBuilder.Part> parts = new ArrayList<>();
        int sum = 0;
        for (String word : type.dataTypes()) {
            DataType known = DataType.of(word).orElse(DataType.INTEGER);
            int octets = known.octets() > 0 ? known.octets() : type.dataOctets();
            parts.add(SetBuilder.Part.of(word, octets));
            sum += type.dataTypes().size() == 1 ? octets : SetType.padded(octets);
        }
        return new SetBuilder.Data.Values(parts, type.dataOctets() == 2 * sum);
    }

    // ---- elements ----------------------------------------------------------------------------

    void elements(Cmd.Elements command, Table table) throws NftFault {
        NftSet set = table.set(command.spot().name());
        if (set == null)
            throw new NftFault(
                    command.spot().place(),
                    "there is no set " + Lexer.excerpt(command.spot().name()));
        loader.remember(set);
        var scope = new Scope(loader.load, table);
        boolean takesOut =
                command.operation().equals("delete") || command.operation().equals("destroy");
        if (takesOut) remove(set, command, scope);
        else add(set, command.elements(), data(set), command.operation(), scope);
    }

    private static List<SetBuilder.Part> keyParts(NftSet set) {
        List<SetBuilder.Part> parts = new ArrayList<>();
        for (int i = 0; i < set.type().partOctets().length; i++)
            parts.add(SetBuilder.Part.of(set.type().keyTypes().get(i), set.type().partOctets()[i]));
        return parts;
    }

    private void add(
            NftSet set, Ex.Braces braces, SetBuilder.Data data, String operation, Scope scope)
            throws NftFault {
        var builder = new SetBuilder(scope);
        List<Ex> items = new ArrayList<>();
        builder.flatten(braces, items);
        List<St> statements = loader.load.setStatements.getOrDefault(set, List.of());
        List<SetBuilder.Part> parts = keyParts(set);
        long now = loader.load.devices.nowNanos();
        boolean merges =
                set.options().autoMerge()
                        && set.options().interval()
                        && parts.size() == 1
                        && data instanceof SetBuilder.Data.Nothing;
        List<SetElement> made = new ArrayList<>();
        for (Ex item : items) {
            SetElement element = builder.element(item, parts, data, statements);
            SetBuilder.live(element, item, set.options(), now, item.place());
            if (SetBuilder.isCatchAll(item)) {
                set.setCatchAll(element);
                continue;
            }
            if (!set.options().interval() && !Arrays.equals(element.from(), element.to()))
                throw new NftFault(
                        item.place(),
                        "the set takes single values: it needs 'flags interval' for ranges and"
                                + " prefixes");
            if (merges) made.add(element);
            else put(set, element, operation, item.place(), now);
        }
        if (!merges) return;
        made.addAll(set.elements());
        set.flush();
        for (SetElement element : SetBuilder.merged(made))
            put(set, element, operation, braces.place(), now);
    }

    private static void put(
            NftSet set, SetElement element, String operation, SourcePlace place, long now)
            throws NftFault {
        switch (set.add(element, now)) {
            case ADDED -> {}
            case EXISTS -> {
                SetElement there = set.find(element.from(), 0, now);
                boolean alike =
                        there != null
                                && Arrays.equals(there.data(), element.data())
                                && verdict(there).equals(verdict(element))
                                && there.object() == element.object();
                if (operation.equals("create") || !alike)
                    throw new NftFault(place, "the element exists");
            }
            case OVERLAPS -> throw new NftFault(place, "the interval overlaps an existing one");
            case FULL -> throw new NftFault(place, "the set is full");
        }
    }

    private static String verdict(SetElement element) {
        return element.verdict() instanceof sluice.rules.RuleVerdict.Jump jump
                ? jump.comesBack() + jump.chain()
                : Objects.toString(element.verdict());
    }

    private static void remove(NftSet set, Cmd.Elements command, Scope scope) throws NftFault {
        var builder = new SetBuilder(scope);
        List<Ex> items = new ArrayList<>();
        builder.flatten(command.elements(), items);
        for (Ex item : items) {
            Ex key = item instanceof Ex.Pair pair ? pair.key() : item;
            if (key instanceof Ex.Elem elem) key = elem.key();
            Span span = builder.key(key, keyParts(set));
            boolean found = set.remove(span.from(), span.to());
            if (!found && command.operation().equals("delete"))
                throw new NftFault(item.place(), "there is no such element");
        }
    }

    // ---- objects -----------------------------------------------------------------------------

    void object(Cmd.MakeObject make, Table table) throws NftFault {
        String name = make.spot().name();
        if (table.object(make.kind(), name) != null) {
            if (make.operation().equals("create"))
                throw new NftFault(make.place(), make.kind() + " " + name + " exists");
            return;
        }
        St written = make.statement();
        Statement statement =
                switch (make.kind()) {
                    case "counter" -> written == null ? new Counter() : Stateful.of(written);
                    case "quota", "limit" -> {
                        if (written == null)
                            throw new NftFault(
                                    make.place(), "what the " + make.kind() + " is is missing");
                        yield Stateful.of(written);
                    }
                    case "ct helper" -> TrackingObjects.helper(make);
                    case "ct timeout" -> TrackingObjects.timeouts(make);
                    case "ct expectation" -> TrackingObjects.expectation(make);
                    case "synproxy" -> SynProxies.of(make.settings(), make.place());
                    case "secmark" -> new Stateful.Last(); // has no bearing on where a packet goes
                    default ->
                            throw new NftFault(
                                    make.place(),
                                    "objects of kind " + make.kind() + " are not supported");
                };
        table.addObject(new NamedObject(make.kind(), name, statement));
    }

    void flowtable(Cmd.MakeFlowtable make, Table table) throws NftFault {
        for (Ex device : make.devices()) {
            for (Ex each : device instanceof Ex.Braces braces ? braces.items() : List.of(device)) {
                if (each instanceof Ex.Word word && loader.load.devices.index(word.text()) == 0)
                    throw new NftFault(
                            word.place(),
                            "there is no device '" + Lexer.excerpt(word.text()) + "'");
            }
        }
        if (table.object("flowtable", make.spot().name()) == null)
            table.addObject(new NamedObject("flowtable", make.spot().name(), new Stateful.Last()));
    }
}
