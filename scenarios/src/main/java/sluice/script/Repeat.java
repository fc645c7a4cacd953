package sluice.script;

/**
 * When something is sent.
 *
 * @param count how many, 1 or more
 * @param intervalNanos from one to the next
 * @param startNanos when the first goes
 */
public record Repeat(int count, long intervalNanos, long startNanos) {}
