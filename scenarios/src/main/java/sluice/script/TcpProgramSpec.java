package sluice.script;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;

/** A program over TCP. */
public sealed interface TcpProgramSpec extends ProgramSpec {
    /** The port that it listens on or connects to. */
    int port();

    /** What a server without settings does. */
    enum Service {
        /** Sends back what comes. */
        ECHO("tcp-echo", "sends back what comes to"),
        /** Throws away what comes. */
        DISCARD("tcp-discard", "throws away what comes to"),
        /** Sends lines of characters. */
        CHARGEN("tcp-chargen", "sends lines of characters from");

        private final String word;
        private final String does;

        Service(String word, String does) {
            this.word = word;
            this.does = does;
        }

        /** As scenarios write it. */
        public String word() {
            return word;
        }

        String does() {
            return does;
        }
    }

    /** A server without settings. */
    record Server(Place place, String name, String on, Service service, int port)
            implements TcpProgramSpec {}

    /**
     * Serves pages by HTTP.
     *
     * @param pages the length of each page by its name
     */
    record HttpServer(
            Place place, String name, String on, int port, SequencedMap<String, Long> pages)
            implements TcpProgramSpec {
        /** Keeps the map from changing. */
        public HttpServer {
            pages = Collections.unmodifiableSequencedMap(new TreeMap<>(pages));
        }
    }

    /**
     * Receives what a bulk sender sends.
     *
     * @param bitsPerSecond at which it reads each connection; 0: as it comes
     * @param bufferOctets its receive buffer; 0: the stack's own
     */
    record BulkReceiver(
            Place place, String name, String on, int port, long bitsPerSecond, int bufferOctets)
            implements TcpProgramSpec {}

    /** A program that connects. */
    sealed interface Client extends TcpProgramSpec {
        /** Whom it connects to. */
        Target to();

        /** When it connects. */
        long startNanos();
    }

    /**
     * Sends a pattern.
     *
     * @param octets at most so many
     * @param lastsNanos at most for so long
     * @param bitsPerSecond 0: as there is room
     * @param congestion {@code reno} or {@code cubic}; empty: the stack's own
     */
    record BulkSender(
            Place place,
            String name,
            String on,
            Target to,
            int port,
            long octets,
            long lastsNanos,
            long bitsPerSecond,
            String congestion,
            long startNanos)
            implements Client {
        /** Whether it sends for a time, not an amount. */
        public boolean ends() {
            return lastsNanos != Long.MAX_VALUE;
        }
    }

    /**
     * Gets a page by HTTP.
     *
     * @param server as it is called in the request
     * @param count so many times, one after the other on one connection
     */
    record HttpGet(
            Place place,
            String name,
            String on,
            Target to,
            int port,
            String server,
            String path,
            int count,
            long startNanos)
            implements Client {}
}
