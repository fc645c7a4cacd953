package sluice.ndis;

/**
 * What is to be said about a rule.
 *
 * @param severity what a breach does on Windows
 * @param kind whose contract it is
 * @param always whether it is looked at without a verifier too, as the wrapper cannot go on
 * @param code the bug check
 * @param text what has to hold, as a sentence without its full stop
 * @param source the documents it comes from
 */
public record RuleText(
        NdisRule.Severity severity,
        NdisRule.Kind kind,
        boolean always,
        BugCode code,
        String text,
        String source) {}
