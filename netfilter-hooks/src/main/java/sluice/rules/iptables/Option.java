package sluice.rules.iptables;

import java.util.List;

/**
 * An option of an extension, {@code --name}.
 *
 * @param names its own, and those it is known by as well
 * @param words how many follow it: 0 to 2
 * @param invertible whether {@code !} may stand before it
 * @param form how its value is written when it is written anew
 */
record Option(List<String> names, int words, boolean invertible, Form form) {
    /** How a value is written anew. */
    enum Form {
        /** As it was. */
        PLAIN,
        /** In quotes if it must be. */
        QUOTED,
        /** Ports or numbers {@code a:b}, names of services as numbers. */
        PORTS,
        /** A number in decimal. */
        DECIMAL,
        /** A number in hexadecimal. */
        HEXADECIMAL,
        /** In capital letters. */
        CAPITALS,
        /** Small letters. */
        SMALL
    }

    static Option flag(String... names) {
        return new Option(List.of(names), 0, false, Form.PLAIN);
    }

    static Option of(Form form, String... names) {
        return new Option(List.of(names), 1, false, form);
    }

    static Option of(String... names) {
        return of(Form.PLAIN, names);
    }

    /** The same, but {@code !} may stand before it. */
    Option not() {
        return new Option(names, words, true, form);
    }

    /** The same with two words behind it. */
    Option pair() {
        return new Option(names, 2, invertible, form);
    }

    String name() {
        return names.getFirst();
    }
}
