package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BpfTextTest {
    private static final BpfProgram PROGRAM =
            BpfProgram.of(
                    BpfInstruction.of(BpfCode.LD_H_ABS, 12),
                    new BpfInstruction(BpfCode.JEQ, 0, 2, 0x800),
                    BpfInstruction.of(BpfCode.LD_H_ABS, Ancillary.OFFSET),
                    BpfInstruction.of(BpfCode.RET_K, 262144),
                    BpfInstruction.of(BpfCode.RET_A, 0));

    @Test
    void shouldListAsTcpdump() {
        assertThat(BpfText.listing(PROGRAM).lines())
                .containsExactly(
                        "(000) ldh      [12]",
                        "(001) jeq      #0x800           jt 2\tjf 4",
                        "(002) ldh      [proto]",
                        "(003) ret      #262144",
                        "(004) ret      ");
    }

    @Test
    void shouldWriteInitializersOfC() {
        assertThat(BpfText.initializers(PROGRAM).lines())
                .startsWith("{ 0x28, 0, 0, 0x0000000c },", "{ 0x15, 0, 2, 0x00000800 },");
    }

    @Test
    void shouldWriteDecimals() {
        assertThat(BpfText.decimals(PROGRAM).lines())
                .containsExactly(
                        "5",
                        "40 0 0 12",
                        "21 0 2 2048",
                        "40 0 0 4294963200",
                        "6 0 0 262144",
                        "22 0 0 0");
    }

    @Test
    void shouldReadItsThreeForms() {
        assertThat(BpfText.parse(BpfText.listing(PROGRAM)))
                .isEqualTo(new ParsedProgram.Read(PROGRAM));
        assertThat(BpfText.parse(BpfText.initializers(PROGRAM)))
                .isEqualTo(new ParsedProgram.Read(PROGRAM));
        assertThat(BpfText.parse(BpfText.decimals(PROGRAM)))
                .isEqualTo(new ParsedProgram.Read(PROGRAM));
    }

    @Test
    void shouldReadAnEmptyProgram() {
        assertThat(BpfText.parse("0\n"))
                .isEqualTo(new ParsedProgram.Read(BpfProgram.of(List.of())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    2;6 0 0 1            | line 2: expected 2 instructions, found 1
                    1;6 0 0              | line 2: expected code jt jf k, found '6 0 0'
                    1;65536 0 0 1        | line 2: expected a code of 16 and a k of 32 bits, found '65536 0 0 1'
                    1;6 0 0 4294967296   | line 2: expected a code of 16 and a k of 32 bits, found '6 0 0 4294967296'
                    1;6 256 0 1          | line 2: expected jumps over 0 to 255 instructions, found '6 256 0 1'
                    hello                | line 1: expected a count, '{' or '(', found 'hello'
                    { 0x6, 0, 0, 1 },    | line 1: expected { 0xCODE, JT, JF, 0xK },, found '{ 0x6, 0, 0, 1 },'
                    (001) ret #1         | line 1: expected (0) and an instruction, found '(001) ret #1'
                    (000) ret #1 jt 1    | line 1: expected an operand, found '(000) ret #1 jt 1'
                    (000) tax #1         | line 1: expected an instruction with such an operand, found '(000) tax #1'
                    (000) jeq #0x1       | line 1: expected jt and jf, found '(000) jeq #0x1'
                    (000) unimp 0x17     | line 1: expected an operand, found '(000) unimp 0x17'
                    """)
    void shouldSayWhereItIsNoProgram(String text, String message) {
        assertThat(BpfText.parse(text.replace(';', '\n')))
                .isInstanceOf(ParsedProgram.Malformed.class)
                .hasToString(message);
    }
}
