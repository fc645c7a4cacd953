package sluice.inet;

/**
 * A fragment as it came: {@code headerOctets} of header to keep, then the payload from {@code
 * payloadAt}, which are the octets {@code start} to {@code end} of the datagram.
 */
record FragmentPiece(
        int version,
        byte[] packet,
        int offset,
        int headerOctets,
        int payloadAt,
        int start,
        int end) {
    int payloadOctets() {
        return end - start;
    }

    /** What a queue copies: the payload, and of the first fragment the headers. */
    int keptOctets() {
        return Math.max(payloadOctets(), 0) + (start == 0 ? payloadAt : 0);
    }

    byte[] copyPayload() {
        var copy = new byte[payloadOctets()];
        System.arraycopy(packet, offset + payloadAt, copy, 0, copy.length);
        return copy;
    }

    byte[] copyHeaders() {
        var copy = new byte[payloadAt];
        System.arraycopy(packet, offset, copy, 0, copy.length);
        return copy;
    }
}
