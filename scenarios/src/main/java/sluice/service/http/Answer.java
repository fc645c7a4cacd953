package sluice.service.http;

import org.jspecify.annotations.Nullable;

/**
 * What goes out for a request: octets, then a part of a content if there is one.
 *
 * @param octets the header, and a short content of its own
 * @param content to be closed by whoever sends it
 * @param first offset in the content
 * @param end offset after the last octet
 */
record Answer(byte[] octets, @Nullable Content content, long first, long end) {
    static Answer of(byte[] octets) {
        return new Answer(octets, null, 0, 0);
    }
}
