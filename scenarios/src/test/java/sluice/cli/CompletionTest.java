package sluice.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionTest {
    @TempDir Path folder;

    @Test
    void shouldPrintAScriptThatBashCanRead() throws Exception {
        if (!Files.isExecutable(Path.of("/bin/bash"))) {
            System.err.println("skipped: no bash here");
            Assumptions.abort("no bash here");
        }
        var done = CommandRun.of("completion");
        assertThat(done.code()).isZero();
        Path script = folder.resolve("completion.bash");
        Files.writeString(script, done.out(), StandardCharsets.UTF_8);
        Process bash =
                new ProcessBuilder("/bin/bash", "-n", script.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        assertThat(done.out()).contains("--format").contains("completion");
        assertThat(done.out()).contains("bashcompinit"); // by which zsh reads it, too
    }
}
