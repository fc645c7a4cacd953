package sluice.rules.iptables;

import java.util.List;

/**
 * An option as it was given.
 *
 * @param column of the option
 */
record Given(Option option, List<Word> values, boolean inverted, int column) {
    String text() {
        return values.getFirst().text();
    }

    Word word() {
        return values.getFirst();
    }

    Word second() {
        return values.get(1);
    }

    /** Whatever is wrong with it. */
    Refused refused(String text) {
        int at = values.isEmpty() ? column : word().column();
        return new Refused(at, "--" + option.name() + ": " + text);
    }
}
