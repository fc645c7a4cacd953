package sluice.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a command can ask of the files it is given. */
final class Inputs {
    private Inputs() {}

    /**
     * Says so if a folder stands where a file is wanted; the system's own words leave its name out.
     */
    static void requireNoFolder(Path file) throws IOException {
        if (file.toString().isEmpty()) {
            throw new IOException("an empty name; expected a capture file");
        }
        if (Files.isDirectory(file)) {
            throw new IOException(file + ": a folder; expected a capture file");
        }
    }
}
