package sluice.service.http;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;

/** The names in a folder as a page. */
final class Listing {
    private static final int NAMES_MAX = 1000;

    private Listing() {}

    /**
     * The page; of a folder with very many names the first that the system gives.
     *
     * @throws IOException if the folder cannot be read
     */
    static String page(Path folder) throws IOException {
        var names = new TreeSet<String>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = String.valueOf(entry.getFileName());
                if (name.startsWith(WebFolder.UPLOAD_PREFIX)) continue;
                if (names.size() == NAMES_MAX) break;
                names.add(Files.isDirectory(entry) ? name + "/" : name);
            }
        }
        var page = new StringBuilder("<!DOCTYPE html>\n<meta charset=\"utf-8\">\n<ul>\n");
        for (String name : names) {
            page.append("<li><a href=\"").append(link(name)).append("\">");
            page.append(escaped(name)).append("</a>\n");
        }
        return page.append("</ul>\n").toString();
    }

    private static String link(String name) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8);
        // a name that looks like a scheme must not become one
        return "./" + encoded.replace("+", "%20").replace("%2F", "/");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
