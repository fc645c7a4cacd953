package sluice.rules.iptables;

/**
 * One word of a line.
 *
 * @param column of its first character, 1 and up
 */
record Word(String text, int column) {}
