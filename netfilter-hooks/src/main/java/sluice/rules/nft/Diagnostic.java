package sluice.rules.nft;

import sluice.rules.SourcePlace;

/**
 * What is wrong with a ruleset, or was left out of it.
 *
 * @param place where; in JSON the column counts from the start of the text if it is one line
 * @param text in words
 */
public record Diagnostic(SourcePlace place, String text) {
    /** {@code rules.nft:12:5: unknown identifier 'lan'}. */
    public String line() {
        return place.text() + ": " + text;
    }
}
