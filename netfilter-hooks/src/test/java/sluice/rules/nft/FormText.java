package sluice.rules.nft;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import sluice.rules.Chain;
import sluice.rules.NamedObject;
import sluice.rules.NftSet;
import sluice.rules.Rule;
import sluice.rules.RuleVerdict;
import sluice.rules.Ruleset;
import sluice.rules.SetElement;
import sluice.rules.Table;

/** A ruleset's internal form, every field of it, as lines that can be compared. */
final class FormText {
    private FormText() {}

    static String of(Ruleset ruleset) {
        var lines = new StringJoiner("\n");
        for (Table table : ruleset.tables()) {
            lines.add(
                    "table "
                            + table.family()
                            + " "
                            + table.name()
                            + (table.dormant() ? " dormant" : ""));
            for (NamedObject object : table.objects())
                lines.add(
                        " " + object.kind() + " " + object.name() + " " + text(object.statement()));
            var sets = new TreeSet<String>();
            for (NftSet set : table.sets()) sets.add(" set " + set.name() + " " + set(set));
            sets.forEach(lines::add);
            for (Chain chain : table.chains()) {
                lines.add(
                        " chain "
                                + chain.name()
                                + " "
                                + text(chain.base())
                                + " "
                                + chain.dropsAtEnd());
                for (Rule rule : chain.rules()) {
                    lines.add("  rule # " + rule.comment());
                    for (var statement : rule.statements()) lines.add("   " + text(statement));
                }
            }
        }
        return lines.toString();
    }

    private static String set(NftSet set) {
        var elements = new TreeSet<String>();
        for (SetElement element : set.elements()) elements.add(element(element));
        return set.type().keyTypes()
                + " "
                + text(set.type().partOctets())
                + " "
                + set.type().dataTypes()
                + " "
                + set.options().interval()
                + " "
                + set.options().timeoutNanos()
                + " "
                + set.options().sizeMax()
                + " "
                + elements
                + " "
                + (set.catchAll() == null ? "" : element(set.catchAll()));
    }

    private static String element(SetElement element) {
        return text(element.from())
                + "-"
                + text(element.to())
                + ":"
                + text(element.data())
                + text(element.verdict())
                + (element.object() == null ? "" : element.object().name())
                + text(element.statements())
                + element.timeoutNanos()
                + "/"
                + element.expiresNanos();
    }

    static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "-";
            case byte[] octets -> HexFormat.of().formatHex(octets);
            case NftSet set -> set.name().isEmpty() ? set(set) : "@" + set.name();
            case NamedObject object -> object.kind() + " " + object.name();
            case RuleVerdict.Jump jump -> (jump.comesBack() ? "jump " : "goto ") + jump.chain();
            case Collection<?> many -> {
                var all = new StringJoiner(",", "[", "]");
                for (Object each : many) all.add(text(each));
                yield all.toString();
            }
            case Enum<?> word -> word.name();
            default ->
                    value.getClass().getName().startsWith("java.")
                            ? Objects.toString(value)
                            : fields(value);
        };
    }

    private static String fields(Object value) {
        if (value.getClass().isArray()) {
            var all = new StringJoiner(",", "[", "]");
            for (int i = 0; i < Array.getLength(value); i++) all.add(text(Array.get(value, i)));
            return all.toString();
        }
        var text = new StringJoiner(",", value.getClass().getSimpleName() + "(", ")");
        for (Field field : value.getClass().getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers())
                    || field.getType() == sluice.rules.SourcePlace.class) continue;
            field.setAccessible(true);
            try {
                text.add(text(field.get(value)));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return text.toString();
    }
}
