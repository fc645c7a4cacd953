package sluice.sniffer;

/** Why a source gives no more packets. */
public sealed interface SourceEnd {
    /** The sniffer has as many as it was to take, or the time is over. */
    record Limit() implements SourceEnd {}

    /** The user asked. */
    record Asked() implements SourceEnd {}

    /** There are no more. */
    record Over() implements SourceEnd {}

    /** It cannot be read any more. */
    record Gone(String reason) implements SourceEnd {}
}
