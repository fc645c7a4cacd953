package sluice.service.http;

/**
 * What came of one request.
 *
 * @param status of the answer
 * @param octets of its content
 * @param sha256 of its content, in hexadecimal digits
 * @param askedNanos when the request was made
 * @param doneNanos when the last of the content had come
 */
public record HttpOutcome(int status, long octets, String sha256, long askedNanos, long doneNanos) {
    /** Whether it was done. */
    public boolean ok() {
        return status / 100 == 2;
    }
}
