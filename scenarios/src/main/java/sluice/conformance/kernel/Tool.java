package sluice.conformance.kernel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A program of the system, run in the calling thread's namespace. */
final class Tool {
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin");

    private Tool() {}

    /** Where a program is. */
    static Optional<Path> find(String name) {
        return FOLDERS.stream().map(each -> Path.of(each, name)).filter(Files::exists).findFirst();
    }

    /**
     * Runs one to its end; what it printed.
     *
     * @throws IOException if it is not there or fails; the text is what it complained of
     */
    static String run(String input, String... words) throws IOException {
        Path program = find(words[0]).orElseThrow(() -> new IOException("there is no " + words[0]));
        List<String> command = new ArrayList<>(List.of(words));
        command.set(0, program.toString());
        Path complaints = Files.createTempFile("sluice-kernel", ".err");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(complaints.toFile()).start();
            Thread feeder = Thread.ofVirtual().start(() -> feed(process, input));
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            feeder.join();
            if (process.waitFor() != 0) {
                String first = Files.readString(complaints).strip();
                throw new IOException(String.join(" ", words) + ": " + first);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(complaints);
        }
    }

    private static void feed(Process process, String input) {
        try (OutputStream into = process.getOutputStream()) {
            into.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException _) {
            return; // it did not want to hear all; its exit status says why
        }
    }
}
