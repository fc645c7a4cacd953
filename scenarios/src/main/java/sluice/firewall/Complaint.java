package sluice.firewall;

import sluice.rules.SourcePlace;

/** Something that is wrong with a text, or was left out of it, and where. */
public record Complaint(SourcePlace place, String text) {
    /** {@code rules.v4:41:38: match "geoip" is not known}. */
    public String line() {
        return place.line() == 0 ? text : place.text() + ": " + text;
    }

    /** {@code ignored: line 41 column 38: ...}. */
    public String ignoredLine() {
        return "ignored: line %d column %d: %s".formatted(place.line(), place.column(), text);
    }
}
