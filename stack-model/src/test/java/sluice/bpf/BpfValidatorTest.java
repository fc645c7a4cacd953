package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BpfValidatorTest {
    private static final String NONE = "";

    /** Instructions as {@code code jt jf k}, separated by semicolons; one column per validator. */
    @ParameterizedTest
    @CsvSource({
        // returns
        "6 0 0 1, '', '', ''",
        "22 0 0 0, '', '', ''",
        "14 0 0 0, '', KNOWN_CODE 0, KNOWN_CODE 0",
        "0 0 0 1, ENDS_WITH_RETURN 0, ENDS_WITH_RETURN 0, ENDS_WITH_RETURN 0",
        // jumps: the last place inside, and one further
        "5 0 0 0; 6 0 0 1, '', '', ''",
        "5 0 0 1; 6 0 0 1, JUMP_INSIDE 0, JUMP_INSIDE 0, JUMP_INSIDE 0",
        "21 0 0 7; 6 0 0 1, '', '', ''",
        "21 1 0 7; 6 0 0 1, JUMP_INSIDE 0, JUMP_INSIDE 0, JUMP_INSIDE 0",
        "21 0 1 7; 6 0 0 1, JUMP_INSIDE 0, JUMP_INSIDE 0, JUMP_INSIDE 0",
        // backwards, to the first instruction and before it
        "0 0 0 0; 5 0 0 4294967294; 6 0 0 1, '', JUMP_FORWARD 1, JUMP_FORWARD 1",
        "0 0 0 0; 5 0 0 4294967293; 6 0 0 1, JUMP_INSIDE 1, JUMP_INSIDE 1, JUMP_INSIDE 1",
        // scratch memory
        "2 0 0 15; 96 0 0 15; 6 0 0 1, '', '', ''",
        "2 0 0 16; 6 0 0 1, SCRATCH_INSIDE 0, SCRATCH_INSIDE 0, SCRATCH_INSIDE 0",
        "3 0 0 16; 6 0 0 1, SCRATCH_INSIDE 0, SCRATCH_INSIDE 0, SCRATCH_INSIDE 0",
        "97 0 0 16; 6 0 0 1, SCRATCH_INSIDE 0, SCRATCH_INSIDE 0, SCRATCH_INSIDE 0",
        "96 0 0 3; 6 0 0 1, '', '', SCRATCH_STORED 0",
        "2 0 0 3; 97 0 0 3; 6 0 0 1, '', '', ''",
        // stored on one of two ways only, and on both
        "21 0 1 0; 2 0 0 3; 96 0 0 3; 6 0 0 1, '', '', SCRATCH_STORED 2",
        "21 0 2 0; 2 0 0 3; 5 0 0 1; 3 0 0 3; 96 0 0 3; 6 0 0 1, '', '', ''",
        // division by a constant
        "52 0 0 0; 6 0 0 1, NO_DIVISION_BY_ZERO 0, NO_DIVISION_BY_ZERO 0, NO_DIVISION_BY_ZERO 0",
        "148 0 0 0; 6 0 0 1, NO_DIVISION_BY_ZERO 0, NO_DIVISION_BY_ZERO 0, NO_DIVISION_BY_ZERO 0",
        "60 0 0 0; 6 0 0 1, '', '', ''",
        // shifts by a constant
        "100 0 0 31; 6 0 0 1, '', '', ''",
        "100 0 0 32; 6 0 0 1, '', '', SHIFT_INSIDE 0",
        "116 0 0 4294967295; 6 0 0 1, '', '', SHIFT_INSIDE 0",
        // codes
        "23 0 0 0; 6 0 0 1, '', KNOWN_CODE 0, KNOWN_CODE 0",
        "180 0 0 0; 6 0 0 1, KNOWN_CODE 0, KNOWN_CODE 0, KNOWN_CODE 0",
        "224 0 0 0; 6 0 0 1, KNOWN_CODE 0, KNOWN_CODE 0, KNOWN_CODE 0",
        "85 0 0 0; 6 0 0 1, KNOWN_CODE 0, KNOWN_CODE 0, KNOWN_CODE 0",
        "129 0 0 0; 6 0 0 1, '', '', ''",
        // offsets of metadata: the first, the last, one between two, one behind all
        "40 0 0 4294963200; 6 0 0 1, '', '', ''",
        "32 0 0 4294963260; 6 0 0 1, '', '', ''",
        "32 0 0 4294963201; 6 0 0 1, '', '', KNOWN_ANCILLARY 0",
        "32 0 0 4294963264; 6 0 0 1, '', '', KNOWN_ANCILLARY 0",
        "32 0 0 4294963199; 6 0 0 1, '', '', ''",
    })
    void shouldRefuseByTheRulesOfEach(String program, String libpcap, String npf, String linux) {
        assertThat(refusal(BpfValidator.LIBPCAP, program(program))).isEqualTo(libpcap);
        assertThat(refusal(BpfValidator.NPF, program(program))).isEqualTo(npf);
        assertThat(refusal(BpfValidator.LINUX, program(program))).isEqualTo(linux);
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseAnEmptyProgram(BpfValidator validator) {
        assertThat(refusal(validator, BpfProgram.of())).isEqualTo("NOT_EMPTY -1");
    }

    @ParameterizedTest
    @CsvSource({
        "NPF, 512, ''",
        "NPF, 513, NOT_TOO_LONG -1",
        "LINUX, 4096, ''",
        "LINUX, 4097, NOT_TOO_LONG -1",
        "LIBPCAP, 100000, ''"
    })
    void shouldBoundTheLength(BpfValidator validator, int count, String expected) {
        List<BpfInstruction> instructions = new ArrayList<>();
        for (int i = 1; i < count; i++) instructions.add(BpfInstruction.of(BpfCode.ADD, 1));
        instructions.add(BpfInstruction.of(BpfCode.RET_K, 1));

        assertThat(refusal(validator, BpfProgram.of(instructions))).isEqualTo(expected);
    }

    @Test
    void shouldSayWhatStandsWhere() {
        assertThat(BpfValidator.NPF.refusal(program("21 9 0 7; 6 0 0 1")))
                .hasValueSatisfying(refusal ->
                        assertThat(refusal)
                                .hasToString(
                                        "instruction 0: the jump leaves the program (jt 9"
                                                + " of 2 instructions)"));
    }

    private static String refusal(BpfValidator validator, BpfProgram program) {
        return validator
                .refusal(program)
                .map(refusal -> refusal.rule() + " " + refusal.index())
                .orElse(NONE);
    }

    static BpfProgram program(String text) {
        String decimals = text.replace("; ", "\n");
        String counted = decimals.lines().count() + "\n" + decimals;
        return switch (BpfText.parse(counted)) {
            case ParsedProgram.Read(BpfProgram program) -> program;
            case ParsedProgram.Malformed malformed ->
                    throw new IllegalArgumentException(malformed.toString());
        };
    }
}
