package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** A compiled program gives what the interpreter gives, packet by packet and batch by batch. */
class CompiledProgramsProperties {
    private static final int PACKETS = 40;
    private static final int SLICE_PROGRAMS = 600;

    @Property(tries = 400)
    void shouldAgreeWithTheInterpreter(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        agree(RandomPrograms.draw(seed, count, false), BpfValidator.LIBPCAP, seed);
    }

    @Property(tries = 300)
    void shouldAgreeWithTheInterpreterOnLoadsOfLinux(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 60) int count) {
        agree(RandomPrograms.draw(seed, count, true), BpfValidator.LINUX, seed);
    }

    @Property(tries = 15)
    void shouldAgreeWithTheInterpreterOnLongPrograms(
            @ForAll long seed, @ForAll @IntRange(min = 500, max = 3000) int count) {
        agree(RandomPrograms.draw(seed, count, false), BpfValidator.LIBPCAP, seed);
    }

    private static void agree(BpfProgram program, BpfValidator validator, long seed) {
        PacketProgram interpreted = BpfLoader.interpret(program, validator).program();
        Loaded loaded = BpfLoader.compile(program, validator);
        assertThat(loaded)
                .isInstanceOfSatisfying(
                        Loaded.Ready.class,
                        ready ->
                                assertThat(ready.fallbackReason())
                                        .satisfiesAnyOf(
                                                reason -> assertThat(reason).isEmpty(),
                                                // A long one may hold a part that is too dense.
                                                reason ->
                                                        assertThat(program.instructionCount())
                                                                .isGreaterThan(500)));
        PacketProgram compiled = loaded.program();
        Random random = new Random(seed);
        byte[] octets = RandomPrograms.packet(seed, 200);
        int[] offsets = new int[PACKETS];
        int[] captured = new int[PACKETS];
        int[] wire = new int[PACKETS];
        int[] expected = new int[PACKETS];
        int[] alone = new int[PACKETS];
        for (int i = 0; i < PACKETS; i++) {
            captured[i] = random.nextInt(random.nextBoolean() ? 100 : 30);
            offsets[i] = random.nextInt(octets.length - captured[i] + 1);
            wire[i] = captured[i] + random.nextInt(20);
            Metadata metadata = new Metadata(seed + i, offsets[i]);
            expected[i] = interpreted.run(octets, offsets[i], captured[i], wire[i], metadata);
            alone[i] = compiled.run(octets, offsets[i], captured[i], wire[i], metadata);
        }
        assertThat(alone).as(() -> program.toString()).isEqualTo(expected);

        int matches = 0;
        for (int i = 0; i < PACKETS; i++) {
            expected[i] = interpreted.run(octets, offsets[i], captured[i], wire[i]);
            if (expected[i] != 0) matches++;
        }
        int[] kept = new int[PACKETS];
        int matched = compiled.runAll(octets, offsets, captured, wire, PACKETS, kept);

        assertThat(kept).as(() -> program.toString()).isEqualTo(expected);
        assertThat(matched).isEqualTo(matches);
    }

    /** Values that follow from the seed and the field, and headers around the packet's start. */
    private record Metadata(long seed, int offset) implements PacketMetadata {
        @Override
        public int value(Ancillary field) {
            return (int) (seed * 31 + field.number()) & 0xf;
        }

        @Override
        public int networkOffset() {
            return (int) (seed & 7);
        }

        @Override
        public int linkOffset() {
            return -Math.min(offset, 3);
        }
    }

    /** A seeded slice of them in the ordinary build, all in the long one. */
    @Test
    void shouldAgreeOnWhatLibpcapCompiled() {
        List<BpfProgram> programs = RecordedPrograms.compiled();
        boolean whole = System.getProperty("sluice.effort", "slice").equals("whole");
        int count = whole ? programs.size() : SLICE_PROGRAMS;
        Random random = new Random(count);
        for (int i = 0; i < count; i++) {
            int index = whole ? i : random.nextInt(programs.size());
            BpfProgram program = programs.get(index);
            if (!RunRules.goesBackwards(program)) agree(program, BpfValidator.LIBPCAP, index);
        }
    }
}
