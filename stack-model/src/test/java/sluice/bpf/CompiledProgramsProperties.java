package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** A compiled program gives what the interpreter gives, packet by packet and batch by batch. */
class CompiledProgramsProperties {
    private static final int PACKETS = 40;

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

    @Property(tries = 30)
    void shouldAgreeOnWhatLibpcapCompiled(@ForAll @IntRange(min = 0, max = 10_000_000) int draw) {
        List<BpfProgram> programs = compiled();
        for (int i = 0; i < 20; i++) {
            BpfProgram program = programs.get((draw + i * 7919) % programs.size());
            if (RunRules.goesBackwards(program)) continue;
            agree(program, BpfValidator.LIBPCAP, draw);
        }
    }

    private static @Nullable List<BpfProgram> compiled;

    /** Read once; skips the property where the recordings are not there. */
    private static List<BpfProgram> compiled() {
        List<BpfProgram> programs = compiled;
        if (programs == null) {
            programs = List.copyOf(RecordedPrograms.compiled());
            compiled = programs;
        }
        return programs;
    }
}
