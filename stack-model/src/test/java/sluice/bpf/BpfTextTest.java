package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
