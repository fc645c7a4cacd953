package sluice.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import sluice.bpf.BpfProgram;
import sluice.bpf.BpfText;
import sluice.bpf.ParsedProgram;

/**
 * Any text is a written program or malformed in one of its lines; a program can be written again.
 */
final class ProgramTextFuzz {
    private ProgramTextFuzz() {}

    static void run(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        switch (BpfText.parse(text)) {
            case ParsedProgram.Read(BpfProgram program) -> {
                ParsedProgram same = new ParsedProgram.Read(program);
                if (program.instructionCount() == 0) return;
                assertThat(BpfText.parse(BpfText.decimals(program))).isEqualTo(same);
                assertThat(BpfText.parse(BpfText.initializers(program))).isEqualTo(same);
                assertThat(BpfText.listing(program)).isNotEmpty();
            }
            case ParsedProgram.Malformed(int line, String expected) -> {
                assertThat(line).isBetween(1, (int) text.lines().count() + 1);
                assertThat(expected).isNotBlank();
            }
        }
    }
}
