package sluice.script;

/** What somebody says about a packet that waits. */
public enum VerdictWord {
    CONTINUE,
    DROP
}
