package sluice.rules.nft;

import java.util.ArrayList;
import java.util.List;
import sluice.rules.Ruleset;

/**
 * Rulesets in the JSON of {@code nft -j} (libnftables-json(5)): <code>{"nftables": [...]}</code>,
 * or the bare list.
 */
public final class NftJson {
    private NftJson() {}

    /**
     * Reads a text and carries its commands out on a ruleset, as {@link NftText#load} does.
     *
     * @param fileName for messages and places
     */
    public static Loaded load(
            Ruleset into, NftDevices devices, String fileName, String text, NftOptions options) {
        List<Diagnostic> errors = new ArrayList<>();
        List<Diagnostic> ignored = new ArrayList<>();
        var parser = new JsonCommands(options.lenient() ? ignored : errors, errors);
        List<Cmd> commands = parser.commands(fileName, text);
        return new Loader(into, devices, options.lenient(), errors, ignored).run(commands);
    }
}
