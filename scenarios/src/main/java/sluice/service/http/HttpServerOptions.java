package sluice.service.http;

import java.nio.file.Path;

/**
 * What a file server serves and takes.
 *
 * @param folder what is served
 * @param upload whether PUT and POST may write files into it
 * @param listing whether a folder without an {@code index.html} is answered with its names
 * @param uploadOctetsMax longest file that is taken
 * @param connectionsMax connections at once; those that wait for a request make room for new ones
 */
public record HttpServerOptions(
        Path folder, boolean upload, boolean listing, long uploadOctetsMax, int connectionsMax) {
    private static final long UPLOAD_OCTETS_MAX = 4L << 30;
    static final int CONNECTIONS_MAX = 512;

    /** Files are served, nothing else. */
    public static HttpServerOptions of(Path folder) {
        return new HttpServerOptions(folder, false, false, UPLOAD_OCTETS_MAX, CONNECTIONS_MAX);
    }

    /** The same, with or without uploads and listings. */
    public HttpServerOptions with(boolean uploads, boolean listings) {
        return new HttpServerOptions(folder, uploads, listings, uploadOctetsMax, connectionsMax);
    }

    /** The same with another limit for uploads. */
    public HttpServerOptions withUploadMax(long octets) {
        return new HttpServerOptions(folder, upload, listing, octets, connectionsMax);
    }
}
