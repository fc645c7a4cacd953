package sluice.rules.nft;

import sluice.rules.SourcePlace;

/** Leaves a statement or command that is wrong; ends up as a {@link Diagnostic}. */
final class NftFault extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Diagnostic diagnostic;

    NftFault(SourcePlace place, String text) {
        super(text, null, false, false);
        diagnostic = new Diagnostic(place, text);
    }

    Diagnostic diagnostic() {
        return diagnostic;
    }
}
