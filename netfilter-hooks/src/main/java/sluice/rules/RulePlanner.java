package sluice.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes plans of rule lists. */
public interface RulePlanner {
    /** A plan, or null if the rules are as quickly walked one by one. */
    @Nullable RulePlan plan(List<Rule> rules);

    /** A cursor over plans of this planner. */
    RulePlan.Cursor cursor();
}
