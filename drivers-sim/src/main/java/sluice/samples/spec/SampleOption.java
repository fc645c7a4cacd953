package sluice.samples.spec;

/**
 * An option of a sample.
 *
 * @param name as written in {@code NAME:option=value}
 * @param defaultText its value if none is given
 * @param text what it means, with its unit or range
 */
public record SampleOption(String name, String defaultText, String text) {}
