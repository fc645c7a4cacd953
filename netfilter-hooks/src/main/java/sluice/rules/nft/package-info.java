/**
 * Rulesets in the language of {@code nft} (nftables 1.0.6), as text and as JSON: read into the one
 * internal form of {@code sluice.rules}, and written back.
 *
 * <pre>
 *   text --> Lexer --> Parser --.
 *                               +--> commands, statements, values --> Loader --> Ruleset
 *   JSON ----------> JsonParser-'    (what is written)                (what it means)
 * </pre>
 */
@NullMarked
package sluice.rules.nft;

import org.jspecify.annotations.NullMarked;
