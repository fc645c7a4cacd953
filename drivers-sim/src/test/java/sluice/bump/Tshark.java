package sluice.bump;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Shows frames to tshark. */
final class Tshark {
    private Tshark() {}

    static void assumeInstalled() {
        for (String part : System.getenv().getOrDefault("PATH", "").split(":", -1))
            if (Files.isExecutable(Path.of(part, "tshark"))) return;
        String why = "tshark is not installed: it has not seen the frames";
        System.err.println("skipped: " + why);
        Assumptions.abort(why);
    }

    /** Lines of tshark about the frames, one millisecond after the other. */
    static List<String> lines(Path folder, List<byte[]> frames, List<String> arguments)
            throws Exception {
        Path file = folder.resolve("frames.pcap");
        write(file, frames);
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", file.toString()));
        command.addAll(arguments);
        Path out = folder.resolve("tshark.out");
        Path err = folder.resolve("tshark.err");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String errors = Files.readString(err, StandardCharsets.UTF_8);
        assertThat(errors.replaceAll("Running as user.*", "").strip()).isEmpty();
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }

    private static void write(Path file, List<byte[]> frames) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            var head = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
            head.putInt(0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
            head.putInt(0).putInt(0).putInt(65_535).putInt(1);
            out.write(head.array());
            for (int i = 0; i < frames.size(); i++) {
                byte[] frame = frames.get(i);
                var record = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
                record.putInt(i / 1000).putInt(i % 1000 * 1000);
                record.putInt(frame.length).putInt(frame.length);
                out.write(record.array());
                out.write(frame);
            }
        }
    }
}
