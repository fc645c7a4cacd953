package sluice.service.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hc.core5.http.impl.EnglishReasonPhraseCatalog;

/** The header of a response, and a short content if it has one of its own. */
final class Reply {
    private final int status;
    private final StringBuilder fields = new StringBuilder();

    Reply(int status) {
        this.status = status;
    }

    int status() {
        return status;
    }

    Reply field(String name, String value) {
        fields.append(name).append(": ").append(value).append("\r\n");
        return this;
    }

    Reply field(String name, long value) {
        return field(name, Long.toString(value));
    }

    /** The octets of the header alone. */
    byte[] header() {
        return text().getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Header and a content of this type; the content stays away if only the header was asked for.
     */
    byte[] with(String type, String content, boolean headerOnly) {
        byte[] octets = content.getBytes(StandardCharsets.UTF_8);
        field("Content-Type", type).field("Content-Length", octets.length);
        byte[] header = header();
        if (headerOnly) return header;
        byte[] all = java.util.Arrays.copyOf(header, header.length + octets.length);
        System.arraycopy(octets, 0, all, header.length, octets.length);
        return all;
    }

    /** The words of a status. */
    static String phrase(int status) {
        String phrase = EnglishReasonPhraseCatalog.INSTANCE.getReason(status, Locale.ROOT);
        return phrase == null ? "" : phrase;
    }

    private String text() {
        return "HTTP/1.1 " + status + " " + phrase(status) + "\r\n" + fields + "\r\n";
    }
}
