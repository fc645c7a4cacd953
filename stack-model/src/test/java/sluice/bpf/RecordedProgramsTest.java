package sluice.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sluice.bpf.RecordedPrograms.Recorded;

/** The raw programs that libpcap was asked about get the same answers here. */
class RecordedProgramsTest {
    @Test
    void shouldValidateAsLibpcap() {
        List<String> differing = new ArrayList<>();
        for (Recorded recorded : RecordedPrograms.raw())
            if (BpfValidator.LIBPCAP.refusal(recorded.program()).isEmpty() != recorded.valid())
                differing.add(recorded.id());

        assertThat(differing).isEmpty();
    }

    @Test
    void shouldEvaluateAsLibpcap() {
        List<String> differing = new ArrayList<>();
        for (Recorded recorded : RecordedPrograms.raw()) {
            byte[] packet = recorded.packet();
            if (packet == null || recorded.result() < 0 || recorded.unspecified()) continue;
            for (Loaded loaded :
                    List.of(
                            BpfLoader.interpret(recorded.program(), BpfValidator.LIBPCAP),
                            BpfLoader.compile(recorded.program(), BpfValidator.LIBPCAP))) {
                int result = loaded.program().run(packet, 0, packet.length, recorded.wire());
                if (Integer.toUnsignedLong(result) != recorded.result())
                    differing.add(recorded.id() + ": " + loaded);
            }
        }

        assertThat(differing).isEmpty();
    }

    @Test
    void shouldRefuseToRunWhatCrashesLibpcap() {
        List<String> running = new ArrayList<>();
        for (Recorded recorded : RecordedPrograms.raw()) {
            if (!recorded.crashes()) continue;
            Loaded loaded = BpfLoader.interpret(recorded.program(), BpfValidator.LIBPCAP);
            if (!(loaded instanceof Loaded.Refused)) running.add(recorded.id());
        }

        assertThat(running).isEmpty();
    }

    @Test
    void shouldAcceptWhatLibpcapCompiles() {
        assertThat(RecordedPrograms.compiled())
                .isNotEmpty()
                .allMatch(program -> BpfValidator.LIBPCAP.refusal(program).isEmpty());
    }
}
