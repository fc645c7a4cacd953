package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The inputs that fuzzing has found are run again, and a seeded slice of mutations of the seeds;
 * what guides itself by coverage is {@code mvn -Pfuzz}.
 */
class FuzzReplayTest {
    private static final Path KEPT =
            Path.of(System.getProperty("sluice.root", ".."))
                    .resolve("scenarios/src/test/resources/sluice/fuzz");
    private static final boolean WHOLE = System.getProperty("sluice.effort", "").equals("whole");
    private static final int MUTATIONS = WHOLE ? 20_000 : 250;

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void shouldStandWhatFuzzingHasFound(FuzzTarget target) throws Exception {
        tellOfMissingPeer(target);
        for (Path file : kept(target)) {
            try {
                target.run(Files.readAllBytes(file));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("kept input " + file.getFileName() + ": " + e, e);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(FuzzTarget.class)
    void shouldStandMutationsOfTheSeeds(FuzzTarget target) throws Exception {
        tellOfMissingPeer(target);
        List<byte[]> seeds = Seeds.of(target, false);
        assertThat(seeds).isNotEmpty();
        for (byte[] seed : seeds) stands(target, seed);
        Random random = new Random(target.ordinal());
        for (int i = 0; i < MUTATIONS; i++) stands(target, mutated(seeds, random, target));
    }

    /** An oracle that finds nothing wrong anywhere would make all of the above idle. */
    @Test
    void shouldSeeAProgramThatDisagrees() {
        byte[] packet = {1, 2, 3, 4};
        var asked = List.of(sluice.bpf.BpfInstruction.of(0x30, 4), returning(1));
        assertThat(ReferenceMachine.run(asked, packet, 4))
                .isEqualTo(new ReferenceMachine.End(0, ReferenceMachine.Cause.LOAD_OUTSIDE));
        var within = List.of(sluice.bpf.BpfInstruction.of(0x30, 3), returning(1));
        assertThat(ReferenceMachine.run(within, packet, 4))
                .isEqualTo(new ReferenceMachine.End(1, ReferenceMachine.Cause.RETURN));
    }

    private static sluice.bpf.BpfInstruction returning(int octets) {
        return sluice.bpf.BpfInstruction.of(6, octets);
    }

    private static void tellOfMissingPeer(FuzzTarget target) {
        if (target == FuzzTarget.FILTER_PEER || target == FuzzTarget.CAPTURE_PEER)
            NativePcap.problem()
                    .ifPresent(
                            why -> System.out.println(target.word() + " compares nothing: " + why));
    }

    private static void stands(FuzzTarget target, byte[] input) {
        try {
            target.run(input);
        } catch (Exception | AssertionError e) {
            throw new AssertionError(
                    "input " + java.util.HexFormat.of().formatHex(input) + ": " + e, e);
        }
    }

    private static List<Path> kept(FuzzTarget target) throws IOException {
        Path folder = KEPT.resolve(target.word());
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    /** One to four changes: an octet, a run repeated, left out, or taken from another seed. */
    private static byte[] mutated(List<byte[]> seeds, Random random, FuzzTarget target) {
        byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
        for (int change = random.nextInt(4); change >= 0 && input.length > 0; change--) {
            int at = random.nextInt(input.length);
            int end = Math.min(input.length, at + random.nextInt(12));
            switch (random.nextInt(5)) {
                case 0 -> input[at] = (byte) random.nextInt(256);
                case 1 -> input[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> input = joined(input, end, input, at);
                case 3 -> input = joined(input, at, input, end);
                default -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    input = joined(input, at, other, random.nextInt(other.length + 1));
                }
            }
        }
        return Arrays.copyOf(input, Math.min(input.length, target.lengthOctetsMax));
    }

    /** The first octets of one and the last of another. */
    private static byte[] joined(byte[] first, int end, byte[] second, int from) {
        byte[] joined = Arrays.copyOf(first, end + second.length - from);
        System.arraycopy(second, from, joined, end, second.length - from);
        return joined;
    }
}
