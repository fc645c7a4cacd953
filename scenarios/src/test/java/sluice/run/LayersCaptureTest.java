package sluice.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sluice.pcap.file.CaptureReader;
import sluice.pcap.file.ReaderOptions;
import sluice.trace.Crossed;
import sluice.trace.Ended;
import sluice.trace.Layering;

public class LayersCaptureTest {
    private static final byte[] IP =
            java.util.HexFormat.of().parseHex("450000140000000040110000c0000201c000026b");

    private static byte[] capture() throws IOException {
        var out = new ByteArrayOutputStream();
        try (var layers = new LayersCapture(out, "a test", 1_700_000_000_000_000_000L)) {
            layers.accept(
                    new Crossed(
                            10,
                            1,
                            "lin/socket",
                            "lin/ip",
                            true,
                            Layering.PAYLOAD,
                            new byte[] {1, 2, 3}));
            layers.accept(new Crossed(20, 1, "lin/ip", "lin/device", true, Layering.IP, IP));
            layers.accept(new Crossed(30, 2, "lin/ip", "lin/device", true, Layering.IP, IP));
            layers.accept(
                    new Ended(40, 1, "lin/device", "dropped", "nic", "LINK_DOWN", "link down"));
        }
        return out.toByteArray();
    }

    @Test
    void shouldGiveEachBoundaryAnInterfaceAndEachRecordItsStory(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("layers.pcapng");
        Files.write(file, capture());
        List<String> seen = new ArrayList<>();
        try (var reader = CaptureReader.open(file, ReaderOptions.tolerant())) {
            while (reader.next()) {
                seen.add(
                        reader.interfaces().get(reader.interfaceId()).name().orElse("?")
                                + ": "
                                + reader.comments());
            }
            assertThat(reader.damage()).isEmpty();
        }
        assertThat(seen)
                .containsExactly(
                        "lin/socket | lin/ip: [#1 owner lin/ip]",
                        "lin/ip | lin/device: [#1 owner lin/device; dropped area nic reason LINK_DOWN]",
                        "lin/ip | lin/device: [#2 owner lin/device; still here at the end]");
    }

    @Test
    void shouldOpenInTsharkWithoutAWarning(@TempDir Path folder) throws Exception {
        assumeOrSay(hasTshark(), "tshark is not installed: layers.pcapng was not shown to it");
        Path file = folder.resolve("layers.pcapng");
        Files.write(file, capture());
        String errors = tshark(folder, true, "-n", "-r", file.toString());
        assertThat(errors.replaceAll("Running as user.*", "").strip()).isEmpty();
        String fields =
                tshark(
                        folder,
                        false,
                        "-n",
                        "-r",
                        file.toString(),
                        "-T",
                        "fields",
                        "-e",
                        "frame.comment");
        assertThat(fields).contains("dropped area nic reason LINK_DOWN");
    }

    /** Skips the test unless {@code there}, and prints why. */
    public static void assumeOrSay(boolean there, String why) {
        if (!there) System.err.println("skipped: " + why);
        Assumptions.assumeTrue(there, why);
    }

    /** Whether tshark is on the path. */
    public static boolean hasTshark() {
        for (String part : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
            if (Files.isExecutable(Path.of(part, "tshark"))) return true;
        }
        return false;
    }

    /** What tshark writes to one of its streams. */
    public static String tshark(Path folder, boolean errorStream, String... arguments)
            throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark"));
        command.addAll(List.of(arguments));
        Path out = folder.resolve("tshark.out");
        Path err = folder.resolve("tshark.err");
        Process process =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(errorStream ? err : out, StandardCharsets.UTF_8);
    }
}
