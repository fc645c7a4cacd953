package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import sluice.bpf.Ancillary;
import sluice.bpf.BpfInstruction;
import sluice.bpf.BpfLoader;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfText;
import sluice.bpf.BpfValidator;
import sluice.bpf.Loaded;
import sluice.bpf.PacketMetadata;
import sluice.bpf.PacketProgram;
import sluice.bpf.ParsedProgram;

/**
 * Every validator answers to any instructions; what is refused is not run; what is run ends, and
 * gives the same by interpreter, byte code and {@link ReferenceMachine}, alone and in batches.
 */
final class ProgramFuzz {
    private static final int PACKETS = 8;
    private static final int PACKET_OCTETS = 120;

    private ProgramFuzz() {}

    static void run(byte[] input) {
        List<BpfInstruction> instructions = ProgramInput.of(input);
        BpfProgram program = BpfProgram.of(instructions);
        long seed = Arrays.hashCode(input);
        written(program);
        for (BpfValidator validator : BpfValidator.values()) {
            Loaded interpreted = BpfLoader.interpret(program, validator);
            Loaded compiled = BpfLoader.compile(program, validator);
            assertThat(compiled.getClass()).isEqualTo(interpreted.getClass());
            boolean accepted = validator.refusal(program).isEmpty();
            if (interpreted instanceof Loaded.Ready) {
                assertThat(accepted).isTrue();
                boolean known = validator != BpfValidator.LINUX;
                agree(instructions, interpreted.program(), compiled.program(), known, seed);
            } else {
                // Only libpcap's accepts what is not run.
                assertThat(accepted && validator != BpfValidator.LIBPCAP).isFalse();
            }
        }
    }

    private static void written(BpfProgram program) {
        assertThat(BpfText.listing(program)).isNotNull();
        if (program.instructionCount() == 0) return;
        ParsedProgram.Read same = new ParsedProgram.Read(program);
        assertThat(BpfText.parse(BpfText.decimals(program))).isEqualTo(same);
        assertThat(BpfText.parse(BpfText.initializers(program))).isEqualTo(same);
    }

    /** {@code known}: the reference machine has the loads and shifts of this validator. */
    private static void agree(
            List<BpfInstruction> instructions,
            PacketProgram interpreted,
            PacketProgram compiled,
            boolean known,
            long seed) {
        LikelyPackets packets = new LikelyPackets(instructions, PACKET_OCTETS, seed);
        Random random = new Random(seed);
        byte[] batch = new byte[PACKETS * PACKET_OCTETS];
        int[] offsets = new int[PACKETS];
        int[] captured = new int[PACKETS];
        int[] wire = new int[PACKETS];
        int[] expected = new int[PACKETS];
        for (int i = 0; i < PACKETS; i++) {
            byte[] packet = packets.next();
            offsets[i] = i * PACKET_OCTETS;
            captured[i] = random.nextBoolean() ? PACKET_OCTETS : random.nextInt(PACKET_OCTETS + 1);
            wire[i] = captured[i] + random.nextInt(50);
            System.arraycopy(packet, 0, batch, offsets[i], captured[i]);
            expected[i] = interpreted.run(batch, offsets[i], captured[i], wire[i]);
            if (known) {
                byte[] seen = Arrays.copyOf(packet, captured[i]);
                var end = ReferenceMachine.run(instructions, seen, wire[i]);
                if (end.cause() != ReferenceMachine.Cause.TOO_MANY_STEPS)
                    assertThat(expected[i]).as("interpreter").isEqualTo(end.kept());
            }
            PacketMetadata metadata = new Metadata(seed + i);
            int wanted = interpreted.run(batch, offsets[i], captured[i], wire[i], metadata);
            int found = compiled.run(batch, offsets[i], captured[i], wire[i], metadata);
            assertThat(found).as("byte code with metadata").isEqualTo(wanted);
        }
        int[] kept = new int[PACKETS];
        int matched = compiled.runAll(batch, offsets, captured, wire, PACKETS, kept);
        assertThat(kept).as("byte code").isEqualTo(expected);
        assertThat(matched).isEqualTo(Arrays.stream(expected).filter(each -> each != 0).count());
    }

    /** Values that follow from the seed and the field, and headers near the packet's start. */
    private record Metadata(long seed) implements PacketMetadata {
        @Override
        public int value(Ancillary field) {
            return (int) (seed * 31 + field.number()) & 0xf;
        }

        @Override
        public int networkOffset() {
            return (int) (seed & 15);
        }

        @Override
        public int linkOffset() {
            return -(int) ((seed >>> 4) & 15);
        }
    }
}
