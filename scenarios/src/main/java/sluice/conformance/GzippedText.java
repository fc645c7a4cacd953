package sluice.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Text files that may be compressed, which their names say. */
public final class GzippedText {
    private GzippedText() {}

    /**
     * The text of a file.
     *
     * @throws IOException if it cannot be read or unpacked
     */
    public static String read(Path file) throws IOException {
        if (!String.valueOf(file.getFileName()).endsWith(".gz")) return Files.readString(file);
        try (InputStream packed = Files.newInputStream(file);
                var text = new GZIPInputStream(packed)) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
