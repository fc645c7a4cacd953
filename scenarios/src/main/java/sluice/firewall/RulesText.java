package sluice.firewall;

/**
 * Rules as they are written.
 *
 * @param name of the file, as the user gave it
 */
public record RulesText(String name, Syntax syntax, String text) {}
