package sluice.report;

/**
 * Colour for a terminal, or none: the same calls give the bare text where colour is not wanted.
 * Colour never carries a meaning that the words do not.
 *
 * @param coloured whether escape sequences (ECMA-48 SGR) are written
 */
public record Palette(boolean coloured) {
    /** No escape sequence at all. */
    public static final Palette PLAIN = new Palette(false);

    private static final String ESCAPE = "\u001b[";
    private static final String RESET = ESCAPE + "0m";

    public String strong(String text) {
        return painted("1", text);
    }

    public String faint(String text) {
        return painted("2", text);
    }

    /** What failed, was dropped or is wrong. */
    public String bad(String text) {
        return painted("31", text);
    }

    /** What is as it should be. */
    public String good(String text) {
        return painted("32", text);
    }

    /** What a reader should look at without being wrong. */
    public String notable(String text) {
        return painted("33", text);
    }

    private String painted(String code, String text) {
        return coloured && !text.isEmpty() ? ESCAPE + code + "m" + text + RESET : text;
    }
}
