package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Programs that were damaged: every validator answers, what is refused is not run, and what is run
 * gives the same both ways and ends.
 */
class MutatedProgramsProperties {
    private static final int PACKETS = 12;

    @Property(tries = 500)
    void shouldAnswerToDamagedPrograms(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 40) int count,
            @ForAll @IntRange(min = 0, max = 6) int damages) {
        Random random = new Random(seed);
        List<BpfInstruction> instructions =
                new ArrayList<>(
                        RandomPrograms.draw(seed, count, random.nextBoolean()).instructions());
        for (int i = 0; i < damages; i++) damage(instructions, random, count);
        check(BpfProgram.of(instructions), seed);
    }

    @Property(tries = 300)
    void shouldAnswerToAnyInstructions(
            @ForAll long seed, @ForAll @IntRange(min = 0, max = 30) int count) {
        Random random = new Random(seed);
        List<BpfInstruction> instructions = new ArrayList<>();
        for (int i = 0; i < count; i++) instructions.add(any(random));
        if (random.nextInt(4) != 0) instructions.add(BpfInstruction.of(BpfCode.RET_A, 0));
        check(BpfProgram.of(instructions), seed);
    }

    private static void check(BpfProgram program, long seed) {
        for (BpfValidator validator : BpfValidator.values()) {
            boolean accepted = validator.refusal(program).isEmpty();
            Loaded interpreted = BpfLoader.interpret(program, validator);
            Loaded compiled = BpfLoader.compile(program, validator);
            assertThat(compiled.getClass()).isEqualTo(interpreted.getClass());
            if (interpreted instanceof Loaded.Refused) continue;
            assertThat(accepted).isTrue();
            for (int i = 0; i < PACKETS; i++) {
                byte[] packet = RandomPrograms.packet(seed + i, 5 * i);
                int expected = interpreted.program().run(packet, 0, packet.length, 99);
                int result = compiled.program().run(packet, 0, packet.length, 99);
                assertThat(result).as(() -> validator + "\n" + program).isEqualTo(expected);
            }
        }
    }

    private static void damage(List<BpfInstruction> instructions, Random random, int near) {
        int at = random.nextInt(Math.min(instructions.size(), near + 2));
        BpfInstruction old = instructions.get(at);
        switch (random.nextInt(6)) {
            case 0 -> instructions.remove(at);
            case 1 -> instructions.add(at, any(random));
            case 2 -> instructions.set(at, any(random));
            case 3 ->
                    instructions.set(
                            at,
                            new BpfInstruction(
                                    old.code() ^ (1 << random.nextInt(8)),
                                    old.jt(),
                                    old.jf(),
                                    old.k()));
            case 4 ->
                    instructions.set(
                            at,
                            new BpfInstruction(
                                    old.code(), random.nextInt(256), random.nextInt(4), old.k()));
            default ->
                    instructions.set(
                            at,
                            new BpfInstruction(
                                    old.code(),
                                    old.jt(),
                                    old.jf(),
                                    old.k() ^ (1 << random.nextInt(32))));
        }
    }

    private static BpfInstruction any(Random random) {
        int code = random.nextInt(20) == 0 ? random.nextInt(1 << 16) : random.nextInt(256);
        while (!BpfCode.isDefined(code) && random.nextInt(30) != 0) code = random.nextInt(256);
        int k = random.nextInt(3) == 0 ? -1 - random.nextInt(8) : random.nextInt(20);
        return new BpfInstruction(code, random.nextInt(4), random.nextInt(4), k);
    }
}
