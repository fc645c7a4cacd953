package sluice.winstack;

import org.jspecify.annotations.Nullable;

/**
 * A send of a socket until all its packets are completed: then the socket gets its credit back.
 * Pooled by the sockets.
 */
final class SendRequest {
    @Nullable Endpoint endpoint;
    int octets;
    private int partsOut;

    /** The process that sends: what cancels its sends goes by it. */
    String process() {
        Endpoint owner = endpoint;
        return owner == null ? "" : owner.client.process();
    }

    /** One more packet carries part of it. */
    void partBegins() {
        partsOut++;
    }

    /** One of its packets is over, whatever became of it. */
    void partOver() {
        if (--partsOut > 0) return;
        Endpoint owner = endpoint;
        if (owner != null) owner.completed(this);
    }

    static void begins(@Nullable SendRequest request) {
        if (request != null) request.partBegins();
    }

    static void over(@Nullable SendRequest request) {
        if (request != null) request.partOver();
    }
}
