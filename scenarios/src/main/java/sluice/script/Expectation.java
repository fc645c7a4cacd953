package sluice.script;

import java.util.List;

/** What must have come out of a run. That the ledger balances is expected always. */
public sealed interface Expectation {
    Place place();

    /** A number of something within bounds. */
    record Range(long min, long max) {
        /** Whether the number lies within. */
        public boolean holds(long count) {
            return count >= min && count <= max;
        }

        @Override
        public String toString() {
            if (min == max) {
                return Long.toString(min);
            }
            return max == Long.MAX_VALUE
                    ? "at least " + min
                    : min == 0 ? "at most " + max : min + " to " + max;
        }
    }

    /** Datagrams that the programs on a port of a host received. */
    record Delivered(Place place, String on, int port, Range range) implements Expectation {}

    /** Answers that the sender of some traffic received. */
    record Replies(Place place, String to, Range range) implements Expectation {}

    /** Packets that a host dropped; an empty reason stands for any. */
    record Dropped(Place place, String on, String reason, Range range) implements Expectation {}

    /** What a Linux host has counted, by the kernel's name: {@code Ip.InReceives}. */
    record Statistic(Place place, String on, String name, Range range) implements Expectation {}

    /** Packets that passed a layer; an empty direction stands for both. */
    record Layer(Place place, String on, String layer, String direction, Range range)
            implements Expectation {}

    /** A counter of a program that captures or sends raw frames. */
    record Capture(Place place, String program, String counter, Range range)
            implements Expectation {}

    /** A counter of a program that only runs on Linux hosts. */
    record Program(Place place, String program, String counter, Range range)
            implements Expectation {}

    /** A counter of a program over TCP. */
    record Tcp(Place place, String program, String counter, Range range) implements Expectation {}

    /** How the connection of a client stands in the end. */
    record Ended(Place place, String program, String as) implements Expectation {}

    /** Lines of the display of a capture that have these words. */
    record Shown(Place place, String program, String text, Range range) implements Expectation {}

    /** A counter of a NIC with registers. */
    record Device(Place place, NicRef nic, String counter, Range range) implements Expectation {}

    /** Frames that came through these functions in order, with the same octets in each. */
    record Stations(Place place, String on, List<String> functions, Range range)
            implements Expectation {
        /** Keeps the list from changing. */
        public Stations {
            functions = List.copyOf(functions);
        }
    }

    /** A program that was ready and did not get its processor, or must have got it. */
    record Starving(Place place, String on, String program, boolean expected)
            implements Expectation {}

    /** Times that a rule of the hook contract was broken; an empty hook stands for any. */
    record Breach(Place place, String rule, String by, Range range) implements Expectation {}

    /** What a policy at an interception point counted. */
    record Point(Place place, String on, String name, String counter, Range range)
            implements Expectation {}

    /** What an inspector and its driver counted. */
    record Inspection(Place place, String program, String counter, Range range)
            implements Expectation {}

    /** Packets that took exactly these numbered steps of an interception; empty: of any driver. */
    record Inspected(Place place, String on, String driver, List<Integer> steps, Range range)
            implements Expectation {
        /** Keeps the list from changing. */
        public Inspected {
            steps = List.copyOf(steps);
        }
    }

    /** Sends that a driver kept, and that this party owned at that time. */
    record Owned(Place place, String on, String by, long atNanos, Range range)
            implements Expectation {}

    /** kbit/s of payload from the first to the last datagram at a port. */
    record Goodput(Place place, String on, int port, Range range) implements Expectation {}

    /** Microseconds that the processors of a host have worked, by its table of costs. */
    record Worked(Place place, String on, Range range) implements Expectation {}

    /** That a machine ended by a bug check, or did not; empty names stand for any. */
    record BugChecked(Place place, String on, String rule, String by, boolean expected)
            implements Expectation {}

    /** A line of the trace that must be there or must not; an empty host stands for any. */
    record Trace(Place place, String on, String words, boolean contained) implements Expectation {}
}
