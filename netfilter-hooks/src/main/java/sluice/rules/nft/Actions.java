package sluice.rules.nft;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import sluice.rules.Expression;
import sluice.rules.NamedObject;
import sluice.rules.NftSet;
import sluice.rules.RuleFamily;
import sluice.rules.SetOptions;
import sluice.rules.SetType;
import sluice.rules.SourcePlace;
import sluice.rules.Statement;
import sluice.rules.expression.Bitwise;
import sluice.rules.expression.Combined;
import sluice.rules.expression.Constant;
import sluice.rules.expression.CtKey;
import sluice.rules.expression.Meta;
import sluice.rules.expression.MetaKey;
import sluice.rules.expression.Payload;
import sluice.rules.expression.Resized;
import sluice.rules.expression.Shift;
import sluice.rules.statement.Compare;
import sluice.rules.statement.Decide;
import sluice.rules.statement.Log;
import sluice.rules.statement.ObjectMap;
import sluice.rules.statement.ObjectReference;
import sluice.rules.statement.QueueTo;
import sluice.rules.statement.Reject;
import sluice.rules.statement.SetCt;
import sluice.rules.statement.SetMeta;
import sluice.rules.statement.SetPayload;
import sluice.rules.statement.SetTcpOption;
import sluice.rules.statement.UpdateSet;
import sluice.rules.statement.VerdictMap;

/** Statements that change, answer or decide (nftables, src/evaluate.c, {@code stmt_evaluate}). */
final class Actions {
    private static final int METER_SIZE_DEFAULT = 65_535;
    private static final int LEVEL_AUDIT = 8;

    private final Reader reader;
    private final Scope scope;
    private final RuleFamily family;
    private final List<Statement> to;

    Actions(Reader reader, List<Statement> to) {
        this.reader = reader;
        this.scope = reader.scope();
        this.family = scope.table.family();
        this.to = to;
    }

    // ---- verdicts ------------------------------------------------------------------------

    void decide(St.Decision decision) throws NftFault {
        to.add(new Decide(SetBuilder.verdict(decision.verdict())));
    }

    void verdictMap(St.VerdictMapping mapping) throws NftFault {
        if (Reader.constant(mapping.key()))
            throw new NftFault(mapping.key().place(), "the key of a map is a constant");
        List<Typed> key = reader.parts(mapping.key());
        NftSet map = new SetBuilder(scope).verdicts(mapping.mapping(), key);
        to.add(new VerdictMap(Reader.key(mapping.key(), key).form(), map));
    }

    void queue(St.Queueing queue) throws NftFault {
        boolean bypass = queue.flags().contains("bypass");
        boolean fanout = queue.flags().contains("fanout");
        Ex number = queue.number();
        if (number == null) {
            to.add(new QueueTo(0, 0, null, bypass, fanout));
        } else if (Reader.constant(number)) {
            Span span = scope.constants().span(number, DataType.INTEGER, 16);
            int first = MatchBuilder.number(span.from());
            int last = MatchBuilder.number(span.to());
            if (fanout && first == last)
                throw new NftFault(number.place(), "fanout needs a range of queues");
            to.add(new QueueTo(first, last, null, bypass, fanout));
        } else {
            Expression form = value(number, new SetBuilder.Part(DataType.INTEGER, 16));
            to.add(new QueueTo(0, 0xffff, form, bypass, fanout));
        }
    }

    // ---- answers -------------------------------------------------------------------------

    void reject(St.Rejecting reject) throws NftFault {
        Ex code = reject.code();
        switch (reject.kind()) {
            case "" -> {
                Reject.Kind kind = defaultKind();
                int number =
                        switch (kind) {
                            case ICMP -> 3;
                            case ICMPV6 -> 4;
                            case ICMPX, TCP_RESET -> 1;
                        };
                to.add(new Reject(kind, number));
            }
            case "icmp" -> {
                need("ip", reject.place());
                to.add(new Reject(Reject.Kind.ICMP, code(code, reject, DataType.ICMP_CODE)));
            }
            case "icmpv6" -> {
                need("ip6", reject.place());
                to.add(new Reject(Reject.Kind.ICMPV6, code(code, reject, DataType.ICMPV6_CODE)));
            }
            case "icmpx" -> {
                if (family == RuleFamily.IP || family == RuleFamily.IP6)
                    throw new NftFault(
                            reject.place(), "icmpx is for families inet, bridge and netdev");
                int number = code(code, reject, DataType.ICMPX_CODE);
                if (number > 3) throw new NftFault(reject.place(), "icmpx has codes 0 to 3");
                to.add(new Reject(Reject.Kind.ICMPX, number));
            }
            default -> {
                need("tcp", reject.place());
                to.add(new Reject(Reject.Kind.TCP_RESET, 0));
            }
        }
    }

    private Reject.Kind defaultKind() {
        return switch (family) {
            case IP -> Reject.Kind.ICMP;
            case IP6 -> Reject.Kind.ICMPV6;
            case INET, ARP, BRIDGE, NETDEV ->
                    switch (reader.knownFamily()) {
                        case "ip" -> Reject.Kind.ICMP;
                        case "ip6" -> Reject.Kind.ICMPV6;
                        default -> Reject.Kind.ICMPX;
                    };
        };
    }

    private int code(@Nullable Ex code, St.Rejecting reject, DataType type) throws NftFault {
        if (code == null) throw new NftFault(reject.place(), "a code is missing");
        return scope.constants().value(code, type, 8)[0] & 0xff;
    }

    private void need(String protocol, SourcePlace place) throws NftFault {
        Headers.Protocol found = Headers.protocol(protocol);
        if (found != null) reader.context().need(found, place);
    }

    void log(St.Logging log) {
        int level =
                log.level().isEmpty()
                        ? Log.LEVEL_DEFAULT
                        : StatementParser.LEVELS.indexOf(log.level());
        if (log.level().equals("audit")) level = LEVEL_AUDIT;
        Set<Log.Flag> flags = EnumSet.noneOf(Log.Flag.class);
        for (String flag : log.flags()) {
            switch (flag) {
                case "tcp sequence" -> flags.add(Log.Flag.TCP_SEQUENCE);
                case "tcp options" -> flags.add(Log.Flag.TCP_OPTIONS);
                case "ip options" -> flags.add(Log.Flag.IP_OPTIONS);
                case "skuid" -> flags.add(Log.Flag.SKUID);
                case "ether" -> flags.add(Log.Flag.ETHER);
                default -> flags.addAll(EnumSet.allOf(Log.Flag.class));
            }
        }
        String prefix = log.prefix();
        to.add(
                new Log(
                        prefix == null ? "" : prefix,
                        level,
                        log.group(),
                        Math.max(log.snapLength(), 0),
                        Math.max(log.queueThreshold(), 0),
                        flags));
    }

    // ---- values --------------------------------------------------------------------------

    /** What is set: a constant, something read, or what a map leads to. */
    Expression value(Ex ex, SetBuilder.Part part) throws NftFault {
        if (ex instanceof Ex.Mapped map) {
            var data = new Typed(new Constant(new byte[part.octets()]), part.type(), part.bits());
            Typed found = reader.mapped(map, List.of(data));
            return resized(found, part, ex);
        }
        if (Reader.constant(ex))
            return new Constant(scope.constants().value(ex, part.type(), part.bits()));
        return resized(reader.read(ex), part, ex);
    }

    private static Expression resized(Typed value, SetBuilder.Part part, Ex ex) throws NftFault {
        if (value.octets() == part.octets()) return value.form();
        if (value.type().text() || part.type().text())
            throw new NftFault(
                    ex.place(),
                    "datatype mismatch: "
                            + part.type().word()
                            + " is expected, this is "
                            + value.type().word());
        return new Resized(value.form(), part.octets());
    }

    // ---- changes -------------------------------------------------------------------------

    void set(St.Setting setting) throws NftFault {
        switch (setting.target()) {
            case Ex.MetaOf meta -> setMeta(meta, setting.value());
            case Ex.CtOf ct -> setCt(ct, setting.value());
            case Ex.Field _, Ex.Raw _ -> setPayload(setting);
            case Ex.Option option when option.kind().equals("tcp option") ->
                    setOption(option, setting.value());
            default -> throw new NftFault(setting.target().place(), "this can not be set");
        }
    }

    private void setMeta(Ex.MetaOf meta, Ex value) throws NftFault {
        MetaKey key = MetaKey.of(meta.key()).orElse(null);
        boolean settable =
                key == MetaKey.MARK
                        || key == MetaKey.PRIORITY
                        || key == MetaKey.PKTTYPE
                        || key == MetaKey.NFTRACE
                        || key == MetaKey.SECMARK;
        if (key == null || !settable)
            throw new NftFault(meta.place(), "meta " + meta.key() + " can not be set");
        DataType type = Reader.metaType(key);
        if (key == MetaKey.SECMARK && value instanceof Ex.Word) {
            use(new St.ObjectUse(meta.place(), "secmark", value));
            return;
        }
        to.add(new SetMeta(key, value(value, new SetBuilder.Part(type, key.lengthOctets() * 8))));
    }

    private void setCt(Ex.CtOf ct, Ex value) throws NftFault {
        record Target(CtKey key, DataType type) {}
        Target target =
                switch (ct.key()) {
                    case "mark" -> new Target(CtKey.MARK, DataType.MARK);
                    case "zone" -> new Target(CtKey.ZONE, DataType.INTEGER);
                    case "label" -> new Target(CtKey.LABELS, DataType.CT_LABEL);
                    case "event" -> new Target(CtKey.EVENTMASK, DataType.CT_EVENT);
                    case "secmark" -> new Target(CtKey.SECMARK, DataType.INTEGER);
                    default ->
                            throw new NftFault(
                                    ct.place(),
                                    "ct " + Lexer.excerpt(ct.key()) + " can not be set");
                };
        var part = new SetBuilder.Part(target.type(), target.key().lengthOctets() * 8);
        to.add(new SetCt(target.key(), Reader.direction(ct.direction()), value(value, part)));
    }

    private void setPayload(St.Setting setting) throws NftFault {
        Typed target = reader.read(setting.target());
        Expression form = target.form();
        SetBuilder.Part part = SetBuilder.Part.of(target);
        Expression fresh = value(setting.value(), part);
        if (form instanceof Payload payload) {
            to.add(new SetPayload(payload, fresh));
            return;
        }
        // Only some bits of the octets are the field's: the others stay.
        if (form instanceof Resized resized) form = resized.value();
        int shift = 0;
        if (form instanceof Shift moved) {
            shift = -moved.bits();
            form = moved.value();
        }
        if (!(form instanceof Bitwise masked) || !(masked.value() instanceof Payload payload))
            throw new NftFault(setting.target().place(), "this can not be set");
        byte[] keep = masked.mask().clone();
        for (int i = 0; i < keep.length; i++) keep[i] = (byte) ~keep[i];
        Expression written;
        if (fresh instanceof Constant constant) {
            written =
                    new Bitwise(
                            payload,
                            keep,
                            MatchBuilder.shifted(constant.octets(), keep.length, shift));
        } else {
            Expression wide =
                    fresh.lengthOctets() == keep.length ? fresh : new Resized(fresh, keep.length);
            if (shift > 0) wide = new Shift(wide, shift);
            wide = Bitwise.and(wide, masked.mask());
            written = new Combined(Bitwise.and(payload, keep), Combined.Operation.OR, wide);
        }
        to.add(new SetPayload(payload, written));
    }

    private void setOption(Ex.Option option, Ex value) throws NftFault {
        Headers.Protocol header = Headers.tcpOption(option.name());
        Headers.Field field = header == null ? null : header.fields().get(option.field());
        if (header == null || field == null || field.lengthBits() % 8 != 0)
            throw new NftFault(option.place(), "a field of a TCP option is expected");
        need("tcp", option.place());
        var part = new SetBuilder.Part(field.type(), field.lengthBits());
        to.add(new SetTcpOption(header.code(), field.offsetBits() / 8, value(value, part)));
    }

    void reset(St.ResetOption reset) throws NftFault {
        Headers.Protocol header = Headers.tcpOption(reset.option().name());
        int number =
                header != null
                        ? header.code()
                        : scope.constants()
                                        .value(
                                                new Ex.Word(
                                                        reset.place(),
                                                        reset.option().name(),
                                                        false),
                                                DataType.INTEGER,
                                                8)[0]
                                & 0xff;
        if (!reset.option().kind().equals("tcp option")
                || !reset.option().field().isEmpty()
                || number < 2) throw new NftFault(reset.place(), "reset takes a TCP option");
        need("tcp", reset.place());
        to.add(new SetTcpOption(number, 0, null));
    }

    // ---- sets ----------------------------------------------------------------------------

    void update(St.Updating update) throws NftFault {
        NftSet set = scope.set(new Ex.SetName(update.place(), update.set()));
        if (set.options().constant())
            throw new NftFault(update.place(), "set '" + update.set() + "' is constant");
        UpdateSet.Operation operation =
                switch (update.operation()) {
                    case "add" -> UpdateSet.Operation.ADD;
                    case "update" -> UpdateSet.Operation.UPDATE;
                    default -> UpdateSet.Operation.DELETE;
                };
        Expression key = key(update.element().key(), set);
        Ex data = update.data();
        Expression value = null;
        if (set.type().dataTypes().isEmpty() != (data == null))
            throw new NftFault(
                    update.place(),
                    data == null
                            ? "an element of a map leads to something"
                            : "an element of a set leads to nothing");
        if (data != null && set.type().dataOctets() > 0) {
            DataType type = DataType.of(set.type().dataTypes().getFirst()).orElse(DataType.INTEGER);
            value =
                    set.type().dataTypes().size() > 1
                            ? Reader.key(data, reader.parts(data)).form()
                            : value(data, new SetBuilder.Part(type, set.type().dataOctets() * 8));
            if (value.lengthOctets() != set.type().dataOctets())
                throw new NftFault(data.place(), "datatype mismatch");
        } else if (data != null) {
            throw new NftFault(data.place(), "packets can not add verdicts or objects");
        }
        add(update.place(), set, operation, key, update.element(), value);
    }

    private void add(
            SourcePlace place,
            NftSet set,
            UpdateSet.Operation operation,
            Expression key,
            Ex.Elem element,
            @Nullable Expression data)
            throws NftFault {
        List<St> written = element.statements();
        if (written.isEmpty()) written = scope.load.setStatements.getOrDefault(set, List.of());
        for (St each : written) Stateful.of(each);
        if (element.timeoutNanos() > 0 && !set.options().expires())
            throw new NftFault(place, "the set has no timeouts: it needs 'flags timeout'");
        to.add(
                new UpdateSet(
                        set,
                        operation,
                        key,
                        Math.max(element.timeoutNanos(), 0),
                        data,
                        supplier(List.copyOf(written))));
    }

    /** Makes the statements of one more element. */
    private static Supplier<List<Statement>> supplier(List<St> written) {
        return new Made(written);
    }

    private record Made(List<St> written) implements Supplier<List<Statement>> {
        @Override
        public List<Statement> get() {
            if (written.isEmpty()) return List.of();
            List<Statement> made = new ArrayList<>();
            for (St each : written) {
                try {
                    made.add(Stateful.of(each));
                } catch (NftFault fault) {
                    throw new IllegalStateException(fault); // was tried when the rule was loaded
                }
            }
            return made;
        }
    }

    private Expression key(Ex ex, NftSet set) throws NftFault {
        List<String> words = set.type().keyTypes();
        List<Ex> written = ex instanceof Ex.Concat concat ? concat.parts() : List.of(ex);
        if (written.size() != words.size())
            throw new NftFault(ex.place(), "a key of " + words.size() + " parts is expected here");
        List<Typed> parts = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            SetBuilder.Part part = SetBuilder.Part.of(words.get(i), set.type().partOctets()[i]);
            Typed typed = Reader.constant(written.get(i)) ? null : reader.read(written.get(i));
            boolean alike =
                    typed == null
                            || typed.type().word().equals(words.get(i))
                            || words.get(i).equals("integer")
                            || typed.type() == DataType.INTEGER;
            if (!alike)
                throw new NftFault(
                        written.get(i).place(),
                        "datatype mismatch: the set has keys of " + String.join(" . ", words));
            parts.add(
                    new Typed(
                            typed == null
                                    ? value(written.get(i), part)
                                    : resized(typed, part, written.get(i)),
                            part.type(),
                            part.bits()));
        }
        return Reader.key(ex, parts).form();
    }

    void meter(St.Metering meter) throws NftFault {
        List<Typed> parts = reader.parts(meter.element().key());
        NftSet set = scope.table.set(meter.name());
        if (set == null) {
            List<String> words = new ArrayList<>();
            int[] octets = new int[parts.size()];
            for (int i = 0; i < octets.length; i++) {
                words.add(parts.get(i).type().word());
                octets[i] = parts.get(i).octets();
            }
            int size = meter.sizeMax() < 0 ? METER_SIZE_DEFAULT : (int) meter.sizeMax();
            boolean timeouts = meter.element().timeoutNanos() > 0;
            set =
                    new NftSet(
                            meter.name(),
                            new SetType(words, octets, List.of(), 0),
                            new SetOptions(false, false, false, true, timeouts, 0, size));
            scope.table.addSet(set);
        } else if (!Arrays.equals(
                set.type().partOctets(), parts.stream().mapToInt(Typed::octets).toArray())) {
            throw new NftFault(
                    meter.place(), "there is a set '" + meter.name() + "' with other keys");
        }
        boolean renewed = meter.element().timeoutNanos() > 0;
        add(
                meter.place(),
                set,
                renewed ? UpdateSet.Operation.UPDATE : UpdateSet.Operation.ADD,
                Reader.key(meter.element().key(), parts).form(),
                meter.element(),
                null);
    }

    // ---- objects -------------------------------------------------------------------------

    void use(St.ObjectUse use) throws NftFault {
        if (use.name() instanceof Ex.Mapped map) {
            List<Typed> key = reader.parts(map.key());
            NftSet objects = new SetBuilder(scope).objects(map.mapping(), key, use.kind());
            to.add(new ObjectMap(Reader.key(map.key(), key).form(), objects));
            return;
        }
        String name = use.name() instanceof Ex.Word word ? word.text() : "";
        NamedObject object = scope.table.object(use.kind(), name);
        if (object == null)
            throw new NftFault(
                    use.name().place(),
                    "there is no "
                            + use.kind()
                            + " '"
                            + Lexer.excerpt(name)
                            + "' in table "
                            + scope.table.name());
        to.add(new ObjectReference(object));
    }

    void offload(St.Offloading offload) throws NftFault {
        if (scope.table.object("flowtable", offload.flowtable()) == null)
            throw new NftFault(
                    offload.place(),
                    "there is no flowtable '" + Lexer.excerpt(offload.flowtable()) + "'");
        to.add(new Stateful.Last()); // every packet goes on by the ordinary path
    }

    // ---- families ------------------------------------------------------------------------

    /** {@code meta nfproto} must be one of the two. */
    void family(String word) throws NftFault {
        if (family != RuleFamily.INET || !reader.knownFamily().isEmpty()) return;
        int number = word.equals("ip") ? 2 : 10;
        to.add(
                new Compare(
                        new Meta(MetaKey.NFPROTO),
                        Compare.Relation.EQ,
                        Constants.bytes(number, 1)));
        reader.context().learn(new Ex.MetaOf(SourcePlace.NONE, "nfproto"), number);
    }
}
