package sluice.service.http;

import org.jspecify.annotations.Nullable;

/**
 * One request that a client is to make.
 *
 * @param method such as {@code GET}
 * @param path with its first slash, as it is written in the request
 * @param content what goes with it; the client closes it
 */
public record HttpOrder(String method, String path, @Nullable Content content) {
    /** Asks for a page. */
    public static HttpOrder get(String path) {
        return new HttpOrder("GET", path, null);
    }

    /** Gives a page. */
    public static HttpOrder put(String path, Content content) {
        return new HttpOrder("PUT", path, content);
    }
}
