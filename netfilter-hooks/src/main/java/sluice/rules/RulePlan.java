package sluice.rules;

/**
 * A chain's rules arranged so that those which cannot match are passed over. Belongs to one array
 * of rules: made anew when that is swapped.
 */
public interface RulePlan {
    /** How far a packet has come in a plan; one for each depth of a walk, used again and again. */
    interface Cursor {
        /** Looks at the packet's fields, also anew after a rule has changed them. */
        void begin(RulePlan plan, Evaluation packet);

        /**
         * The first rule from index {@code from} on that may match, or the number of rules. Asked
         * with growing {@code from} only.
         */
        int next(int from);
    }
}
