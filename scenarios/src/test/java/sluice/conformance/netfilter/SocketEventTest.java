package sluice.conformance.netfilter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SocketEventTest {
    private static SocketEvent event(String name, String value) {
        return new SocketEvent("s", "recv", Map.of(name, value));
    }

    private static boolean fits(String name, String recorded, String ours) {
        return event(name, recorded).difference(event(name, ours)).isEmpty();
    }

    @Test
    void shouldTakeAStarForAnyNumber() {
        assertThat(fits("from", "10.0.0.1:*", "10.0.0.1:40000")).isTrue();
        assertThat(fits("from", "10.0.0.1:*", "10.0.0.1:")).isFalse();
        assertThat(fits("from", "10.0.0.1:*", "10.0.0.1:4x")).isFalse();
        assertThat(fits("from", "10.0.0.1:*", "10.0.0.2:40000")).isFalse();
    }

    @Test
    void shouldTakeADotInAPayloadForAnyDigit() {
        assertThat(fits("payload", "00..ff", "0012ff")).isTrue();
        assertThat(fits("payload", "00..ff", "0012fe")).isFalse();
        assertThat(fits("payload", "00..ff", "0012ff00")).isFalse();
        assertThat(fits("dev", "eth.", "eth0")).isFalse();
    }

    @Test
    void shouldAskForWhatTheRecordingNamesOnly() {
        var ours = new SocketEvent("s", "recv", Map.of("from", "a", "dev", "eth0"));
        assertThat(event("from", "a").difference(ours)).isEmpty();
        assertThat(event("to", "b").difference(ours)).contains("s recv: to nothing, kernel b");
        assertThat(new SocketEvent("t", "recv", Map.of()).difference(ours)).isPresent();
    }
}
