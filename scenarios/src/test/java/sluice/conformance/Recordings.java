package sluice.conformance;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Where recordings of other programs lie beside the repository, if they do. */
public final class Recordings {
    private Recordings() {}

    /** The folder; without it the test is skipped, and says so. */
    public static Path require(String folder) {
        Path path = Path.of(System.getProperty("sluice.root", "."), "..", "shared", folder);
        if (!Files.isDirectory(path)) {
            String reason = "skipped: there are no recordings at ../shared/" + folder;
            System.err.println(reason);
            Assumptions.abort(reason);
        }
        return path;
    }
}
