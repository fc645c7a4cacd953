package sluice.service;

import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;

/**
 * What a service has done.
 *
 * @param name such as {@code udp-echo:7}
 * @param asked datagrams or HTTP requests that came; 0 where a connection is all there is
 * @param answered those of them that were answered whole
 * @param connections accepted from the beginning
 * @param openConnections of those, the ones that stand now
 * @param receivedOctets taken out of sockets
 * @param sentOctets put into sockets
 * @param failures connections that ended otherwise than by both sides closing, by the status of the
 *     stack
 */
public record ServiceStats(
        String name,
        long asked,
        long answered,
        long connections,
        long openConnections,
        long receivedOctets,
        long sentOctets,
        SequencedMap<String, Long> failures) {
    /** Keeps the map from changing. */
    public ServiceStats {
        failures = Collections.unmodifiableSequencedMap(new TreeMap<>(failures));
    }

    /** Connections that failed. */
    public long failedConnections() {
        return failures.values().stream().mapToLong(Long::longValue).sum();
    }
}
