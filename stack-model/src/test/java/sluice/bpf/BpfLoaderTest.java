package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfLoaderTest {
    private static final byte[] PACKET =
            HexFormat.of().parseHex("aabbccdd00112233445566778899aabbccddeeff");

    @Test
    void shouldRefuseWhatTheValidatorRefuses() {
        Loaded loaded = BpfLoader.compile(BpfProgram.of(), BpfValidator.LIBPCAP);

        assertThat(loaded).isInstanceOf(Loaded.Refused.class);
        assertThatIllegalArgumentException()
                .isThrownBy(loaded::program)
                .withMessageContaining("at least one instruction");
    }

    /** libpcap's validator accepts these, and its interpreter aborts or never ends. */
    @ParameterizedTest
    @CsvSource({
        "14 0 0 9, RUNS_KNOWN_CODES 0",
        "21 0 1 0; 23 0 0 0; 6 0 0 1, RUNS_KNOWN_CODES 1",
        "5 0 0 4294967295; 6 0 0 1, LOOP_HAS_EXIT 0",
        "0 0 0 0; 32 0 0 0; 5 0 0 4294967294; 6 0 0 1, LOOP_HAS_EXIT 0",
        "5 0 0 1; 5 0 0 0; 21 1 0 0; 5 0 0 4294967294; 6 0 0 1, ''"
    })
    void shouldRefuseToRunWhatMayNotEnd(String text, String expected) {
        BpfProgram program = BpfValidatorTest.program(text);
        assertThat(BpfValidator.LIBPCAP.refusal(program)).isEmpty();

        String found =
                switch (BpfLoader.interpret(program, BpfValidator.LIBPCAP)) {
                    case Loaded.Refused(BpfRefusal refusal) ->
                            refusal.rule() + " " + refusal.index();
                    case Loaded.Ready _ -> "";
                };

        assertThat(found).isEqualTo(expected);
    }

    @Test
    void shouldRunAnUndefinedCodeThatNoWayLeadsTo() {
        BpfProgram program = BpfValidatorTest.program("5 0 0 1; 23 0 0 0; 6 0 0 7");

        assertThat(run(BpfLoader.interpret(program, BpfValidator.LIBPCAP))).isEqualTo(7);
        assertThat(run(BpfLoader.compile(program, BpfValidator.LIBPCAP))).isEqualTo(7);
    }

    @Test
    void shouldRejectAPacketForWhichALoopGoesOn() {
        // Goes back until A, counted down from the first octet's value, is 0: by 2 from an odd one.
        BpfProgram program =
                BpfValidatorTest.program("48 0 0 0; 20 0 0 2; 21 1 0 0; 5 0 0 4294967293; 6 0 0 7");
        Loaded loaded = BpfLoader.interpret(program, BpfValidator.LIBPCAP);

        assertThat(run(loaded)).isEqualTo(7);
        assertThat(loaded.program().run(new byte[] {3}, 0, 1, 1)).isZero();
        assertThat(loaded.program())
                .isInstanceOfSatisfying(
                        BpfInterpreter.class,
                        interpreter -> assertThat(interpreter.givenUpCount()).isEqualTo(1));
    }

    @Test
    void shouldSayWhyItDoesNotCompile() {
        BpfProgram back =
                BpfValidatorTest.program("48 0 0 0; 20 0 0 2; 21 1 0 0; 5 0 0 4294967293; 6 0 0 7");

        assertThat(BpfLoader.compile(back, BpfValidator.LIBPCAP))
                .isInstanceOfSatisfying(
                        Loaded.Ready.class,
                        ready ->
                                assertThat(ready.fallbackReason()).isEqualTo("it jumps backwards"));
        List<String> told = new ArrayList<>();
        BpfLoader.compile(back, BpfValidator.LIBPCAP).tellingFallback(told::add);
        BpfLoader.interpret(back, BpfValidator.LIBPCAP).tellingFallback(told::add);
        BpfLoader.compile(BpfProgram.of(), BpfValidator.LIBPCAP).tellingFallback(told::add);
        BpfProgram forward = BpfValidatorTest.program("6 0 0 7");
        BpfLoader.compile(forward, BpfValidator.LIBPCAP).tellingFallback(told::add);
        assertThat(told).containsExactly("it jumps backwards");
    }

    @ParameterizedTest
    @CsvSource({"5000, ''", "16384, ''", "16385, '16385 instructions, compiled 16384'"})
    void shouldCompileLongPrograms(int count, String reason) {
        List<BpfInstruction> instructions = new ArrayList<>();
        instructions.add(BpfInstruction.of(BpfCode.LD_B_ABS, 0));
        while (instructions.size() < count - 1) {
            instructions.add(BpfInstruction.of(BpfCode.MUL, 3));
            instructions.add(BpfInstruction.of(BpfCode.LDX_MSH, instructions.size() % 19));
            instructions.add(BpfInstruction.of(BpfCode.ADD | BpfCode.SOURCE_X, 0));
        }
        while (instructions.size() >= count) instructions.removeLast();
        instructions.add(BpfInstruction.of(BpfCode.RET_A, 0));
        BpfProgram program = BpfProgram.of(instructions);

        Loaded compiled = BpfLoader.compile(program, BpfValidator.LIBPCAP);

        assertThat(compiled)
                .isInstanceOfSatisfying(
                        Loaded.Ready.class,
                        ready -> assertThat(ready.fallbackReason()).isEqualTo(reason));
        assertThat(run(compiled))
                .isEqualTo(run(BpfLoader.interpret(program, BpfValidator.LIBPCAP)));
    }

    /** {@code result} is what a load gives as LIBPCAP has it, then as LINUX has it. */
    @ParameterizedTest
    @CsvSource({
        "'1 0 0 20; 64 0 0 4294967288; 22 0 0 0', 0, ccddeeff", // X + k over 2^32
        "'40 0 0 4294963200; 22 0 0 0', 0, 11000", // proto
        "'32 0 0 4294966272; 22 0 0 0', -, -", // no such metadata
        "'32 0 0 4293918720; 22 0 0 0', 0, 112233", // the network header
        "'32 0 0 4292870144; 22 0 0 0', 0, aabbccdd", // the link header
        "'48 0 0 4292870143; 22 0 0 0', 0, 0", // before all headers
        "'177 0 0 4293918722; 135 0 0 0; 22 0 0 0', 0, 8", // an IP header's length there
        "'0 0 0 9; 1 0 0 5; 32 0 0 4294963240; 22 0 0 0', 0, c", // A xor X
        "'0 0 0 1; 1 0 0 33; 108 0 0 0; 22 0 0 0', 0, 2" // a shift by X
    })
    void shouldLoadAsTheDialectSays(String text, String libpcap, String linux) {
        BpfProgram program = BpfValidatorTest.program(text);
        if (!linux.equals("-")) {
            for (Loaded loaded :
                    List.of(
                            BpfLoader.interpret(program, BpfValidator.LINUX),
                            BpfLoader.compile(program, BpfValidator.LINUX)))
                assertThat(runWithMetadata(loaded)).isEqualTo(linux);
        } else {
            assertThat(BpfValidator.LINUX.refusal(program)).isPresent();
            return;
        }
        for (Loaded loaded :
                List.of(
                        BpfLoader.interpret(program, BpfValidator.LIBPCAP),
                        BpfLoader.compile(program, BpfValidator.LIBPCAP)))
            assertThat(runWithMetadata(loaded)).isEqualTo(libpcap);
    }

    @Test
    void shouldFindNetlinkAttributes() {
        // Two attributes: type 1 with four octets, type 2 holding one of type 5.
        byte[] octets =
                HexFormat.of().parseHex("0800010011223344" + "0c000200" + "0800050055667788");
        assertThat(attribute(octets, Ancillary.NETLINK_ATTRIBUTE, 0, 1)).isEqualTo(0);
        assertThat(attribute(octets, Ancillary.NETLINK_ATTRIBUTE, 0, 2)).isEqualTo(8);
        assertThat(attribute(octets, Ancillary.NETLINK_ATTRIBUTE, 8, 5)).isEqualTo(0);
        assertThat(attribute(octets, Ancillary.NETLINK_ATTRIBUTE_NESTED, 8, 5)).isEqualTo(12);
        assertThat(attribute(octets, Ancillary.NETLINK_ATTRIBUTE_NESTED, 0, 5)).isEqualTo(0);
        assertThat(attribute(octets, Ancillary.NETLINK_ATTRIBUTE, 17, 1)).isEqualTo(0);
        assertThat(attribute(octets, Ancillary.NETLINK_ATTRIBUTE, -1, 1)).isEqualTo(0);
    }

    private static int attribute(byte[] octets, Ancillary field, int a, int x) {
        return LinuxLoads.ancillary(field, a, x, octets, 0, octets.length, PacketMetadata.NONE);
    }

    private static int run(Loaded loaded) {
        return loaded.program().run(PACKET, 0, PACKET.length, PACKET.length);
    }

    /** The packet begins at its network header, behind a link header of four octets. */
    private static String runWithMetadata(Loaded loaded) {
        PacketMetadata metadata =
                new PacketMetadata() {
                    @Override
                    public int value(Ancillary field) {
                        return field == Ancillary.PROTOCOL ? 0x11000 : 0;
                    }

                    @Override
                    public int linkOffset() {
                        return -4;
                    }
                };
        int result = loaded.program().run(PACKET, 4, 16, 16, metadata);
        return Integer.toHexString(result);
    }
}
