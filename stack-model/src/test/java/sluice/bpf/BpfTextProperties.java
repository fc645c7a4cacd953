package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class BpfTextProperties {
    @Property(tries = 60)
    void shouldReadWhatItWrites(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 60) int count,
            @ForAll boolean linux) {
        BpfProgram program = RandomPrograms.draw(seed, count, linux);

        assertThat(BpfText.parse(BpfText.listing(program)))
                .isEqualTo(new ParsedProgram.Read(program));
        assertThat(BpfText.parse(BpfText.initializers(program)))
                .isEqualTo(new ParsedProgram.Read(program));
        assertThat(BpfText.parse(BpfText.decimals(program)))
                .isEqualTo(new ParsedProgram.Read(program));
    }

    @Property(tries = 300)
    void shouldAnswerToAnyText(@ForAll String text) {
        assertThat(BpfText.parse(text)).isNotNull();
        assertThat(BpfText.parse("(000) " + text)).isNotNull();
        assertThat(BpfText.parse("1\n" + text)).isNotNull();
    }
}
