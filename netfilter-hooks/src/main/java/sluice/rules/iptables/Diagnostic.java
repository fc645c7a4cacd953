package sluice.rules.iptables;

import sluice.rules.SourcePlace;

/** Something in a text that keeps it from being loaded. */
public record Diagnostic(SourcePlace place, String text) {
    @Override
    public String toString() {
        return place.text() + ": " + text;
    }
}
