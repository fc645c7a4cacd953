package sluice.pcap.filter;

/** What became of an expression. */
public sealed interface FilterResult {
    /** It is a filter. */
    record Compiled(Filter filter) implements FilterResult {}

    /** It is none for that link type. */
    record Refused(FilterError error) implements FilterResult {}
}
