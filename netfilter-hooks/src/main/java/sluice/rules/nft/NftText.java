package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.Ruleset;

/** Rulesets in the text that {@code nft -f} reads. */
public final class NftText {
    private NftText() {}

    /**
     * Reads a text and carries its commands out on a ruleset: all or, if anything is wrong, none.
     * {@link Ruleset#link} has been called; the engine's commit is the caller's.
     *
     * @param fileName for messages and places
     */
    public static Loaded load(
            Ruleset into, NftDevices devices, String fileName, String text, NftOptions options) {
        List<Diagnostic> errors = new ArrayList<>();
        List<Diagnostic> ignored = new ArrayList<>();
        List<Cmd> commands = new Parser(fileName, text, options, errors, ignored).commands();
        return new Loader(into, devices, options.lenient(), errors, ignored).run(commands);
    }
}
