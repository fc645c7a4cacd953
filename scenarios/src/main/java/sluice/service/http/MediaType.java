package sluice.service.http;

import java.util.Locale;
import java.util.Map;

/** What a file is, by the end of its name. */
final class MediaType {
    static final String TEXT = "text/plain; charset=utf-8";
    static final String HTML = "text/html; charset=utf-8";

    private static final Map<String, String> BY_END =
            Map.ofEntries(
                    Map.entry("html", HTML),
                    Map.entry("htm", HTML),
                    Map.entry("txt", TEXT),
                    Map.entry("md", TEXT),
                    Map.entry("css", "text/css; charset=utf-8"),
                    Map.entry("js", "text/javascript; charset=utf-8"),
                    Map.entry("json", "application/json"),
                    Map.entry("svg", "image/svg+xml"),
                    Map.entry("png", "image/png"),
                    Map.entry("jpg", "image/jpeg"),
                    Map.entry("pdf", "application/pdf"),
                    Map.entry("pcap", "application/vnd.tcpdump.pcap"));

    private MediaType() {}

    static String of(String name) {
        String end = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return BY_END.getOrDefault(end, "application/octet-stream");
    }
}
