package sluice.rules;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Resolves the jumps of one table and looks for circles ({@code nft_chain_validate}). */
final class Linking {
    private final Table table;
    private final Map<Chain, Integer> depths = new HashMap<>();
    private final Set<Chain> under = new HashSet<>();
    private Ruleset.@Nullable Fault fault;

    Linking(Table table) {
        this.table = table;
    }

    Optional<Ruleset.Fault> run() {
        for (Chain chain : table.chains()) for (Rule rule : chain.array()) resolve(rule);
        for (NftSet set : table.sets()) {
            for (RuleVerdict.Jump jump : set.jumps()) resolve(jump, SourcePlace.NONE);
        }
        for (Chain chain : table.chains()) if (fault == null) depth(chain);
        return Optional.ofNullable(fault);
    }

    private void resolve(Rule rule) {
        for (Statement part : rule.parts()) {
            for (RuleVerdict.Jump jump : part.jumps()) resolve(jump, rule.place());
        }
    }

    private void resolve(RuleVerdict.Jump jump, SourcePlace place) {
        Chain target = table.chain(jump.chain());
        if (target == null) {
            fail(place, "there is no chain " + jump.chain() + " in table " + table.name());
        } else if (target.base() != null) {
            fail(place, "a jump to the base chain " + jump.chain());
        } else {
            jump.link(target);
        }
    }

    /** How many chains are nested below one, itself included. */
    private int depth(Chain chain) {
        Integer known = depths.get(chain);
        if (known != null) return known;
        if (!under.add(chain)) {
            fail(chain.place(), "chain " + chain.name() + " jumps back to itself");
            return 1;
        }
        int deepest = 0;
        for (Rule rule : chain.array()) {
            for (Statement part : rule.parts()) {
                for (RuleVerdict.Jump jump : part.jumps()) {
                    Chain target = jump.target();
                    if (target != null && fault == null) {
                        int below = depth(target);
                        // A circle of gotos alone would never end either.
                        deepest = Math.max(deepest, jump.comesBack() ? below : below - 1);
                    }
                }
            }
        }
        under.remove(chain);
        int result = deepest + 1;
        if (result > Ruleset.JUMPS_MAX + 1)
            fail(chain.place(), "jumps nested deeper than " + Ruleset.JUMPS_MAX);
        depths.put(chain, result);
        return result;
    }

    private void fail(SourcePlace place, String text) {
        if (fault == null) fault = new Ruleset.Fault(place, text);
    }
}
