package sluice.bump;

/** Who asks for a session and who gives it (RFC 2516 section 3). */
public enum PppoeRole {
    /** Looks for a concentrator and asks for a session. */
    HOST,
    /** Answers; one session at a time. */
    CONCENTRATOR
}
