package sluice.rules.nft;

import java.util.Map;

/**
 * How a ruleset is read.
 *
 * @param lenient whether what is not understood is left out and listed, in place of an error
 * @param includes where included files come from
 * @param variables {@code nft -D name=value}
 */
public record NftOptions(boolean lenient, NftIncludes includes, Map<String, String> variables) {
    /** Copies the map. */
    public NftOptions {
        variables = Map.copyOf(variables);
    }

    /** Everything must be understood; nothing can be included. */
    public static NftOptions strict() {
        return new NftOptions(false, NftIncludes.none(), Map.of());
    }

    /** What is not understood is left out and listed. */
    public static NftOptions lenientOnes() {
        return new NftOptions(true, NftIncludes.none(), Map.of());
    }

    /** The same with included files. */
    public NftOptions with(NftIncludes where) {
        return new NftOptions(lenient, where, variables);
    }
}
