package sluice.replay;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import sluice.packet.Octets;

class FrameFactsProperties {
    @Property(seed = "4711")
    void shouldReadAnyOctetsAndStayInside(
            @ForAll @Size(max = 120) byte[] octets, @ForAll boolean v6) {
        byte[] frame = octets.clone();
        if (frame.length > 14) {
            Octets.put16(frame, 12, v6 ? 0x86dd : 0x0800);
            frame[14] = (byte) (v6 ? 0x60 : 0x45);
        }
        FrameFacts facts = FrameFacts.of(frame);
        if (frame.length < 14) {
            assertThat(facts).isNull();
            return;
        }
        requireNonNull(facts);
        assertThat(facts.upperOffset + facts.upperOctets).isLessThanOrEqualTo(frame.length);
        assertThatNoException().isThrownBy(() -> AnswerKind.of(facts));
        assertThatNoException().isThrownBy(() -> FieldDifferences.between(facts, facts, true));
    }

    @net.jqwik.api.Example
    void shouldReadEveryPrefixOfARecordedFrame() throws Exception {
        new CaptureFrames(PlannerTest.OFFICE_LAN)
                .each((_, _, _, octets, offset, captured, _) -> {
                    for (int length = 0; length <= Math.min(captured, 100); length++) {
                        var facts =
                                FrameFacts.of(Arrays.copyOfRange(octets, offset, offset + length));
                        if (facts != null) AnswerKind.of(facts);
                    }
                });
    }
}
