package sluice.rules.iptables;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An extension used in a rule: {@code -m name} or {@code -j NAME} with the options behind it. */
final class Use {
    private final Extension extension;
    private final int column;
    private final List<Given> given = new ArrayList<>();

    Use(Extension extension, int column) {
        this.extension = extension;
        this.column = column;
    }

    Extension extension() {
        return extension;
    }

    int column() {
        return column;
    }

    List<Given> given() {
        return given;
    }

    void add(Given option) {
        if (find(option.option().name()) != null && !extension.repeats(option.option()))
            throw new Refused(option.column(), "--" + option.option().name() + " is given twice");
        given.add(option);
    }

    boolean has(String name) {
        return find(name) != null;
    }

    boolean inverted(String name) {
        Given found = find(name);
        return found != null && found.inverted();
    }

    /** The option of this name, or null. */
    @Nullable Given find(String name) {
        for (Given each : given) if (each.option().name().equals(name)) return each;
        return null;
    }

    /** The option of this name. */
    Given require(String name) {
        Given found = find(name);
        if (found == null) throw refused("--" + name + " is missing");
        return found;
    }

    /** Its text, or what it is when it is not given. */
    String text(String name, String otherwise) {
        Given found = find(name);
        return found == null ? otherwise : found.text();
    }

    /** The one of these options that is given. */
    Given requireOne(String... names) {
        Given found = null;
        for (String name : names) {
            Given each = find(name);
            if (each == null) continue;
            if (found != null)
                throw new Refused(
                        each.column(),
                        "--" + name + " and --" + found.option().name() + " exclude each other");
            found = each;
        }
        if (found == null) throw refused("one of --" + String.join(", --", names) + " is missing");
        return found;
    }

    /** At least one option. */
    void requireAny() {
        if (given.isEmpty()) throw refused("it needs an option");
    }

    Refused refused(String text) {
        String sign = extension.target() ? "-j " : "-m ";
        return new Refused(column, sign + extension.name() + ": " + text);
    }
}
