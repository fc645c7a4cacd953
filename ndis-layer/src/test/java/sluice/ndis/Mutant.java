package sluice.ndis;

import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * A driver that breaks one rule, and its twin that differs by a few lines and does not.
 *
 * @param rule the rule that it breaks first
 * @param how what it does
 * @param rig where it is played
 * @param play plays the wrong one if true, its twin if false
 */
record Mutant(NdisRule rule, String how, Supplier<Rig> rig, BiConsumer<Rig, Boolean> play) {
    @Override
    public String toString() {
        return rule.id() + ": " + how;
    }
}
