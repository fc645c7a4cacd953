package sluice.rules;

/** Is told of each rule that matches and of each policy; no event is made while there is none. */
@FunctionalInterface
public interface RuleTrace {
    /** A rule or a policy decided. */
    void decided(RuleEvent event);
}
