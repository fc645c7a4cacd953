package sluice.conformance.netfilter;

import java.util.List;

/**
 * Something that is not as recorded.
 *
 * @param step in which it was seen; -1 for what is compared at the end
 * @param text in a line
 * @param details further lines
 */
record Difference(Aspect aspect, int step, String text, List<String> details) {
    /** What is compared, the weightiest first. */
    enum Aspect {
        /** The case could not be played to its end. */
        PLAY("play"),
        /** Error of the step's own call. */
        ERROR("errors"),
        /** Frames that left. */
        SENT("frames"),
        /** What sockets were told. */
        SOCKET("sockets"),
        /** Counters of rules, policies and objects. */
        COUNTERS("counters"),
        /** The tracked connections at the end. */
        CONNTRACK("conntrack"),
        /** Which rules decided. */
        TRACE("trace"),
        /** Frames at a packet socket. */
        TAP("tap"),
        /** Tables of the host at the end. */
        TABLES("tables"),
        /** What the host has counted; reported apart. */
        STATISTICS("statistics");

        private final String word;

        Aspect(String word) {
            this.word = word;
        }

        /** Its name in reports. */
        String word() {
            return word;
        }
    }

    Difference(Aspect aspect, int step, String text) {
        this(aspect, step, text, List.of());
    }

    /** {@code step 3: ...}. */
    String line() {
        return step < 0 ? text : "step " + step + ": " + text;
    }
}
