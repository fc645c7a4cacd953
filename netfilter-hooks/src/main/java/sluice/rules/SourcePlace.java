package sluice.rules;

/**
 * Where something stands in the text it was read from.
 *
 * @param file name as the user gave it
 * @param line 1 and up; 0 if it stands in no text
 * @param column 1 and up
 */
public record SourcePlace(String file, int line, int column) {
    /** Of what was not read from a text. */
    public static final SourcePlace NONE = new SourcePlace("", 0, 0);

    /** {@code rules.nft:12:5}. */
    public String text() {
        return file + ":" + line + ":" + column;
    }
}
